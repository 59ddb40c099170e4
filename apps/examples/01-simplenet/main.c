/* SimpleNet on every rank of an MPI job: a network that doubles the 5 values [0, 1, 2, 3, 4] + rank.
 *
 *     mpiexec -n 2 simplenet-c simplenet.onnx [DEVICE]
 */
#include <math.h>
#include <mpi.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>

#include "placement.h"

enum { N = 5, TEXT = 256 };

/* Prints why, and ends all ranks. */
static void give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
  exit(EXIT_FAILURE);
}

/* Values as "[  0.0,  1.0,  2.0,  3.0,  4.0]", in `text`, which holds TEXT bytes. */
static const char *format_values(char *text, const float *v) {
  snprintf(text, TEXT, "[%5.1f,%5.1f,%5.1f,%5.1f,%5.1f]", (double)v[0], (double)v[1], (double)v[2], (double)v[3],
           (double)v[4]);
  return text;
}

static void print_values(const char *label, int rank, const float *values) {
  char text[TEXT];
  printf("%s on rank %d: %s\n", label, rank, format_values(text, values));
  fflush(stdout); /* one whole line, so that the lines of different ranks do not mix */
}

/* What rank `rank` feeds to the network, times `factor`. */
static void fill(float *values, int rank, float factor) {
  for (int i = 0; i < N; i++) values[i] = factor * (float)(i + rank);
}

static int is_right(const float *output, int rank) {
  float expected[N];
  int right = 1;
  fill(expected, rank, 2.0F);
  for (int i = 0; i < N; i++) {
    right = right && fabsf(output[i] - expected[i]) <= 1.0e-5F * fmaxf(1.0F, expected[i]);
  }
  if (!right) {
    char got[TEXT];
    char wanted[TEXT];
    fprintf(stderr, "the output of rank %d is %s where %s is right: is this the model of this example?\n", rank,
            format_values(got, output), format_values(wanted, expected));
  }
  return right;
}

/* Collects every rank's output and place on rank 0, which checks them and prints the closing line. */
static void check_all_ranks(const rw_model *net, const float *output, int rank, int ranks) {
  size_t count = rank == 0 ? (size_t)ranks : 1;
  float(*outputs)[N] = calloc(count, sizeof *outputs);
  place *places = calloc(count, sizeof *places);
  if (outputs == NULL || places == NULL) give_up("no memory for what the ranks send");

  place mine = place_of(rw_model_device(net), rw_model_runtime(net));
  MPI_Gather(output, N, MPI_FLOAT, outputs, N, MPI_FLOAT, 0, MPI_COMM_WORLD);
  MPI_Gather(&mine, sizeof mine, MPI_CHAR, places, sizeof mine, MPI_CHAR, 0, MPI_COMM_WORLD);
  if (rank == 0) {
    int right = 1;
    for (int r = 0; r < ranks; r++) right = is_right(outputs[r], r) && right;
    if (!right) give_up("not all ranks agree");
    printf("all %d ranks agree: ", ranks);
    print_placement(stdout, places, ranks, "its engine");
    putchar('\n');
    fflush(stdout);
  }
  free(outputs);
  free(places);
}

int main(int argc, char **argv) {
  int rank = 0;
  int ranks = 1;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc < 2) give_up("usage: simplenet-c MODEL [DEVICE]");

  rw_model *net = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = argc > 2 ? argv[2] : "auto";
  if (rw_model_load(&net, argv[1], &options) != RW_OK) give_up(rw_error_message());

  float x[N];
  float y[N];
  rw_tensor input = {.data = x, .type = RW_FLOAT32, .rank = 2, .shape = {1, N}};
  rw_tensor output = {.data = y, .type = RW_FLOAT32, .rank = 2, .shape = {1, N}};
  fill(x, rank, 1.0F);
  print_values("input", rank, x);
  if (rw_model_run(net, &input, 1, &output, 1) != RW_OK) give_up(rw_error_message());
  print_values("output", rank, y);

  check_all_ranks(net, y, rank, ranks);
  rw_model_close(&net);
  MPI_Finalize();
  return EXIT_SUCCESS;
}
