/* Two components of a coupled model, each with a network and a communicator of its own: the first half of the ranks
 * is the atmosphere, the second the ocean. Each rank has two columns.
 *
 *     mpiexec -n 4 mpi-c atmosphere.onnx ocean.onnx [DEVICE]
 */
#include <mpi.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

enum { ATMOSPHERE = 0, OCEAN = 1, COLUMNS = 2, LEVELS = 4 };

static const char *const names[] = {"atmosphere", "ocean"};
static const int inputs[] = {LEVELS, 2};  /* values that a column has */
static const int outputs[] = {LEVELS, 1}; /* values that the network gives for it */

/* Makes a failure that of both components: the other would wait for this one, sooner or later. */
static int agree_all(int component, int failed, char *message) {
  if (failed) {
    char why[MESSAGE];
    memcpy(why, message, MESSAGE);
    snprintf(message, MESSAGE, "%s: %.*s", names[component], MESSAGE - 16, why);
  }
  return agree(MPI_COMM_WORLD, failed, message);
}

/* This rank's columns of temperature, or of surface temperature and wind, one after the other. */
static void fill(int component, int rank, float *x) {
  for (int i = 0; i < COLUMNS; i++) {
    int number = rank * COLUMNS + i + 1;
    if (component == ATMOSPHERE) {
      for (int k = 1; k <= LEVELS; k++) *x++ = 288.0F - 6.5F * (float)k + 0.5F * (float)(number * k * k);
    } else {
      *x++ = (float)(20 - number);
      *x++ = (float)(3 + 2 * number);
    }
  }
}

/* Runs the network on this rank's columns: 0, or 1 with a message. */
static int run(rw_model *net, int component, int rank, float *y, char *message) {
  float x[LEVELS * COLUMNS];
  rw_tensor input = {.data = x, .type = RW_FLOAT32, .rank = 2, .shape = {COLUMNS, inputs[component]}};
  rw_tensor output = {.data = y, .type = RW_FLOAT32, .rank = 2, .shape = {COLUMNS, outputs[component]}};
  fill(component, rank, x);
  if (rw_model_run(net, &input, 1, &output, 1) == RW_OK) return 0;
  snprintf(message, MESSAGE, "%s", rw_error_message());
  return 1;
}

/* Collects the outputs of a component on its rank 0, which prints them: 0, or 1 with a message. */
static int print_all(const rw_model *net, int component, MPI_Comm comm, const float *y, char *message) {
  int rank = 0;
  int ranks = 1;
  int world_ranks = 1;
  int width = outputs[component];
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  float *all = calloc(rank == 0 ? (size_t)ranks * COLUMNS * LEVELS : 1, sizeof *all);
  if (all == NULL) snprintf(message, MESSAGE, "no memory for what the ranks send");
  if (agree_all(component, all == NULL, message)) {
    free(all);
    return 1;
  }
  MPI_Gather(y, COLUMNS * width, MPI_FLOAT, all, COLUMNS * width, MPI_FLOAT, 0, comm);
  if (rank == 0) {
    MPI_Comm_size(MPI_COMM_WORLD, &world_ranks);
    printf("%s has %d of %d ranks, its rank 0 is on %s\n", names[component], ranks, world_ranks, rw_model_device(net));
    for (int i = 0; i < ranks * COLUMNS; i++) {
      printf("%s column %d:", names[component], i + 1);
      for (int k = 0; k < width; k++) printf("%8.3f", (double)all[i * width + k]);
      putchar('\n');
    }
    fflush(stdout);
  }
  free(all);
  return 0;
}

int main(int argc, char **argv) {
  int world_rank = 0;
  int world_ranks = 1;
  int rank = 0;
  MPI_Comm comm = MPI_COMM_NULL;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &world_rank);
  MPI_Comm_size(MPI_COMM_WORLD, &world_ranks);
  int component = world_rank < (world_ranks + 1) / 2 ? ATMOSPHERE : OCEAN;
  MPI_Comm_split(MPI_COMM_WORLD, component, world_rank, &comm);
  MPI_Comm_rank(comm, &rank);

  rw_model *net = NULL;
  float y[LEVELS * COLUMNS];
  char message[MESSAGE] = "usage: mpi-c ATMOSPHERE OCEAN [DEVICE]";
  int failed = argc < 3;
  if (!failed) {
    failed = load(&net, argv[1 + component], comm, argc > 3 ? argv[3] : "auto", message);
    failed = agree_all(component, failed, message);
  }
  if (!failed) failed = agree_all(component, run(net, component, rank, y, message), message);
  if (!failed) failed = print_all(net, component, comm, y, message);

  rw_model_close(&net);
  if (failed && world_rank == 0) fprintf(stderr, "%s\n", message);
  MPI_Comm_free(&comm);
  MPI_Finalize();
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
