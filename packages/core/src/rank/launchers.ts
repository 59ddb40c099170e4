import type { Environment } from './Environment.js';
import { fluxLocalSize, slurmLocalSize } from './localSize.js';

/** How a launcher tells a process its rank: the variables of each number, the first that is set counts. */
export interface Launcher {
  readonly name: string;
  readonly rank: string;
  readonly size: readonly string[];
  readonly localRank: readonly string[];
  /** Variables, or what it follows from. */
  readonly localSize: readonly (string | ((env: Environment) => number | undefined))[];
  /**
   * Variables that tell the job from others, the same for all its ranks of a node; each that is set counts. None: the
   * process that started the ranks tells.
   */
  readonly job: readonly string[];
  /** Says no where the variables are there though the launcher did not start the process. */
  readonly applies?: (env: Environment) => boolean;
}

/**
 * The launchers, in order of precedence. `mpiexec` inside a Slurm job starts its daemons by `srun`, so that
 * its ranks inherit the daemon's variables of Slurm: Slurm comes after those. Flux can run as a job of any other
 * launcher, whose variables its tasks inherit then; a batch script of Flux does not have those of a task.
 */
export const launchers: readonly Launcher[] = [
  {
    name: 'rankwise',
    rank: 'RANKWISE_RANK',
    size: ['RANKWISE_SIZE'],
    localRank: ['RANKWISE_LOCAL_RANK'],
    localSize: ['RANKWISE_LOCAL_SIZE'],
    job: ['RANKWISE_JOB'],
  },
  {
    name: 'openmpi',
    rank: 'OMPI_COMM_WORLD_RANK',
    size: ['OMPI_COMM_WORLD_SIZE'],
    localRank: ['OMPI_COMM_WORLD_LOCAL_RANK'],
    localSize: ['OMPI_COMM_WORLD_LOCAL_SIZE'],
    job: ['PMIX_NAMESPACE', 'OMPI_MCA_ess_base_jobid'],
  },
  {
    name: 'flux',
    rank: 'FLUX_TASK_RANK',
    size: ['FLUX_JOB_SIZE'],
    localRank: ['FLUX_TASK_LOCAL_ID'],
    localSize: [fluxLocalSize],
    job: ['FLUX_JOB_ID'],
  },
  {
    name: 'pals',
    rank: 'PALS_RANKID',
    size: ['PMI_SIZE'],
    localRank: ['PALS_LOCAL_RANKID', 'PMI_LOCAL_RANK'],
    localSize: ['PALS_LOCAL_SIZE', 'PMI_LOCAL_SIZE'],
    job: ['PALS_APID'],
    applies: (env) => !isTaskOfSrun(env, env.PALS_RANKID),
  },
  {
    name: 'intelmpi',
    rank: 'PMI_RANK',
    size: ['PMI_SIZE'],
    localRank: ['MPI_LOCALRANKID'],
    localSize: ['MPI_LOCALNRANKS'],
    job: ['I_MPI_HYDRA_UUID'],
    applies: (env) => startedByHydra(env) && setByIntelMpi(env),
  },
  {
    name: 'mpich',
    rank: 'PMI_RANK',
    size: ['PMI_SIZE'],
    localRank: ['MPI_LOCALRANKID'],
    localSize: ['MPI_LOCALNRANKS'],
    job: [],
    applies: startedByHydra,
  },
  {
    name: 'slurm',
    rank: 'SLURM_PROCID',
    size: ['SLURM_STEP_NUM_TASKS', 'SLURM_NTASKS'],
    localRank: ['SLURM_LOCALID'],
    localSize: [slurmLocalSize],
    job: ['SLURM_JOB_ID', 'SLURM_STEP_ID'],
    applies: (env) => isTaskOfSrun(env, env.PMIX_RANK ?? env.SLURM_PROCID),
  },
  { name: 'pmix', rank: 'PMIX_RANK', size: [], localRank: [], localSize: [], job: ['PMIX_NAMESPACE'] },
];

// Other variables that begin with I_MPI_ are the user's settings, or those of a module that is loaded.
function setByIntelMpi(env: Environment): boolean {
  return Object.keys(env).some((name) => name === 'I_MPI_HYDRA_UUID' || name.startsWith('I_MPI_INFO_'));
}

/** Slurm's numbers of steps that are no job step of srun (batch script, interactive shell, extern). */
const FIRST_SPECIAL_STEP = 0xfffffff0;

// srun gives its tasks PMI_RANK too, for an MPI library that asks by PMI, but not Hydra's local numbers.
function startedByHydra(env: Environment): boolean {
  return !(startedBySrun(env) && env.MPI_LOCALRANKID === undefined);
}

// srun gives its tasks another launcher's number of the rank too (--mpi=cray_shasta, --mpi=pmix), the same, and little else
// of that launcher's; where the numbers differ, it started that launcher's daemon.
function isTaskOfSrun(env: Environment, rank: string | undefined): boolean {
  return startedBySrun(env) && rank === env.SLURM_PROCID;
}

// A batch script, the shell of salloc and that of srun --pty have SLURM_PROCID=0 as well.
function startedBySrun(env: Environment): boolean {
  const step = env.SLURM_STEP_ID ?? env.SLURM_STEPID ?? '';
  return /^\d+$/.test(step) && Number(step) < FIRST_SPECIAL_STEP && !env.SLURM_PTY_PORT;
}
