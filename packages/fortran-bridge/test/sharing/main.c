/* Tells how many engines serve the ranks of a job, after all have had right answers. Arguments: model, device. */
#include <mpi.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>

static void fail(int rank, const char *why) {
  fprintf(stderr, "rank %d: %s\n", rank, why);
  MPI_Abort(MPI_COMM_WORLD, 1);
}

static int distinct(const long long *numbers, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) {
    int first = 1;
    for (int j = 0; j < i; j++) first = first && numbers[j] != numbers[i];
    found += first;
  }
  return found;
}

int main(int argc, char **argv) {
  int rank, size;
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  float x[5], y[5];
  rw_tensor input = {.data = x, .type = RW_FLOAT32, .rank = 1, .shape = {5}}, output = input;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (argc != 3) fail(rank, "give a model and a device");
  options.device = argv[2];
  output.data = y;
  if (rw_model_load(&model, argv[1], &options) != RW_OK) fail(rank, rw_error_message());
  for (int round = 0; round < 50; round++) {
    for (int i = 0; i < 5; i++) x[i] = (float)(100 * rank + round + i);
    if (rw_model_run(model, &input, 1, &output, 1) != RW_OK) fail(rank, rw_error_message());
    for (int i = 0; i < 5; i++)
      if (y[i] != 2 * x[i]) fail(rank, "a wrong answer");
  }
  long long pid = rw_model_engine_pid(model), *pids = calloc((size_t)size, sizeof *pids);
  MPI_Gather(&pid, 1, MPI_LONG_LONG, pids, 1, MPI_LONG_LONG, 0, MPI_COMM_WORLD);
  if (rank == 0) printf("%s: %d\n", rw_model_device(model), distinct(pids, size));
  MPI_Barrier(MPI_COMM_WORLD);
  free(pids);
  if (rw_model_close(&model) != RW_OK) fail(rank, rw_error_message());
  MPI_Finalize();
  return 0;
}
