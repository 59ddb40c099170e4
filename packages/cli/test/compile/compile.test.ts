import { execa } from 'execa';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simpleNet } from '../../../core/test/models/simpleNet.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-compile-'));
const cli = path.resolve(import.meta.dirname, '../../bin/rankwise.js');
const cache = path.join(folder, 'cache/rankwise');

const call = `
#include <rankwise.h>
#include <stdio.h>
int main(void) {
  rw_model *model = NULL;
  if (rw_model_load(&model, "simplenet.onnx", NULL) != RW_OK) return puts(rw_error_message());
  puts("loaded");
  return rw_model_close(&model);
}
`;
const programs = {
  'main.c': call,
  'main.cpp': call,
  'main.f90': `
program main
  use rankwise, only: rw_model
  implicit none
  type(rw_model) :: net
  real :: x(5) = [0, 1, 2, 3, 4], y(5)
  call net%load("simplenet.onnx")
  call net%run(x, y)
  print '(5f4.0)', y
  call net%close()
end program main
`,
};

const rankwise = (args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { XDG_CACHE_HOME: path.join(folder, 'cache'), ...env },
    reject: false,
  });
const run = async (program: string) => (await execa(`./${program}`, { cwd: folder })).stdout;

beforeAll(() => {
  for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(folder, name), text);
  writeFileSync(path.join(folder, 'simplenet.onnx'), simpleNet());
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['cc', 'main.c'],
  ['cxx', 'main.cpp'],
])('rankwise %s compiles and links', async (name, file) => {
  expect(await rankwise([name, '-Wall', file, '-o', name])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run(name)).toBe('loaded');
});

describe('rankwise fc', () => {
  test(
    'compiles and links, with modules that it compiles once, though several ask at the same time',
    { timeout: 180_000 },
    async () => {
      const both = ['one', 'two'].map((name) => rankwise(['fc', '-Wall', 'main.f90', '-o', name]));
      for (const done of await Promise.all(both)) expect(done).toMatchObject({ exitCode: 0, stderr: '' });
      for (const name of ['one', 'two']) expect(await run(name)).toBe('  0.  2.  4.  6.  8.');
      const [made = '', ...more] = readdirSync(cache);
      expect(more).toEqual([]);
      const { ino } = statSync(path.join(cache, made));
      await rankwise(['fc', 'main.f90', '-o', 'three']);
      expect(statSync(path.join(cache, made)).ino).toBe(ino);
    },
  );

  test('does not link where the compiler is not to', async () => {
    expect(await rankwise(['fc', '-c', 'main.f90'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(path.join(folder, 'main.o'))).toBe(true);
    expect((await rankwise(['fc', '--show', '-c', 'main.f90'])).stdout).not.toContain('-lrankwise');
  });

  test('--show runs nothing, and prints what a shell runs', async () => {
    const { stdout } = await rankwise(['fc', 'main.f90', '-o', 'the program', '--show']);
    expect(stdout).toMatch(
      /^gfortran main\.f90 -o 'the program' -I\S+ -L\S+ -lrankwise_fortran .* -lrankwise$/,
    );
    expect(existsSync(path.join(folder, 'the program'))).toBe(false);
    await execa('sh', ['-c', stdout], { cwd: folder });
    expect(await run('the program')).toBe('  0.  2.  4.  6.  8.');
  });

  test('ends as the compiler does, and gives it its options', async () => {
    const { exitCode, stderr } = await rankwise(['fc', 'nowhere.f90']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nowhere.f90');
    expect((await rankwise(['fc', '-dumpversion'])).stdout).toMatch(/^\d+$/m);
  });
});

test.each([
  ['fc', 'RANKWISE_FC'],
  ['cc', 'RANKWISE_CC'],
])('rankwise %s without a compiler names %s', async (name, variable) => {
  const { exitCode, stderr } = await rankwise([name, 'main'], { [variable]: '/nowhere/compiler' });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(new RegExp(`^rankwise: .*'/nowhere/compiler' cannot be run.* ${variable}\\.$`));
});

test('rankwise flags prints what a makefile needs', async () => {
  const flags = async (...args: string[]) => (await rankwise(['flags', ...args])).stdout.split(' ');
  const compile = await flags('cc', '--compile');
  const link = await flags('cc', '--link');
  expect(await flags('cc')).toEqual([...compile, ...link]);
  await execa('cc', ['main.c', ...compile, ...link, '-o', 'by-flags'], { cwd: folder });
  expect(await run('by-flags')).toBe('loaded');
  const fortran = await flags('fc');
  await execa('gfortran', ['main.f90', ...fortran, '-o', 'by-fortran-flags'], { cwd: folder });
  expect(await run('by-fortran-flags')).toBe('  0.  2.  4.  6.  8.');
  expect(await rankwise(['flags', 'ada'])).toMatchObject({ exitCode: 2 });
});
