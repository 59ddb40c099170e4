import { fileURLToPath } from 'node:url';

// From src and from dist alike, two folders up is the package.
const installed = (name: string) => fileURLToPath(new URL(`../../dist/native/lib/${name}`, import.meta.url));

/** The library through which TypeScript ranks call MPI: `RANKWISE_MPI_LIBRARY`, or the one installed here. */
export function mpiLibrary(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.RANKWISE_MPI_LIBRARY || installed('librankwise_mpi.so');
}

/** The library that stands in for MPI where a launcher starts the ranks on this machine itself. */
export function localMpiLibrary(): string {
  return installed('librankwise_mpi_local.so');
}
