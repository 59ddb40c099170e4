import { RankwiseError } from '@rankwise/core';
import { createLocalLauncher } from './createLocalLauncher.js';
import { createMpiexecLauncher } from './createMpiexecLauncher.js';
import { createSrunLauncher } from './createSrunLauncher.js';
import { findOnPath } from './findOnPath.js';
import type { Launcher, LauncherName } from './Launcher.js';

/**
 * The launcher that was asked for. `auto` is srun inside a Slurm allocation, else mpiexec, else local: the
 * first that is on the PATH.
 * @throws RankwiseError `MPI_UNAVAILABLE` where the one asked for is not there.
 */
export async function chooseLauncher(
  wanted: LauncherName | 'auto',
  env: NodeJS.ProcessEnv,
): Promise<Launcher> {
  const name = wanted === 'auto' ? launcherFor(env) : wanted;
  if (name === 'local') return createLocalLauncher();
  const file = findOnPath(name, env);
  if (file === undefined) throw new RankwiseError('MPI_UNAVAILABLE', missing[name]);
  return name === 'srun' ? createSrunLauncher(file) : createMpiexecLauncher(file);
}

/** What `auto` means with these variables. */
export function launcherFor(env: NodeJS.ProcessEnv): LauncherName {
  if (env['SLURM_JOB_ID'] && findOnPath('srun', env) !== undefined) return 'srun';
  return findOnPath('mpiexec', env) === undefined ? 'local' : 'mpiexec';
}

const missing = {
  mpiexec:
    'mpiexec is not on the PATH. Install an MPI (apt install libopenmpi-dev openmpi-bin, dnf install openmpi-devel, ' +
    "brew install open-mpi) or load your machine's MPI module; or start the ranks without MPI: --launcher local.",
  srun:
    'srun is not on the PATH: this is not a machine of a Slurm cluster, or its module is not loaded. ' +
    'Use --launcher mpiexec, or start the ranks without MPI: --launcher local.',
} as const;
