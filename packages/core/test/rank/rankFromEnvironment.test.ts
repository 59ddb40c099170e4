import { describe, expect, test } from 'vitest';
import { rankFromEnvironment, type Environment } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { environments } from './environments.js';

test.each(environments)('$title', ({ env, expected }) => {
  expect(rankFromEnvironment(env)).toEqual(expected);
});

test('no launcher is rank 0 of 1', () => {
  const alone = { rank: 0, size: 1, localRank: 0, localSize: 1, launcher: 'none' };
  expect(rankFromEnvironment({ HOME: '/home/user', SLURM_JOB_ID: '7', PMI_RANK: '' })).toEqual(alone);
});

describe('precedence', () => {
  const own = { RANKWISE_RANK: '2', RANKWISE_SIZE: '3', RANKWISE_LOCAL_RANK: '0', RANKWISE_LOCAL_SIZE: '1' };

  test.each(environments)("rankwise's own variables come before: $title", ({ env }) => {
    const expected = { rank: 2, size: 3, localRank: 0, localSize: 1, launcher: 'rankwise' };
    expect(rankFromEnvironment({ ...env, ...own })).toEqual(expected);
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
