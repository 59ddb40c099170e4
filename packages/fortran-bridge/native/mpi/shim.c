#include "shim.h"

#include <mpi.h>
#include <stddef.h>
#include <string.h>

static int class_of(int code) {
  int error_class = code;
  if (code != MPI_SUCCESS && MPI_Error_class(code, &error_class) != MPI_SUCCESS) return code;
  return error_class;
}

/* Whether MPI is ours to finalize. */
static int owned = 0;

/* What MPI gave where it is ours; whoever initialised it before us has seen to that. */
static int level = MPI_THREAD_FUNNELED;

int rw_mpi_init(void) {
  int initialised = 0;
  int code = MPI_Initialized(&initialised);
  if (code == MPI_SUCCESS && !initialised) {
    /* Node has threads of its own; the main one alone calls MPI. */
    code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
    owned = code == MPI_SUCCESS;
    /* How errors are handled is the business of whoever initialises MPI. */
    if (owned) code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  }
  return class_of(code);
}

int rw_mpi_threads(int *out) {
  *out = level >= MPI_THREAD_FUNNELED;
  return MPI_SUCCESS;
}

int rw_mpi_rank(int *out) { return class_of(MPI_Comm_rank(MPI_COMM_WORLD, out)); }

int rw_mpi_size(int *out) { return class_of(MPI_Comm_size(MPI_COMM_WORLD, out)); }

int rw_mpi_barrier(void) { return class_of(MPI_Barrier(MPI_COMM_WORLD)); }

int rw_mpi_gather(const void *bytes, int count, void *all, int root) {
  return class_of(MPI_Gather(bytes, count, MPI_BYTE, all, count, MPI_BYTE, root, MPI_COMM_WORLD));
}

int rw_mpi_abort(int code) { return class_of(MPI_Abort(MPI_COMM_WORLD, code)); }

int rw_mpi_finalize(void) {
  if (!owned) return MPI_SUCCESS;
  owned = 0;
  return class_of(MPI_Finalize());
}

const char *rw_mpi_error_text(int error_class) {
  static _Thread_local char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  if (MPI_Error_string(error_class, text, &length) != MPI_SUCCESS) return "an error unknown to MPI";
  return text;
}

const char *rw_mpi_library(void) {
  static _Thread_local char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  if (MPI_Get_library_version(text, &length) != MPI_SUCCESS) return "unknown";
  text[strcspn(text, "\n")] = '\0';
  return text;
}
