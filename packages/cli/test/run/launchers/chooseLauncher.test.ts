import { expect, test } from 'vitest';
import { chooseLauncher, launcherFor } from '../../../src/run/launchers/chooseLauncher.js';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';
import { fakeMpiexec } from '../../support/fakePrograms.js';

test('auto takes srun inside an allocation, else mpiexec, else local', () => {
  using workspace = new FakeWorkspace();
  const PATH = workspace.bin;
  expect(launcherFor({ PATH })).toBe('local');
  workspace.script('bin/mpiexec', fakeMpiexec(''));
  expect(launcherFor({ PATH })).toBe('mpiexec');
  expect(launcherFor({ PATH, SLURM_JOB_ID: '7' })).toBe('mpiexec');
  workspace.script('bin/srun', '#!/bin/sh\n');
  expect(launcherFor({ PATH })).toBe('mpiexec');
  expect(launcherFor({ PATH, SLURM_JOB_ID: '7' })).toBe('srun');
});

test.each(['mpiexec', 'srun'] as const)('%s that is missing is an error with the way out', async (name) => {
  const choice = chooseLauncher(name, { PATH: '/nonexistent' });
  await expect(choice).rejects.toMatchObject({ code: 'MPI_UNAVAILABLE' });
  await expect(choice).rejects.toThrow(`${name} is not on the PATH`);
  await expect(choice).rejects.toThrow('--launcher local');
});

test('the one that was asked for is taken, whatever else is there', async () => {
  using workspace = new FakeWorkspace();
  const file = workspace.script('bin/mpiexec', fakeMpiexec('Fake MPI 1'));
  workspace.script('bin/srun', '#!/bin/sh\n');
  const env = { PATH: workspace.bin, SLURM_JOB_ID: '7' };
  using local = await chooseLauncher('local', env);
  using mpiexec = await chooseLauncher('mpiexec', env);
  using auto = await chooseLauncher('auto', env);
  expect([local.name, mpiexec.name, auto.name]).toEqual(['local', 'mpiexec', 'srun']);
  expect(mpiexec.description).toBe(`${file}, Fake MPI 1`);
});
