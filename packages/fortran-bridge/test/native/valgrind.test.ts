import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';

const folder = mkdtempSync(join(tmpdir(), 'rankwise-valgrind-'));
const models = join(folder, 'models');
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = (command: string, ...args: string[]) => {
  execFileSync(command, args, { cwd: folder, stdio: 'pipe' });
};

beforeAll(() => {
  run(process.execPath, here('../models/makeModels.mjs'), models);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

// The misuse of the interface is where a stray read would hide. Fails where valgrind is missing: `npm test` installs it.
test.each(['misuse', 'models_bad', 'elements', 'state'])(
  '%s reads and leaks nothing that it should not',
  (name) => {
    const library = join(nativeFolder(), 'lib');
    const includes = [`-I${join(nativeFolder(), 'include')}`, `-I${here('./support')}`];
    const links = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise'];
    run('cc', '-std=c11', '-g', ...includes, here(`./programs/${name}.c`), ...links, '-o', name);
    const leaks = ['--leak-check=full', '--show-leak-kinds=definite,indirect,possible'];
    run('valgrind', '--quiet', '--error-exitcode=9', ...leaks, `./${name}`, models);
  },
);

// The engine too, where memory that went too early would be used.
test('the threads of a host use and leak nothing that is gone', () => {
  const native = here('../../native');
  const sources = ['base', 'channel', 'tensor', 'engines', 'client', 'host'].flatMap((part) =>
    readdirSync(join(native, part))
      .filter((name) => name.endsWith('.c'))
      .map((name) => join(native, part, name)),
  );
  const tests = [here('./host/calls.c'), here('./support/engine_in_c.c')];
  const defaults = ['-DRW__DEFAULT_NODE=""', '-DRW__DEFAULT_ENGINE=""'];
  const includes = [`-I${native}`, `-I${here('../../include')}`, `-I${here('./support')}`];
  run(
    'cc',
    '-std=c11',
    '-g',
    ...defaults,
    ...includes,
    ...tests,
    ...sources,
    '-lpthread',
    '-ldl',
    '-o',
    'workers',
  );
  run('valgrind', '--quiet', '--trace-children=yes', '--log-file=workers.%p.log', './workers', models);
  const logs = readdirSync(folder).filter((name) => name.startsWith('workers.'));
  expect(logs.length).toBeGreaterThan(5);
  expect(logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('')).toBe('');
});
