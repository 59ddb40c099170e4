/* MPI for ranks written in TypeScript: plain integers and bytes over the MPI library this was built with.
 *
 * MPI's handles and constants differ between implementations, so ffi cannot call MPI itself. Every function
 * returns an MPI error class, 0 for success; rw_mpi_error_text() says what it means. Errors of MPI return once
 * rw_mpi_init() has succeeded; before that they end the job, as MPI itself has it.
 */
#ifndef RANKWISE_MPI_SHIM_H
#define RANKWISE_MPI_SHIM_H

#if defined(__GNUC__)
#define RW_MPI_API __attribute__((visibility("default")))
#else
#define RW_MPI_API
#endif

/* Initialises MPI, or joins where this process did so already. */
RW_MPI_API int rw_mpi_init(void);

/* Whether MPI lets the process have threads, of which one calls it (1), or not (0). */
RW_MPI_API int rw_mpi_threads(int *out);

/* This process's rank in the world communicator, and the number of its ranks. */
RW_MPI_API int rw_mpi_rank(int *out);
RW_MPI_API int rw_mpi_size(int *out);

RW_MPI_API int rw_mpi_barrier(void);

/* Gathers `count` bytes of every rank on `root`, in rank order: `all` holds size * count bytes there and is not
 * read elsewhere, where it may be NULL. */
RW_MPI_API int rw_mpi_gather(const void *bytes, int count, void *all, int root);

/* Ends every rank of the job; `code` is the exit status where the launcher hands it on. */
RW_MPI_API int rw_mpi_abort(int code);

/* Leaves MPI, which cannot be initialised again. Safe to call twice. Where the program itself had initialised
 * MPI before rw_mpi_init(), finalizing is left to it. */
RW_MPI_API int rw_mpi_finalize(void);

/* What an error class means. Owned by the shim, valid until the calling thread's next call of this function. */
RW_MPI_API const char *rw_mpi_error_text(int error_class);

/* The MPI library and its version, one line. Owned by the shim, valid as long as the calling thread. */
RW_MPI_API const char *rw_mpi_library(void);

#endif
