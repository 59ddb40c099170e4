/* What the Fortran module rankwise_mpi does, for C: a network on the ranks of a communicator. */
#ifndef EXAMPLES_LOAD_H
#define EXAMPLES_LOAD_H

#include <mpi.h>
#include <rankwise.h>

/* Bytes of a message, its end included. */
enum { MESSAGE = 1024 };

/* Loads the model of a file on every rank of `comm`; all of them call. Rank 0 reads the file and broadcasts it.
 * Returns 0 on all ranks, or on none: then `message`, of MESSAGE bytes, says why. */
int load(rw_model **out, const char *path, MPI_Comm comm, const char *device, char *message);

/* Makes a failure that of all ranks: returns 0 if `failed` is 0 on all ranks of `comm`; else `message`, of MESSAGE
 * bytes, becomes that of the lowest rank that failed. */
int agree(MPI_Comm comm, int failed, char *message);

#endif
