/* A shim that fails where FAILS says, and prints that it was finalized. */
#include "mpi/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fails(const char *where) {
  const char *wanted = getenv("FAILS");
  return wanted != NULL && strcmp(wanted, where) == 0;
}

int rw_mpi_init(void) { return fails("init") ? 16 : 0; }

int rw_mpi_threads(int *out) {
  *out = !fails("threads");
  return 0;
}

int rw_mpi_rank(int *out) {
  *out = 0;
  return fails("rank") ? 16 : 0;
}

int rw_mpi_size(int *out) {
  *out = 1;
  return fails("size") ? 16 : 0;
}

int rw_mpi_barrier(void) { return 0; }

int rw_mpi_gather(const void *bytes, int count, void *all, int root) {
  (void)bytes, (void)count, (void)all, (void)root;
  return 0;
}

int rw_mpi_abort(int code) { return code; }

int rw_mpi_finalize(void) {
  puts("finalized");
  fflush(stdout);
  return fails("finalize") ? 16 : 0;
}

const char *rw_mpi_error_text(int error_class) {
  (void)error_class;
  return "as the test wants it";
}

const char *rw_mpi_library(void) { return "an MPI of the test"; }
