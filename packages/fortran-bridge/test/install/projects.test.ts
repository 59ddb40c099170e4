import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';

// Projects of more than one folder, and with options of their own.

const folder = mkdtempSync(join(tmpdir(), 'rankwise-projects-'));
const models = join(folder, 'models');
const model = join(models, 'simplenet.onnx');
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

const cmake = (source: string, build: string, ...options: string[]) => {
  run('cmake', '-B', build, '-S', source, '-DCMAKE_BUILD_TYPE=Debug', ...options);
  run('cmake', '--build', build);
};

beforeAll(() => {
  cpSync(here('./exported'), folder, { recursive: true });
  run(process.execPath, here('../models/makeModels.mjs'), models);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  [
    'strict',
    '-std=f2008 -pedantic -Wall -Wextra -Werror -fno-automatic -ffree-line-length-72',
    '-Wall -Wextra -Werror',
  ],
  ['promoted', '-freal-4-real-8', ''],
])(
  'a library that links rankwise is exported, and a project has options of its own: %s',
  { timeout: 120_000 },
  (name, fortranOptions, cOptions) => {
    const prefix = join(folder, name);
    const options = [
      `-DCMAKE_Fortran_FLAGS=${fortranOptions}`,
      `-DCMAKE_C_FLAGS=${cOptions}`,
      `-DCMAKE_PREFIX_PATH=${nativeFolder()};${prefix}`,
    ];
    cmake('library', `${name}/library`, ...options);
    run('cmake', '--install', `${name}/library`, '--prefix', prefix);
    cmake('program', `${name}/program`, ...options);
    expect(run(`./${name}/program/climate`, model)).toBe('  0.0  2.0  4.0  6.0  8.0\n');
  },
);
