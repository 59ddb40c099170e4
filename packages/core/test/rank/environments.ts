import type { Environment, Rank } from '../../src/index.js';

interface Recorded {
  title: string;
  env: Environment;
  expected: Rank;
}

const slurmStep = {
  SLURM_JOB_ID: '4711',
  SLURM_STEP_ID: '0',
  SLURM_STEPID: '0',
  SLURM_NTASKS: '11',
  SLURM_NPROCS: '11',
  SLURM_STEP_NUM_TASKS: '11',
  SLURM_TASKS_PER_NODE: '4(x2),3',
  SLURM_STEP_TASKS_PER_NODE: '4(x2),3',
  SLURM_JOB_NUM_NODES: '3',
};

const slurmTask = { ...slurmStep, SLURM_PROCID: '5', SLURM_LOCALID: '1', SLURM_NODEID: '1' };

/** What the daemons of an mpiexec inside a Slurm job are given by srun, and their ranks inherit. */
const slurmDaemon = {
  ...slurmStep,
  SLURM_NTASKS: '2',
  SLURM_STEP_NUM_TASKS: '2',
  SLURM_TASKS_PER_NODE: '1(x2)',
  SLURM_STEP_TASKS_PER_NODE: '1(x2)',
  SLURM_PROCID: '1',
  SLURM_LOCALID: '0',
  SLURM_NODEID: '1',
};

const slurmShell = { ...slurmStep, SLURM_PROCID: '0', SLURM_LOCALID: '0', SLURM_NODEID: '0' };

const openMpi = {
  OMPI_COMM_WORLD_RANK: '5',
  OMPI_COMM_WORLD_SIZE: '8',
  OMPI_COMM_WORLD_LOCAL_RANK: '1',
  OMPI_COMM_WORLD_LOCAL_SIZE: '4',
  OMPI_COMM_WORLD_NODE_RANK: '1',
  OMPI_UNIVERSE_SIZE: '8',
  PMIX_RANK: '5',
  PMIX_NAMESPACE: '1153171457',
};

const hydra = {
  PMI_RANK: '5',
  PMI_SIZE: '8',
  PMI_FD: '9',
  MPI_LOCALRANKID: '1',
  MPI_LOCALNRANKS: '4',
  HYDI_CONTROL_FD: '8',
  PMI_HOSTNAME: 'n2',
};

function expected(launcher: string, numbers: [number, number, number, number]): Rank {
  const [rank, size, localRank, localSize] = numbers;
  return { rank, size, localRank, localSize, launcher };
}

const none = expected('none', [0, 1, 0, 1]);

/** The variables that bear on ranks, as launchers set them, and the rank that they mean. */
export const environments: Recorded[] = [
  { title: 'Open MPI', env: openMpi, expected: expected('openmpi', [5, 8, 1, 4]) },
  {
    title: 'Open MPI inside a Slurm job',
    env: { ...slurmDaemon, ...openMpi },
    expected: expected('openmpi', [5, 8, 1, 4]),
  },
  { title: 'MPICH', env: hydra, expected: expected('mpich', [5, 8, 1, 4]) },
  {
    title: 'MPICH inside a Slurm job',
    env: { ...slurmDaemon, ...hydra },
    expected: expected('mpich', [5, 8, 1, 4]),
  },
  {
    title: 'MPICH, with the module of Intel MPI loaded',
    env: { ...hydra, I_MPI_ROOT: '/opt/intel/oneapi/mpi/latest' },
    expected: expected('mpich', [5, 8, 1, 4]),
  },
  {
    title: 'Intel MPI',
    env: { ...hydra, I_MPI_ROOT: '/opt/intel/oneapi/mpi/latest', I_MPI_INFO_NUMA_NODE_NUM: '2' },
    expected: expected('intelmpi', [5, 8, 1, 4]),
  },
  {
    title: 'PALS',
    env: {
      PALS_RANKID: '9',
      PALS_NODEID: '1',
      PALS_LOCAL_RANKID: '3',
      PALS_LOCAL_SIZE: '6',
      PMI_RANK: '9',
      PMI_SIZE: '12',
      PMI_LOCAL_RANK: '3',
      PMI_LOCAL_SIZE: '6',
    },
    expected: expected('pals', [9, 12, 3, 6]),
  },
  {
    title: 'PALS that leaves the local size to PMI',
    env: { PALS_RANKID: '9', PALS_LOCAL_RANKID: '3', PMI_SIZE: '12', PMI_LOCAL_SIZE: '6' },
    expected: expected('pals', [9, 12, 3, 6]),
  },
  {
    title: 'Flux',
    env: {
      FLUX_TASK_RANK: '6',
      FLUX_TASK_LOCAL_ID: '2',
      FLUX_JOB_SIZE: '8',
      FLUX_JOB_NNODES: '2',
      PMI_RANK: '6',
      PMI_SIZE: '8',
    },
    expected: expected('flux', [6, 8, 2, 4]),
  },
  {
    title: 'Flux with nodes that are not full',
    env: { FLUX_TASK_RANK: '6', FLUX_TASK_LOCAL_ID: '2', FLUX_JOB_SIZE: '7', FLUX_JOB_NNODES: '2' },
    expected: expected('flux', [6, 7, 2, 4]),
  },
  { title: 'srun, a node in the middle', env: slurmTask, expected: expected('slurm', [5, 11, 1, 4]) },
  {
    title: 'srun, the last node',
    env: { ...slurmStep, SLURM_PROCID: '10', SLURM_LOCALID: '2', SLURM_NODEID: '2' },
    expected: expected('slurm', [10, 11, 2, 3]),
  },
  {
    title: 'srun --mpi=pmi2',
    env: { ...slurmTask, PMI_RANK: '5', PMI_SIZE: '11' },
    expected: expected('slurm', [5, 11, 1, 4]),
  },
  {
    title: 'srun --mpi=pmix',
    env: { ...slurmTask, PMIX_RANK: '5' },
    expected: expected('slurm', [5, 11, 1, 4]),
  },
  {
    title: 'srun that tells the tasks of every node only',
    env: {
      SLURM_STEP_ID: '3',
      SLURM_PROCID: '2',
      SLURM_NTASKS: '4',
      SLURM_LOCALID: '0',
      SLURM_NTASKS_PER_NODE: '2',
    },
    expected: expected('slurm', [2, 4, 0, 2]),
  },
  {
    title: 'a batch script of Slurm without srun',
    env: {
      SLURM_JOB_ID: '4711',
      SLURM_PROCID: '0',
      SLURM_LOCALID: '0',
      SLURM_NODEID: '0',
      SLURM_NTASKS: '8',
      SLURM_TASKS_PER_NODE: '4(x2)',
    },
    expected: none,
  },
  {
    title: 'the interactive step of salloc',
    env: { ...slurmShell, SLURM_STEP_ID: '4294967290', SLURM_STEPID: '4294967290' },
    expected: none,
  },
  { title: 'a shell of srun --pty', env: { ...slurmShell, SLURM_PTY_PORT: '40123' }, expected: none },
  {
    title: "rankwise's own, without local numbers: all on one node",
    env: { RANKWISE_RANK: '3', RANKWISE_SIZE: '4' },
    expected: expected('rankwise', [3, 4, 3, 4]),
  },
];
