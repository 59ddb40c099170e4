import { nativeLibrary } from '../build/index.js';

/** The library through which TypeScript ranks call MPI: `RANKWISE_MPI_LIBRARY`, or the one installed here. */
export function mpiLibrary(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.RANKWISE_MPI_LIBRARY || nativeLibrary('librankwise_mpi.so');
}

/** The library that stands in for MPI where a launcher starts the ranks on this machine itself. */
export function localMpiLibrary(): string {
  return nativeLibrary('librankwise_mpi_local.so');
}
