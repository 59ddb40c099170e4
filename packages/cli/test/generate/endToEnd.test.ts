import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { execa } from 'execa';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxModel } from '../../../core/test/models/onnxModel.js';
import { simpleNet } from '../../../core/test/models/simpleNet.js';
import { generate } from '../../src/generate/generate.js';
import { everyType, identity, large, odd, optional, shapes, value } from './models.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-typed-'));
const installed = nativeFolder();
const link = [`-L${installed}/lib`, `-Wl,-rpath,${installed}/lib`, '-lrankwise'];
const standsOn = ['status', 'base', 'typed'].map(
  (name) => `${installed}/share/rankwise/fortran/rankwise_${name}.f90`,
);
const gfortran = ['gfortran', '-std=f2018', '-Wall', '-Werror'];

const models = {
  simplenet: simpleNet(),
  types: everyType(),
  shapes: shapes(),
  odd: odd(),
  choice: optional(),
  large: large(),
};

const run = (command: readonly string[], ...args: readonly string[]) =>
  execa(command[0] ?? '', [...command.slice(1), ...args], { cwd: folder, reject: false });

/** Runs what must succeed, and returns what it printed. */
async function succeed(command: readonly string[], ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, ...args);
  expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' });
  return stdout;
}

beforeAll(async () => {
  cpSync(path.join(import.meta.dirname, 'programs'), folder, { recursive: true });
  for (const [name, bytes] of Object.entries(models)) {
    const file = path.join(folder, `${name}.onnx`);
    writeFileSync(file, bytes);
    await generate(file, { output: folder, lang: ['fortran', 'c'] });
  }
  // Once with what a user's compiler may say of code that he did not write, at each level of optimisation.
  for (const level of ['-O0', '-O3']) {
    const modules = Object.keys(models).map((name) => `${name}.f90`);
    await succeed(gfortran, '-Wextra', level, '-c', ...standsOn, ...modules);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['arrays', ['simplenet.onnx']],
  ['kinds', ['types.onnx']],
  ['many', ['shapes.onnx', 'odd.onnx', 'choice.onnx']],
])('the Fortran program %s computes what it should', async (name, files) => {
  const objects = [...Object.keys(models), 'rankwise_typed', 'rankwise_base', 'rankwise_status'];
  await succeed(gfortran, `${name}.f90`, ...objects.map((object) => `${object}.o`), ...link, '-o', name);
  expect(await succeed([`./${name}`], ...files)).toBe('all well');
});

describe('a model that has changed', () => {
  const weights = (factor: number) => Float32Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? factor : 0));
  const changed = (input: string, batch: string, columns: number, type: 'float32' | 'float64') =>
    onnxModel({
      inputs: [value(input, type, [batch, columns])],
      outputs: [value('output', type, [batch, columns])],
      nodes: [{ op: 'Identity', inputs: [input], outputs: ['output'] }],
    });

  beforeAll(async () => {
    await succeed(
      gfortran,
      'stale.f90',
      'simplenet.o',
      'rankwise_typed.o',
      'rankwise_base.o',
      ...link,
      '-o',
      'stale',
    );
  });

  test.each([
    [
      'shape',
      changed('input', 'batch', 6, 'float32'),
      'input input float32 [batch,5]',
      'input input float32 [batch,6]',
    ],
    [
      'symbol',
      changed('input', 'n', 5, 'float32'),
      'input input float32 [batch,5]',
      'input input float32 [n,5]',
    ],
    [
      'type',
      changed('input', 'batch', 5, 'float64'),
      'input input float32 [batch,5]',
      'input input float64 [batch,5]',
    ],
    [
      'name',
      changed('x', 'batch', 5, 'float32'),
      'input input float32 [batch,5]',
      'input x float32 [batch,5]',
    ],
    [
      'output',
      identity('input', 'float32', ['batch', 5]),
      'output output float32 [batch,5]',
      'output y float32 [batch,5]',
    ],
  ])('in a %s is refused at load, with and without stat', async (what, bytes, expected, found) => {
    const file = `changed-${what}.onnx`;
    writeFileSync(path.join(folder, file), bytes);
    const sentence =
      `rank 0: load of '${file}': the model is not the one that this code was generated for: expected ` +
      `'${expected}', found '${found}' (shapes as in ONNX); generate the code again, as its first lines say: ` +
      `rankwise generate ${file}`;
    expect(await succeed(['./stale'], file, 'stat')).toBe(sentence);
    const { exitCode, stdout, stderr } = await run(['./stale'], file);
    expect({ failed: exitCode !== 0, stdout }).toEqual({ failed: true, stdout: '' });
    expect(stderr).toContain(`rankwise: ${sentence}`);
  });

  test('in its weights alone is taken', async () => {
    const trained = onnxModel({
      inputs: [value('input', 'float32', ['batch', 5])],
      outputs: [value('output', 'float32', ['batch', 5])],
      nodes: [{ op: 'MatMul', inputs: ['input', 'weight'], outputs: ['output'] }],
      weights: [{ name: 'weight', type: 1, dims: [5, 5], data: weights(3) }],
    });
    writeFileSync(path.join(folder, 'trained.onnx'), trained);
    expect(await succeed(['./stale'], 'trained.onnx')).toBe('loaded');
  });
});

test.each([
  ['right', 'real(real32) :: x(5, 3), y(5, 3)', 'x, y', ''],
  ['another kind', 'real(real64) :: x(5, 3); real(real32) :: y(5, 3)', 'x, y', 'Type mismatch'],
  ['another type', 'integer :: x(5, 3); real(real32) :: y(5, 3)', 'x, y', 'Type mismatch'],
  ['another rank', 'real(real32) :: x(5), y(5, 3)', 'x, y', 'Rank mismatch'],
  ['an output missing', 'real(real32) :: x(5, 3)', 'x', 'Missing actual argument'],
  ['a constant as the output', 'real(real32) :: x(5, 3)', 'x, 2*x', 'variable definition context'],
])('in Fortran %s: whether it compiles', async (what, declarations, args, complaint) => {
  const file = `${what.replaceAll(' ', '_')}.f90`;
  const lines = [
    'program one',
    '  use, intrinsic :: iso_fortran_env, only: real32, real64',
    '  use simplenet, only: simplenet_model',
    '  implicit none',
    '  type(simplenet_model) :: net',
    `  ${declarations}`,
    `  call net%run(${args})`,
    'end program one',
  ];
  writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
  const { exitCode, stderr } = await run(['gfortran', '-std=f2018', '-fsyntax-only'], file);
  expect(exitCode === 0).toBe(complaint === '');
  expect(stderr).toContain(complaint);
});

const compilers = [
  ['gcc', ['-std=c11']],
  ['clang', ['-std=c11']],
  ['g++', ['-std=c++17', '-x', 'c++']],
  ['clang++', ['-std=c++17', '-x', 'c++']],
] as const;

describe.each(compilers)('the headers with %s', (compiler, options) => {
  const strict = [
    compiler,
    ...options,
    '-Wall',
    '-Wextra',
    '-Wpedantic',
    '-Wconversion',
    '-Wshadow',
    '-Werror',
  ];
  const command = [...strict, `-I${installed}/include`];

  test('compile without a warning and compute what they should', async () => {
    await succeed(command, 'typed.c', ...link, '-o', `typed-${compiler}`);
    writeFileSync(path.join(folder, 'changed.onnx'), identity('other', 'float32', ['batch', 5]));
    const models = ['simplenet', 'types', 'shapes', 'odd', 'choice', 'changed'].map((name) => `${name}.onnx`);
    expect(await succeed([`./typed-${compiler}`], ...models)).toBe('all well');
  });

  test('compile alone', async () => {
    for (const name of ['simplenet', 'types', 'shapes', 'odd', 'choice', 'large']) {
      writeFileSync(
        path.join(folder, `alone-${name}.c`),
        `#include "${name}.h"\nextern int one;\nint one;\n`,
      );
      await succeed(command, '-fsyntax-only', `alone-${name}.c`);
    }
  });

  test('refuse another type', async () => {
    const call = '#include "simplenet.h"\nint f(simplenet_model *net, const double *x, float *y);\n';
    const body =
      'int f(simplenet_model *net, const double *x, float *y) { return simplenet_run(net, 1, x, y); }\n';
    writeFileSync(path.join(folder, 'wrong.c'), call + body);
    const { exitCode, stderr } = await run(command, '-fsyntax-only', 'wrong.c');
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/const double ?\*|incompatible|cannot convert/);
  });
});

test('in CMake rankwise::typed is all that a project needs', async () => {
  const project = path.join(folder, 'project');
  cpSync(path.join(folder, 'arrays.f90'), path.join(project, 'arrays.f90'));
  cpSync(path.join(folder, 'simplenet.f90'), path.join(project, 'simplenet.f90'));
  const lists = [
    'cmake_minimum_required(VERSION 3.20)',
    'project(typed LANGUAGES C Fortran)',
    'find_package(rankwise REQUIRED)',
    'add_executable(arrays arrays.f90 simplenet.f90)',
    'target_link_libraries(arrays PRIVATE rankwise::typed)',
  ];
  writeFileSync(path.join(project, 'CMakeLists.txt'), lists.join('\n'));
  await succeed(['cmake'], '-S', project, '-B', `${project}/build`, `-DCMAKE_PREFIX_PATH=${installed}`);
  const built = await succeed(['cmake'], '--build', `${project}/build`);
  expect(built).toContain('rankwise_typed.f90');
  // The module that needs assumed rank is not compiled.
  expect(built).not.toMatch(/rankwise\.f90|shim\.c/);
  expect(await succeed([`${project}/build/arrays`], 'simplenet.onnx')).toBe('all well');
});

test('with pkg-config, from the sources that it names', async () => {
  const ask = async (...words: string[]) => {
    const env = { PKG_CONFIG_PATH: `${installed}/lib/pkgconfig` };
    return (await execa('pkg-config', [...words, 'rankwise'], { env })).stdout.trim().split(/\s+/);
  };
  const sources = [...(await ask('--variable=typed_sources')), 'simplenet.f90', 'arrays.f90'];
  await succeed(['gfortran'], ...sources, ...(await ask('--libs')), '-o', 'from-pkg-config');
  expect(await succeed(['./from-pkg-config'], 'simplenet.onnx')).toBe('all well');
});
