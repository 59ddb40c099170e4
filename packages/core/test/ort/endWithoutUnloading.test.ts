import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BYTES = 3_000_000;

// Inside the package, so that the script imports the built package by its own name.
const outputs = join(import.meta.dirname, '../../out-tsc');
mkdirSync(outputs, { recursive: true });
const folder = mkdtempSync(join(outputs, 'ending-'));
const crashing = join(folder, 'libonnxruntime_providers_cuda.so');
const other = join(folder, 'libother.so');

beforeAll(() => {
  const source = join(folder, 'crashing.c');
  writeFileSync(
    source,
    '#include <stdlib.h>\n__attribute__((destructor)) static void end(void) { abort(); }\n',
  );
  for (const library of [crashing, other]) execFileSync('cc', ['-shared', '-fPIC', '-o', library, source]);
  writeFileSync(
    join(folder, 'script.mjs'),
    `import { endWithoutUnloading } from '@rankwise/core';
    import { openLibrary } from '@rankwise/core/ffi';
    const [, , library, ends] = process.argv;
    openLibrary(library);
    endWithoutUnloading();
    process.stdout.write('x'.repeat(${BYTES}));
    process.exitCode = 3;
    if (ends === 'at once') process.exit();`,
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(library: string, ends: string) {
  const given = [join(folder, 'script.mjs'), library, ends];
  const { status, signal, stdout } = spawnSync(process.execPath, given, { maxBuffer: 2 * BYTES });
  return { status, signal, bytes: stdout.length };
}

test('a provider that crashes in its exit handler is not asked, and nothing is lost', () => {
  expect(run(crashing, 'by itself')).toEqual({ status: 3, signal: null, bytes: BYTES });
});

test('nor by process.exit()', () => {
  expect(run(crashing, 'at once')).toMatchObject({ status: 3, signal: null });
});

test('other libraries are, and the crash is real', () => {
  expect(run(other, 'by itself')).toEqual({ status: null, signal: 'SIGABRT', bytes: BYTES });
});
