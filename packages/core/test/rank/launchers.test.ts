import { describe, expect, test } from 'vitest';
import { launchers, rankFromEnvironment } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { recordedJobs, tasksOfNodes, type Task } from './recordedJobs.js';

const jobs = recordedJobs.filter(({ launcher }) => launcher !== 'none' && launcher !== 'pmix');

/** Flux does not tell the local size, which is estimated where it did not spread the ranks evenly. */
const estimated = ['flux run -n 10 -g 1', 'flux run -n 20', 'flux run -N 3 -n 8 --taskmap=cyclic'];

test('jobs of all launchers are recorded', () => {
  const recorded = new Set(jobs.map(({ launcher }) => launcher));
  const known = launchers.map(({ name }) => name).filter((name) => !['rankwise', 'pmix'].includes(name));
  expect([...recorded].sort()).toEqual(known.sort());
});

describe.each(jobs)('$file: $command', (job) => {
  const found = tasksOfNodes(job).map((tasks) => tasks.map(({ env }) => rankFromEnvironment(env)));

  test('has each rank once', () => {
    const ranks = found.flat().map(({ rank }) => rank);
    expect(ranks.sort((a, b) => a - b)).toEqual(job.tasks.map((_, index) => index));
    for (const one of found.flat()) {
      expect({ size: one.size, launcher: one.launcher }).toEqual({
        size: job.tasks.length,
        launcher: job.launcher,
      });
    }
  });

  test('numbers the ranks of each node', () => {
    for (const ranks of found) {
      const inOrder = [...ranks].sort((a, b) => a.rank - b.rank);
      expect(inOrder.map(({ localRank }) => localRank)).toEqual(ranks.map((_, index) => index));
      if (estimated.includes(job.command)) continue;
      expect(ranks.map(({ localSize }) => localSize)).toEqual(ranks.map(() => ranks.length));
    }
  });
});

test('an estimated local size is no less than the ranks that a rank knows of, and no more than are left', () => {
  for (const { tasks } of jobs.filter(({ command }) => estimated.includes(command))) {
    for (const { env } of tasks) {
      const { localRank, localSize, rank, size } = rankFromEnvironment(env);
      expect(localSize).toBeGreaterThan(localRank);
      expect(localSize).toBeLessThanOrEqual(size - rank + localRank);
    }
  }
});

test.each(recordedJobs.filter(({ launcher }) => launcher === 'none'))('$command', ({ tasks }) => {
  const alone = { rank: 0, size: 1, localRank: 0, localSize: 1, launcher: 'none' };
  expect(tasks.map(({ env }) => rankFromEnvironment(env))).toEqual([alone]);
});

test.each(recordedJobs.filter(({ launcher }) => launcher === 'pmix'))(
  'PMIx alone does not tell the number of ranks: $command',
  async ({ tasks }) => {
    for (const { env } of tasks)
      await expectError(() => rankFromEnvironment(env), 'INVALID_ARGUMENT', 'RANKWISE_SIZE');
  },
);

describe('what tells jobs apart', () => {
  const variables = [...new Set(launchers.flatMap(({ job }) => job))];
  const told = ({ env }: Task) =>
    variables.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : [])).join(' ');
  const files = [...new Set(jobs.map(({ file }) => file))].map((file) => {
    const of = jobs.filter((job) => job.file === file);
    return { file, launcher: of[0]?.launcher, of };
  });

  test.each(jobs)('is the same for the ranks of a node: $file: $command', (job) => {
    for (const tasks of tasksOfNodes(job)) expect(new Set(tasks.map(told)).size).toBe(1);
  });

  test.each(files.filter(({ launcher }) => launcher !== 'mpich'))('differs between jobs: $file', ({ of }) => {
    const perNode = of.flatMap((job) => tasksOfNodes(job).map((tasks) => tasks[0] as Task));
    for (const name of new Set(perNode.map(({ node }) => node))) {
      const here = perNode.filter(({ node }) => node === name).map(told);
      expect(here).not.toContain('');
      expect(new Set(here).size).toBe(here.length);
    }
  });

  // The C library asks the process that started the ranks (native/engines/job.c).
  test.each(files.filter(({ launcher }) => launcher === 'mpich'))('no variable does: $file', ({ of }) => {
    const outside = of.filter(({ command }) => !command.includes('sbatch'));
    expect(outside.flatMap(({ tasks }) => tasks.map(told)).filter(Boolean)).toEqual([]);
  });
});
