import type { Environment, PlannedRank } from '../../src/index.js';

/**
 * The variables by which each launcher tells a rank of a job where it is, as launchers set them (see environments.ts for
 * those recorded).
 */
export const launcherEnvironments: Readonly<
  Record<string, (rank: PlannedRank, ranksPerNode: readonly number[]) => Environment>
> = {
  slurm: ({ rank, node, localRank }, ranksPerNode) => ({
    SLURM_JOB_ID: '4711',
    SLURM_STEP_ID: '0',
    SLURM_PROCID: String(rank),
    SLURM_LOCALID: String(localRank),
    SLURM_NODEID: String(node),
    SLURM_NTASKS: String(sum(ranksPerNode)),
    SLURM_STEP_NUM_TASKS: String(sum(ranksPerNode)),
    SLURM_STEP_TASKS_PER_NODE: ranksPerNode.join(','),
  }),
  openmpi: ({ rank, localRank, localSize }, ranksPerNode) => ({
    OMPI_COMM_WORLD_RANK: String(rank),
    OMPI_COMM_WORLD_SIZE: String(sum(ranksPerNode)),
    OMPI_COMM_WORLD_LOCAL_RANK: String(localRank),
    OMPI_COMM_WORLD_LOCAL_SIZE: String(localSize),
  }),
  mpich: hydra,
  intelmpi: (rank, ranksPerNode) => ({ ...hydra(rank, ranksPerNode), I_MPI_INFO_NUMA_NODE_NUM: '2' }),
  pals: ({ rank, localRank, localSize }, ranksPerNode) => ({
    PALS_RANKID: String(rank),
    PALS_LOCAL_RANKID: String(localRank),
    PALS_LOCAL_SIZE: String(localSize),
    PMI_SIZE: String(sum(ranksPerNode)),
  }),
};

function hydra({ rank, localRank, localSize }: PlannedRank, ranksPerNode: readonly number[]): Environment {
  return {
    PMI_RANK: String(rank),
    PMI_SIZE: String(sum(ranksPerNode)),
    MPI_LOCALRANKID: String(localRank),
    MPI_LOCALNRANKS: String(localSize),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
