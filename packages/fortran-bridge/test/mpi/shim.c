/* A program of MPI with the shim beside it: what the shim asks of MPI, and what it leaves to the program. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mpi/shim.h"

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                      \
    }                                                                               \
  } while (0)

static int asked = -1;
static int gives_less = 0;

/* In the place of MPI's own, which the profiling interface calls PMPI_. */
int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
  int code = PMPI_Init_thread(argc, argv, required, provided);
  asked = required;
  if (gives_less) *provided = MPI_THREAD_SINGLE;
  return code;
}

static MPI_Errhandler handler(void) {
  MPI_Errhandler now;
  CHECK(MPI_Comm_get_errhandler(MPI_COMM_WORLD, &now) == MPI_SUCCESS);
  return now;
}

static int is_finalized(void) {
  int finalized = 0;
  CHECK(MPI_Finalized(&finalized) == MPI_SUCCESS);
  return finalized;
}

static int lets_have_threads(void) {
  int threads = -1;
  CHECK(rw_mpi_threads(&threads) == 0);
  return threads;
}

static void alone(void) {
  int provided = -1;
  CHECK(rw_mpi_init() == 0);
  CHECK(asked == MPI_THREAD_FUNNELED);
  CHECK(MPI_Query_thread(&provided) == MPI_SUCCESS && provided >= MPI_THREAD_FUNNELED);
  CHECK(lets_have_threads() == !gives_less);
  CHECK(handler() == MPI_ERRORS_RETURN);
  CHECK(rw_mpi_gather("", 1, NULL, 1 << 20) != 0); /* no such root: returns, and ends no job */
  CHECK(rw_mpi_finalize() == 0 && is_finalized());
}

static void ignore(MPI_Comm *comm, int *code, ...) {
  (void)comm;
  (void)code;
}

static void beside(int level) {
  MPI_Errhandler own;
  int provided, rank = -1;
  CHECK(PMPI_Init_thread(NULL, NULL, level, &provided) == MPI_SUCCESS);
  CHECK(MPI_Comm_create_errhandler(ignore, &own) == MPI_SUCCESS);
  CHECK(MPI_Comm_set_errhandler(MPI_COMM_WORLD, own) == MPI_SUCCESS);
  CHECK(rw_mpi_init() == 0 && asked == -1);
  CHECK(lets_have_threads() == 1);
  CHECK(rw_mpi_rank(&rank) == 0 && rank == 0);
  CHECK(handler() == own);
  CHECK(rw_mpi_finalize() == 0 && !is_finalized());
  CHECK(MPI_Finalize() == MPI_SUCCESS);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  gives_less = strcmp(argv[1], "less") == 0;
  if (strcmp(argv[1], "single") == 0)
    beside(MPI_THREAD_SINGLE);
  else if (strcmp(argv[1], "multiple") == 0)
    beside(MPI_THREAD_MULTIPLE);
  else
    alone();
  puts("ok");
  return 0;
}
