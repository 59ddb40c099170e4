import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { localMpiLibrary } from '../../src/mpi/index.js';
import { asLocalProcesses, hasMpi, underMpiexec, type Job } from './startRanks.js';

const script = fileURLToPath(new URL('rank.mjs', import.meta.url));

function job(what: string, environment: NodeJS.ProcessEnv = {}): Job {
  return { command: [process.execPath, script, what], environment };
}

function local(what: string, environment: NodeJS.ProcessEnv = {}): Job {
  return job(what, { RANKWISE_MPI_LIBRARY: localMpiLibrary(), ...environment });
}

const launchers = [
  {
    name: 'under mpiexec',
    here: hasMpi,
    start: (size: number, what: string) => underMpiexec(size, job(what)),
  },
  {
    name: 'as local processes',
    here: true,
    start: (size: number, what: string) => asLocalProcesses(size, local(what)),
  },
];

it('refuses the launcher of another MPI', async () => {
  const told = { OMPI_COMM_WORLD_RANK: '1', OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_LOCAL_RANK: '1' };
  const { status, stderr } = await asLocalProcesses(
    1,
    local('gather', { ...told, RANKWISE_RANK: undefined }),
  );
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/Open MPI started rank 1 of 4, but the MPI of this program \(.+\) sees one rank/);
});

describe.each(launchers)('$name', ({ here, start }) => {
  it.runIf(here).each([1, 2, 5])('%i ranks know themselves and gather', async (size) => {
    const { status, stdout, stderr, left } = await start(size, 'gather');
    expect({ status, stderr, left }).toEqual({ status: 0, stderr: '', left: [] });
    const ranks = Array.from({ length: size }, (_, rank) => rank);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { rank: number })
      .sort((a, b) => a.rank - b.rank);
    expect(answers).toEqual(
      ranks.map((rank) => ({
        rank,
        size,
        ...(rank === 0 && { floats: ranks.map((r) => [r, r / 2]), none: ranks.map(() => 0) }),
        ...(rank === size - 1 && { wide: ranks.map((r) => r * 1e10) }),
        named: true,
      })),
    );
  });

  it.runIf(here)('gathers megabytes', async () => {
    const { status, stdout } = await start(3, 'large');
    expect(status).toBe(0);
    expect(stdout).toContain('[[1048576,0.5,0.5],[1048576,1.5,1.5],[1048576,2.5,2.5]]');
  });

  it.runIf(here)('ends the other ranks where one aborts', async () => {
    const { status } = await start(2, 'abort');
    expect(status).not.toBe(0);
  });

  it.runIf(here)('refuses a root that is no rank', async () => {
    const { status, stderr } = await start(2, 'root that is no rank');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(
      /INVALID_ARGUMENT: Rank [01]: the root of a gather is 2. Give one of the ranks 0 to 1./,
    );
  });

  it.runIf(here)('can be finalized twice, and not be used after', async () => {
    const { stderr } = await start(1, 'after finalize');
    expect(stderr).toMatch(/CLOSED: Rank 0: barrier after finalize/);
  });
});

describe('the stand-in for MPI', () => {
  it('says which rank it waited for, and how long', async () => {
    const { status, stderr } = await asLocalProcesses(
      2,
      local('leave without a word', { RANKWISE_LOCAL_TIMEOUT: '0.3' }),
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /MPI_UNAVAILABLE: MPI failed in gather on rank 0: .*nothing from rank 1 within 0.3 s/,
    );
  });

  it('says whose count differs', async () => {
    const { stderr } = await asLocalProcesses(2, local('other counts'));
    expect(stderr).toMatch(/MPI_Gather: rank 1 sent another number of bytes than the 1 expected/);
  });

  it.each([
    [{ RANKWISE_RANK: 'two' }, /RANKWISE_RANK is 'two'. Set a number from 0 to 1/],
    [{ RANKWISE_SIZE: '0' }, /RANKWISE_SIZE is '0'/],
    [{ RANKWISE_LOCAL_DIR: '/nowhere' }, /cannot open the folder RANKWISE_LOCAL_DIR='\/nowhere'/],
    [{ RANKWISE_LOCAL_TIMEOUT: 'soon' }, /RANKWISE_LOCAL_TIMEOUT is 'soon'/],
  ])('refuses %o', async (environment, message) => {
    const { status, stderr } = await asLocalProcesses(2, local('gather', environment));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('is one rank of one without a launcher', async () => {
    const { status, stdout } = await asLocalProcesses(
      1,
      local('gather', { RANKWISE_RANK: '', RANKWISE_SIZE: '', RANKWISE_LOCAL_DIR: '' }),
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rank: 0, size: 1 });
  });
});
