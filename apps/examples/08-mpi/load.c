#include "load.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int agree(MPI_Comm comm, int failed, char *message) {
  int rank = 0;
  int ranks = 1;
  int lowest = 0;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  int mine = failed ? rank : ranks;
  MPI_Allreduce(&mine, &lowest, 1, MPI_INT, MPI_MIN, comm);
  if (lowest == ranks) return 0;
  MPI_Bcast(message, MESSAGE, MPI_CHAR, lowest, comm);
  return 1;
}

/* The rank in `comm`, and among its ranks on this node: which device of the node "cuda" and "auto" mean. */
static void tell_rank(MPI_Comm comm, rw_load_options *options) {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_rank(comm, &options->rank);
  MPI_Comm_size(comm, &options->rank_count);
  MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  MPI_Comm_rank(node, &options->local_rank);
  MPI_Comm_size(node, &options->local_rank_count);
  MPI_Comm_free(&node);
}

/* The bytes of a file, to be freed, or NULL: then errno says why. A broadcast carries INT_MAX bytes. */
static char *read_file(const char *path, int *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  char *bytes = NULL;
  long end = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  if (end > INT_MAX) errno = EFBIG;
  if (end >= 0 && end <= INT_MAX && fseek(file, 0, SEEK_SET) == 0) bytes = malloc((size_t)end + 1);
  if (bytes != NULL && fread(bytes, 1, (size_t)end, file) != (size_t)end) {
    free(bytes);
    bytes = NULL;
  }
  *size = (int)end;
  fclose(file);
  return bytes;
}

/* What rank 0 reads of a file, on all ranks: 0, or 1 with a message. */
static int read_for_all(const char *path, MPI_Comm comm, char **bytes, int *size, char *message) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  *bytes = NULL;
  *size = 0;
  if (rank == 0) *bytes = read_file(path, size);
  if (rank == 0 && *bytes == NULL) snprintf(message, MESSAGE, "'%s' cannot be read: %s", path, strerror(errno));
  if (agree(comm, rank == 0 && *bytes == NULL, message)) return 1;
  MPI_Bcast(size, 1, MPI_INT, 0, comm);
  if (rank != 0) *bytes = malloc((size_t)*size + 1);
  if (*bytes == NULL) snprintf(message, MESSAGE, "rank %d has no memory for the bytes of '%s'", rank, path);
  if (agree(comm, *bytes == NULL, message)) return 1;
  MPI_Bcast(*bytes, *size, MPI_BYTE, 0, comm);
  return 0;
}

int load(rw_model **out, const char *path, MPI_Comm comm, const char *device, char *message) {
  char *bytes = NULL;
  int size = 0;
  int failed = read_for_all(path, comm, &bytes, &size, message);
  if (!failed) {
    rw_load_options options = RW_LOAD_OPTIONS_INIT;
    options.device = device;
    tell_rank(comm, &options);
    failed = rw_model_load_bytes(out, bytes, (size_t)size, path, &options) != RW_OK;
    if (failed) snprintf(message, MESSAGE, "%s", rw_error_message());
    failed = agree(comm, failed, message);
    if (failed) rw_model_close(out);
  }
  free(bytes);
  return failed;
}
