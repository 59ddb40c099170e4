import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What each folder of native/ may include, besides itself and `rankwise.h`. ARCHITECTURE.md draws it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  channel: ['base', 'rankwise_host.h'],
  tensor: ['base'],
  engines: ['base', 'channel'],
  client: ['base', 'channel', 'tensor', 'engines'],
  host: ['base', 'channel', 'rankwise_host.h'],
};
/** The rank's side sees the engine's operations through the layout of the channel alone. */
const hostHeader = /^(channel\/layout\.h|host\/)/;

const bridge = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const files = Object.keys(allowed).flatMap((folder) =>
  readdirSync(bridge(`native/${folder}`)).map((name) => `${folder}/${name}`),
);

function includesOf(file: string): string[] {
  const text = readFileSync(bridge(`native/${file}`), 'utf8');
  return [...text.matchAll(/^#include "(.*)"$/gm)].map(([, name = '']) => name);
}

function isAllowed(file: string, included: string): boolean {
  if (included === 'rankwise.h') return true;
  if (included === 'rankwise_host.h') return hostHeader.test(file);
  const [from = ''] = file.split('/');
  const [to = ''] = included.split('/');
  return files.includes(included) && (from === to || (allowed[from] ?? []).includes(to));
}

test('each folder of native/ includes what lies below it alone', () => {
  expect(readdirSync(bridge('native')).toSorted()).toEqual([...Object.keys(allowed), 'mpi'].toSorted());
  const wrong = files.flatMap((file) =>
    includesOf(file)
      .filter((included) => !isAllowed(file, included))
      .map((included) => `${file} includes ${included}`),
  );
  expect(wrong).toEqual([]);
});

interface Symbols {
  readonly defined: ReadonlySet<string>;
  readonly wanted: ReadonlySet<string>;
}

/** Compiles native/, and says what each object defines and wants, by its path without the ending. */
function readObjects(): Map<string, Symbols> {
  const found = new Map<string, Symbols>();
  const build = mkdtempSync(join(tmpdir(), 'rankwise-layers-'));
  for (const folder of Object.keys(allowed)) {
    const cwd = join(build, folder);
    const sources = files.filter((name) => name.startsWith(`${folder}/`) && name.endsWith('.c'));
    const options = ['-c', '-std=c11', `-I${bridge('native')}`, `-I${bridge('include')}`];
    mkdirSync(cwd);
    execFileSync('cc', [...options, ...sources.map((name) => bridge(`native/${name}`))], { cwd });
    for (const source of sources)
      found.set(source.slice(0, -2), symbolsOf(join(build, `${source.slice(0, -2)}.o`)));
  }
  rmSync(build, { recursive: true });
  return found;
}

function symbolsOf(object: string): Symbols {
  const lines = execFileSync('nm', [object], { encoding: 'utf8' }).split('\n');
  const named = (kinds: RegExp) =>
    new Set(lines.flatMap((line) => (kinds.test(line) ? [line.split(' ').at(-1) ?? ''] : [])));
  return { defined: named(/ [TDBRC] /), wanted: named(/ U /) };
}

/** The objects that need each other in a circle; empty where there are none. */
function circle(uses: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const walk = (at: string, way: readonly string[]): readonly string[] => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return [];
    for (const next of uses.get(at) ?? []) {
      const found = walk(next, [...way, at]);
      if (found.length > 0) return found;
    }
    done.add(at);
    return [];
  };
  for (const at of uses.keys()) {
    const found = walk(at, []);
    if (found.length > 0) return found;
  }
  return [];
}

test('no object needs another that needs it, and none one of a folder above', () => {
  const objects = readObjects();
  const definedIn = new Map(
    [...objects].flatMap(([file, { defined }]) => [...defined].map((s) => [s, file])),
  );
  const uses = new Map(
    [...objects].map(([file, { wanted }]) => [
      file,
      [...new Set([...wanted].flatMap((symbol) => definedIn.get(symbol) ?? []))].filter((to) => to !== file),
    ]),
  );
  expect([...uses.values()].flat().length).toBeGreaterThan(100);
  expect(circle(uses)).toEqual([]);
  const folder = (file: string) => file.slice(0, file.indexOf('/'));
  const upwards = [...uses].flatMap(([from, targets]) =>
    targets
      .filter((to) => folder(to) !== folder(from) && !(allowed[folder(from)] ?? []).includes(folder(to)))
      .map((to) => `${from} needs ${to}`),
  );
  expect(upwards).toEqual([]);
});

test('a circle is found', () => {
  expect(circle(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b']); // prettier-ignore
});
