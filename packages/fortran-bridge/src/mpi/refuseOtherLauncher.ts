import { RankwiseError, rankFromEnvironment } from '@rankwise/core';

/** By what mpiexec's of other implementations are known, and what they are called. */
const launchers: Readonly<Record<string, string>> = {
  openmpi: 'Open MPI',
  mpich: 'MPICH',
  intelmpi: 'Intel MPI',
};

/**
 * A program of one MPI under the mpiexec of another runs as many jobs of one rank each, without a word.
 * @throws RankwiseError `MPI_UNAVAILABLE`.
 */
export function refuseOtherLauncher({
  size,
  library,
}: {
  readonly size: number;
  readonly library: string;
}): void {
  if (size !== 1) return;
  const told = rankFromEnvironment();
  const name = launchers[told.launcher];
  if (name === undefined || told.size <= 1) return;
  throw new RankwiseError(
    'MPI_UNAVAILABLE',
    `${name} started rank ${told.rank} of ${told.size}, but the MPI of this program (${library}) sees one rank. Start it by the mpiexec of its own MPI, or name the right library in RANKWISE_MPI_LIBRARY.`,
  );
}
