import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asLocalProcesses, hasMpi, underMpiexec } from './startRanks.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const includes = `-I${here('../../native')}`;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-shim-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.runIf(hasMpi)('the shim', () => {
  let program: string;

  beforeAll(() => {
    program = join(folder, 'shim');
    const sources = [here('shim.c'), here('../../native/mpi/shim.c')];
    execFileSync('mpicc', ['-std=c11', '-Wall', '-Werror', includes, ...sources, '-o', program]);
  });

  it.each([
    ['asks for one thread of several that calls MPI, and has errors returned', 'alone'],
    ['says where MPI gives less than that', 'less'],
    ['leaves a program of one thread that initialised MPI its error handler and the end', 'single'],
    ['leaves one of many threads the same', 'multiple'],
  ])('%s', async (_, what) => {
    const { status, stdout, stderr } = await underMpiexec(1, { command: [program, what] });
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: 'ok', stderr: '' });
  });
});

describe('Mpi.init finalizes what it began', () => {
  let library: string;

  beforeAll(() => {
    library = join(folder, 'failing.so');
    execFileSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', includes, here('failing.c'), '-o', library]);
  });

  const start = (environment: NodeJS.ProcessEnv) =>
    asLocalProcesses(1, {
      command: [process.execPath, here('rank.mjs'), 'name'],
      environment: { RANKWISE_MPI_LIBRARY: library, ...environment },
    });
  const otherLauncher = {
    RANKWISE_RANK: undefined,
    OMPI_COMM_WORLD_RANK: '0',
    OMPI_COMM_WORLD_SIZE: '2',
    OMPI_COMM_WORLD_LOCAL_RANK: '0',
  };

  it.each([
    ['init', {}, 'MPI failed in init: as the test wants it (class 16)'],
    ['threads', {}, 'This MPI (an MPI of the test) does not let a process have threads'],
    ['rank', {}, 'MPI failed in rank: as the test wants it'],
    ['size', {}, 'MPI failed in size: as the test wants it'],
    ['finalize', otherLauncher, 'but the MPI of this program (an MPI of the test) sees one rank'],
  ])('where it fails: %s', async (what, environment, message) => {
    const { status, stdout, stderr } = await start({ FAILS: what, ...environment });
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'finalized\n' });
    expect(stderr).toContain(message);
  });

  it('and only then', async () => {
    const { status, stdout } = await start({});
    expect({ status, stdout }).toEqual({ status: 0, stdout: '"an MPI of the test"\nfinalized\n' });
  });
});
