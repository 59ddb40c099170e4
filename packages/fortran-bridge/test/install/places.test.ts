import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';

// What an engine that cannot start has said is part of the error that the program prints.
const program = `
#include <rankwise.h>
#include <stdio.h>
int main(void) {
  rw_model *model = NULL;
  if (rw_model_load_bytes(&model, "x", 1, "x", NULL) != RW_OK) puts(rw_error_message());
}
`;
const script = 'process.stderr.write(`[${process.argv.slice(1).join("|")}]`); process.exit(3);';

let folder: string;
let prefix: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'rankwise-places-'));
  prefix = join(folder, 'prefix');
  cpSync(join(nativeFolder(), 'lib'), join(prefix, 'lib'), { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(prefix, 'lib/rankwise'));
  writeFileSync(join(prefix, 'lib/rankwise/start.cjs'), script);
  writeFileSync(join(folder, 'main.c'), program);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function compile(...libraries: string[]): void {
  const include = `-I${join(nativeFolder(), 'include')}`;
  execFileSync('cc', [include, 'main.c', ...libraries, '-o', 'main'], { cwd: folder });
}

/** What the program prints. */
function run(env: NodeJS.ProcessEnv = {}): string {
  return execFileSync('./main', {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
}

const shared = () => [
  `-L${prefix}/lib`,
  '-Wl,-rpath,$ORIGIN/prefix/lib,-rpath,$ORIGIN/moved/lib',
  '-lrankwise',
];
const contained = () => [
  `${prefix}/lib/librankwise.a`,
  '-Wl,-rpath,$ORIGIN/prefix/lib,-rpath,$ORIGIN/moved/lib',
  '-ldl',
  '-pthread',
];

test('the engine is the one beside the library, wherever that was moved', () => {
  compile(...shared());
  for (const place of [prefix, join(folder, 'moved')]) {
    if (place !== prefix) renameSync(prefix, place);
    expect(run()).toContain(
      `[${place}/lib/rankwise/start.cjs|${realpathSync(`${place}/lib/librankwise.so`)}]`,
    );
  }
});

test('a program that contains the library finds it by its rpath, and by LD_LIBRARY_PATH', () => {
  compile(...contained());
  // No library is named: the engine opens its own.
  expect(run()).toContain(`[${prefix}/lib/rankwise/start.cjs|]`);
  const elsewhere = join(folder, 'elsewhere');
  renameSync(prefix, elsewhere);
  const env = { LD_LIBRARY_PATH: `/nowhere:${elsewhere}/lib` };
  expect(run(env)).toContain(`[${elsewhere}/lib/rankwise/start.cjs|]`);
});

test.each([
  ['shared', shared],
  ['contained', contained],
])('Node.js lies beside the engine or on the PATH, and variables come first (%s)', (_, libraries) => {
  compile(...libraries());
  const node = join(prefix, 'lib/rankwise/node');
  writeFileSync(node, '#!/bin/sh\necho "its own Node.js" >&2\nexit 3\n');
  expect(run()).toContain('start.cjs|');
  chmodSync(node, 0o755);
  expect(run()).toContain('It said: its own Node.js');
  expect(run({ RANKWISE_NODE: process.execPath })).toContain('start.cjs|');
  const other = join(folder, 'other.cjs');
  writeFileSync(other, script);
  expect(run({ RANKWISE_NODE: process.execPath, RANKWISE_ENGINE: other })).toContain(`[${other}|`);
});
