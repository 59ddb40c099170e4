import { existsSync } from 'node:fs';
import { RankwiseError } from '@rankwise/core';
import { openLibrary, type Signature } from '@rankwise/core/ffi';

/** The functions of native/mpi/shim.h, one to one. */
export const prototypes = {
  init: 'int rw_mpi_init(void)',
  threads: 'int rw_mpi_threads(_Out_ int* out)',
  rank: 'int rw_mpi_rank(_Out_ int* out)',
  size: 'int rw_mpi_size(_Out_ int* out)',
  barrier: 'int rw_mpi_barrier(void)',
  gather: 'int rw_mpi_gather(const void* bytes, int count, void* all, int root)',
  abort: 'int rw_mpi_abort(int code)',
  finalize: 'int rw_mpi_finalize(void)',
  errorText: 'const char* rw_mpi_error_text(int error_class)',
  library: 'const char* rw_mpi_library(void)',
} as const;

/** The shim, opened. */
export type MpiBinding = { readonly [Name in keyof typeof prototypes]: Signature<(typeof prototypes)[Name]> };

/**
 * Opens the shim at `path`.
 * @throws RankwiseError `MPI_UNAVAILABLE` where it is missing or cannot be opened.
 */
export function openMpiBinding(path: string): MpiBinding {
  if (!existsSync(path)) {
    throw new RankwiseError('MPI_UNAVAILABLE', `The library '${path}' is not there. ${remedy}`);
  }
  try {
    const library = openLibrary(path, { remedy });
    return Object.fromEntries(
      Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype)]),
    ) as unknown as MpiBinding;
  } catch (cause) {
    throw new RankwiseError('MPI_UNAVAILABLE', cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}

const remedy =
  "Install MPI with its compiler (Debian: libopenmpi-dev), then build it with 'npx nx native fortran-bridge'; or compile it, " +
  "'mpicc -shared -fPIC share/rankwise/mpi/shim.c -o librankwise_mpi.so' in the folder where rankwise is installed, " +
  'and name it in RANKWISE_MPI_LIBRARY.';
