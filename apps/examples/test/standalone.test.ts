import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localMpiLibrary } from '@rankwise/fortran-bridge/mpi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asLocalProcesses,
  hasMpi,
  underMpiexec,
} from '../../../packages/fortran-bridge/test/mpi/startRanks.js';
import { exampleFolder } from './examples.js';

const example = fileURLToPath(new URL('../01-simplenet', import.meta.url));
const installed = dirname(dirname(localMpiLibrary()));
const model = join(example, 'simplenet.onnx');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-example-'));
  cpSync(example, join(folder, 'source'), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function build(name: string, ...options: readonly string[]): string {
  const binary = join(folder, name);
  const configure = ['-S', join(folder, 'source'), '-B', binary, `-DCMAKE_PREFIX_PATH=${installed}`];
  execFileSync('cmake', [...configure, ...options], { stdio: 'pipe' });
  execFileSync('cmake', ['--build', binary], { stdio: 'pipe' });
  return join(binary, 'simplenet-f90');
}

describe('a copy of the folder of an example', () => {
  it.runIf(hasMpi)('builds with MPI', async () => {
    const { stdout } = await underMpiexec(2, { command: [build('mpi'), model, 'cpu'] });
    expect(stdout).toContain('all 2 ranks agree');
  });

  it('builds without MPI', async () => {
    const program = build('local', `-DCMAKE_MODULE_PATH=${installed}/share/rankwise/mpi_local`);
    const { stdout } = await asLocalProcesses(2, { command: [program, model, 'cpu'] });
    expect(stdout).toContain('all 2 ranks agree');
  });

  it('builds without a C++ compiler', () => {
    const program = build(
      'no-cxx',
      `-DCMAKE_MODULE_PATH=${installed}/share/rankwise/mpi_local`,
      '-DCMAKE_CXX_COMPILER=',
    );
    expect(
      readdirSync(dirname(program))
        .filter((name) => name.startsWith('simplenet-'))
        .sort(),
    ).toEqual(['simplenet-c', 'simplenet-f90']);
  });
});

describe.each([
  'shapes-and-order',
  'resnet',
  'batching',
  'multi-io',
  'looping',
  'devices',
  'typed-module',
  'overlap',
])('a copy of the folder of %s', (name) => {
  it('builds, and links no MPI', () => {
    const source = join(folder, `${name}-source`);
    const binary = join(folder, `${name}-build`);
    cpSync(exampleFolder(name), source, { recursive: true });
    const configure = ['-S', source, '-B', binary, `-DCMAKE_PREFIX_PATH=${installed}`];
    execFileSync('cmake', [...configure, '-DCMAKE_DISABLE_FIND_PACKAGE_MPI=ON'], { stdio: 'pipe' });
    execFileSync('cmake', ['--build', binary], { stdio: 'pipe' });
    expect(readdirSync(binary)).toContain(`${name}-f90`);
  });
});
