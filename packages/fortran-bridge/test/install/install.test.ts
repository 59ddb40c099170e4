import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';
import { outsideFolder } from './outsideFolder.js';

const installed = nativeFolder();
const { folder, run } = outsideFolder();
const models = join(folder, 'models');
const model = join(models, 'simplenet.onnx');
const source = fileURLToPath(new URL('./project', import.meta.url));
const doubled = /^\.?0?\.0 2\.0 4\.0 6\.0 8\.0 ?$/m;

beforeAll(() => {
  cpSync(source, folder, { recursive: true });
  run(process.execPath, [fileURLToPath(new URL('../models/makeModels.mjs', import.meta.url)), models]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('find_package(rankwise) serves Fortran, C and C++', () => {
  run('cmake', ['-B', 'build', '-S', '.', `-DCMAKE_PREFIX_PATH=${installed}`]);
  run('cmake', ['--build', 'build']);
  for (const program of ['from-fortran', 'from-c', 'from-cxx']) {
    expect(run(`build/${program}`, [model])).toMatch(doubled);
  }
});

test('pkg-config serves C, and Fortran from the installed sources', () => {
  const env = { PKG_CONFIG_PATH: join(installed, 'lib/pkgconfig') };
  const ask = (...args: string[]) =>
    run('pkg-config', [...args, 'rankwise'], env)
      .trim()
      .split(/\s+/);
  run('cc', [...ask('--cflags'), 'main.c', ...ask('--libs'), '-o', 'c-program']);
  expect(run('./c-program', [model])).toMatch(doubled);
  run('cc', ['-c', ...ask('--cflags'), ...ask('--variable=shim_source'), '-o', 'shim.o']);
  run('gfortran', [
    ...ask('--variable=fortran_sources'),
    'main.f90',
    'shim.o',
    ...ask('--libs'),
    '-o',
    'f-program',
  ]);
  expect(run('./f-program', [model])).toMatch(doubled);
});

test.each([
  ['gcc', ['-std=c11']],
  ['clang', ['-std=c11']],
  ['g++', ['-std=c++17', '-x', 'c++']],
  ['clang++', ['-std=c++17', '-x', 'c++']],
])('each header compiles alone with %s', (compiler, options) => {
  for (const header of ['rankwise.h', 'rankwise_host.h', 'rankwise_status.h']) {
    const file = join(installed, 'include', header);
    run(compiler, [
      ...options,
      '-Wall',
      '-Wextra',
      '-Wpedantic',
      '-Wconversion',
      '-Werror',
      '-fsyntax-only',
      '-include',
      file,
      '-x',
      options.includes('c++') ? 'c++' : 'c',
      '/dev/null',
    ]);
  }
});

test.each([
  ['g++', 'c++20'],
  ['clang++', 'c++20'],
])('the header for C++ compiles alone with %s, %s', (compiler, standard) => {
  const warnings = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Werror'];
  const file = join(installed, 'include/rankwise.hpp');
  run(compiler, [
    `-std=${standard}`,
    ...warnings,
    '-fsyntax-only',
    '-include',
    file,
    '-x',
    'c++',
    '/dev/null',
  ]);
});

test('the library shows its public functions and nothing else, and needs libc alone', () => {
  const library = join(installed, 'lib/librankwise.so');
  const symbols = run('nm', ['-D', '--defined-only', library])
    .split('\n')
    .map((line) => line.split(' ')[2])
    .filter((symbol) => symbol !== undefined);
  expect(symbols.length).toBeGreaterThan(30);
  expect(symbols.filter((symbol) => !/^rw_[a-z]/.test(symbol))).toEqual([]);
  const needed = [...run('readelf', ['-d', library]).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(
    ([, name]) => name,
  );
  expect(needed.filter((name) => !/^(libc|libpthread|libdl|ld-linux.*)\.so/.test(name ?? ''))).toEqual([]);
});
