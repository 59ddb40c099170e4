import { describe, expect, test } from 'vitest';
import { rankFromEnvironment, type Environment } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { recordedJob, recordedJobs } from './recordedJobs.js';

test('no launcher is rank 0 of 1', () => {
  const alone = { rank: 0, size: 1, localRank: 0, localSize: 1, launcher: 'none' };
  expect(rankFromEnvironment({ HOME: '/home/user', SLURM_JOB_ID: '7', PMI_RANK: '' })).toEqual(alone);
});

describe('precedence', () => {
  const own = { RANKWISE_RANK: '2', RANKWISE_SIZE: '3', RANKWISE_LOCAL_RANK: '0', RANKWISE_LOCAL_SIZE: '1' };

  test.each(recordedJobs)("rankwise's own variables come before: $file: $command", ({ tasks }) => {
    const expected = { rank: 2, size: 3, localRank: 0, localSize: 1, launcher: 'rankwise' };
    for (const { env } of tasks) expect(rankFromEnvironment({ ...env, ...own })).toEqual(expected);
  });

  test('without local numbers all ranks are on one node', () => {
    const expected = { rank: 3, size: 4, localRank: 3, localSize: 4, launcher: 'rankwise' };
    expect(rankFromEnvironment({ RANKWISE_RANK: '3', RANKWISE_SIZE: '4' })).toEqual(expected);
  });

  test('settings of Intel MPI do not make MPICH Intel MPI', () => {
    const [task] = recordedJob('mpich-5.0.2', 'mpiexec -n 5').tasks;
    const settings = { I_MPI_ROOT: '/opt/intel/oneapi/mpi/latest', I_MPI_PIN_DOMAIN: 'core' };
    expect(rankFromEnvironment({ ...task?.env, ...settings }).launcher).toBe('mpich');
  });

  test('a job of Flux inside one of PALS or Slurm', () => {
    const [task] = recordedJob('flux', 'flux run -N 3 -n 8').tasks.slice(4);
    const expected = { rank: 4, size: 8, localRank: 1, localSize: 3, launcher: 'flux' };
    for (const file of ['pals', 'slurm']) {
      const [outer] = recordedJobs.find((job) => job.file.startsWith(file))?.tasks ?? [];
      expect(rankFromEnvironment({ ...outer?.env, ...task?.env })).toEqual(expected);
    }
  });

  test('a Slurm that tells the tasks of every node only', () => {
    const env = { SLURM_STEP_ID: '3', SLURM_PROCID: '2', SLURM_NTASKS: '4', SLURM_LOCALID: '0' };
    const expected = { rank: 2, size: 4, localRank: 0, localSize: 2, launcher: 'slurm' };
    expect(rankFromEnvironment({ ...env, SLURM_NTASKS_PER_NODE: '2' })).toEqual(expected);
  });
});

describe('values that are no numbers, or contradict each other', () => {
  const step = { SLURM_STEP_ID: '0', SLURM_PROCID: '0', SLURM_NTASKS: '8', SLURM_NODEID: '5' };
  const bad: [Environment, ...string[]][] = [
    [{ OMPI_COMM_WORLD_RANK: 'one', OMPI_COMM_WORLD_SIZE: '2' }, 'OMPI_COMM_WORLD_RANK', "'one'"],
    [{ OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '0' }, 'OMPI_COMM_WORLD_SIZE', 'at least 1'],
    [{ OMPI_COMM_WORLD_RANK: '0' }, 'OMPI_COMM_WORLD_SIZE', 'RANKWISE_SIZE'],
    [{ PMI_RANK: '-1', PMI_SIZE: '2' }, 'PMI_RANK', "'-1'"],
    [{ PMI_RANK: '2', PMI_SIZE: '2' }, 'PMI_RANK', 'rank 2 of 2'],
    [{ PMI_RANK: '1', PMI_SIZE: '2', MPI_LOCALRANKID: '3', MPI_LOCALNRANKS: '2' }, 'local rank 3 of 2'],
    [{ PMIX_RANK: '1' }, 'PMIX_RANK', 'RANKWISE_SIZE'],
    [{ RANKWISE_RANK: '1.5', RANKWISE_SIZE: '2' }, 'RANKWISE_RANK', "'1.5'"],
    [{ ...step, SLURM_TASKS_PER_NODE: '4(x2)' }, 'SLURM_TASKS_PER_NODE', 'node 5'],
    [{ ...step, SLURM_TASKS_PER_NODE: 'four' }, 'SLURM_TASKS_PER_NODE', "'four'"],
  ];

  test.each(bad)('%o', async (env, ...parts) => {
    await expectError(() => rankFromEnvironment(env), 'INVALID_ARGUMENT', ...parts);
  });
});
