/* Any ONNX model on generated input, on every rank of an MPI job.
 *
 *     mpiexec -n 2 any-model-c MODEL [DEVICE] [NAME=1x3x224x224]...
 */
#include <mpi.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "generate.h"
#include "placement.h"
#include "summary.h"

enum { LINE = 2048 };

/* Prints one whole line, so that the lines of different ranks do not mix. */
static void print_tensor(int rank, const char *direction, const char *name, const rw_tensor *tensor, int contents) {
  char line[LINE];
  snprintf(line, sizeof line, "rank %d %s %s: ", rank, direction, name);
  append_type(line, sizeof line, tensor);
  if (contents) append_contents(line, sizeof line, tensor);
  puts(line);
  fflush(stdout);
}

/* Takes over the message of the library. The functions from here on return 0 for success. */
static int refused(char *why) {
  snprintf(why, LINE, "%s", rw_error_message());
  return 1;
}

static int check(int argc, char **argv, const rw_model *net, int rank, char *why) {
  int used = snprintf(why, LINE, "rank %d: ", rank);
  return check_arguments(argc, argv, net, why + used, LINE - (size_t)used);
}

/* Whether the number of elements does not even fit its type. */
static int is_too_large(const rw_tensor *tensor) {
  double count = 1.0;
  for (int32_t i = 0; i < tensor->rank; i++) count *= (double)tensor->shape[i];
  return count > 1.0e18;
}

/* Fills an input for each that the model declares. */
static int make_inputs(const rw_model *net, int argc, char **argv, int rank, rw_tensor *inputs, char *why) {
  for (size_t i = 0; i < rw_model_input_count(net); i++) {
    rw_tensor_info declared;
    if (rw_model_input(net, i, &declared) != RW_OK) return refused(why);
    inputs[i].type = declared.type;
    shape_argument(argc, argv, &declared, &inputs[i]);
    /* One element more, as calloc may give NULL for none. */
    if (!is_too_large(&inputs[i])) inputs[i].data = calloc(count_of(&inputs[i]) + 1, rw_type_size(declared.type));
    if (inputs[i].data == NULL) {
      snprintf(why, LINE, "rank %d: no memory for the input '%s': give it a smaller shape", rank, declared.name);
      return 1;
    }
    generate(inputs[i].data, declared.type, count_of(&inputs[i]), rank);
    print_tensor(rank, "input ", declared.name, &inputs[i], 0);
  }
  return 0;
}

static int run_tensors(rw_model *net, int rank, const rw_tensor *inputs, rw_tensor *outputs, char *why) {
  size_t n_outputs = 0;
  for (size_t i = 0; i < rw_model_output_count(net); i++) {
    rw_tensor_info declared;
    if (rw_model_output(net, i, &declared) != RW_OK) return refused(why);
    if (rw_type_size(declared.type) == 0) continue; /* no numbers: a classifier may give texts and maps */
    outputs[n_outputs++].name = declared.name;
  }
  if (rw_model_run(net, inputs, rw_model_input_count(net), outputs, n_outputs) != RW_OK) {
    return refused(why);
  }
  for (size_t i = 0; i < n_outputs; i++) {
    print_tensor(rank, "output", outputs[i].name, &outputs[i], 1);
    rw_tensor_release(&outputs[i]);
  }
  return 0;
}

/* Runs the model once, and prints what went in and came out. */
static int run_once(rw_model *net, int argc, char **argv, int rank, char *why) {
  size_t n_inputs = rw_model_input_count(net);
  rw_tensor *inputs = calloc(n_inputs + 1, sizeof *inputs);
  /* Outputs without data are allocated by the run, which alone knows the shapes of some. */
  rw_tensor *outputs = calloc(rw_model_output_count(net) + 1, sizeof *outputs);
  int failed = inputs == NULL || outputs == NULL;
  if (failed) snprintf(why, LINE, "rank %d: no memory for the arguments of a run", rank);
  failed = failed || check(argc, argv, net, rank, why);
  failed = failed || make_inputs(net, argc, argv, rank, inputs, why);
  failed = failed || run_tensors(net, rank, inputs, outputs, why);
  for (size_t i = 0; inputs != NULL && i < n_inputs; i++) free(inputs[i].data);
  free(inputs);
  free(outputs);
  return failed;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

/* Tells rank 0 how every rank fared; rank 0 prints the closing line. Returns 0 where all ran, as far as this rank
 * knows. */
static int conclude(const rw_model *net, int failed, int rank, int ranks, const char *path) {
  size_t count = rank == 0 ? (size_t)ranks : 1;
  int *failures = calloc(count, sizeof *failures);
  place *places = calloc(count, sizeof *places);
  if (failures == NULL || places == NULL) {
    fputs("no memory for what the ranks send\n", stderr);
    MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    exit(EXIT_FAILURE);
  }
  place mine = failed ? place_of("", "") : place_of(rw_model_device(net), rw_model_runtime(net));
  MPI_Gather(&failed, 1, MPI_INT, failures, 1, MPI_INT, 0, MPI_COMM_WORLD);
  MPI_Gather(&mine, sizeof mine, MPI_CHAR, places, sizeof mine, MPI_CHAR, 0, MPI_COMM_WORLD);
  int sum = failed;
  if (rank == 0) {
    for (int r = 1; r < ranks; r++) sum += failures[r];
    if (sum == 0) {
      printf("all %d ranks ran %s: ", ranks, base_name(path));
      print_placement(stdout, places, ranks, "its engine");
      putchar('\n');
      fflush(stdout);
    } else {
      fprintf(stderr, "%d of %d ranks failed:", sum, ranks);
      for (int r = 0; r < ranks; r++) {
        if (failures[r]) fprintf(stderr, " %d", r);
      }
      fputs("\n", stderr);
    }
  }
  free(failures);
  free(places);
  return sum;
}

int main(int argc, char **argv) {
  int rank = 0;
  int ranks = 1;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);

  char why[LINE] = "";
  rw_model *net = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device_argument(argc, argv);
  int failed = check(argc, argv, NULL, rank, why);
  if (!failed && rw_model_load(&net, argv[1], &options) != RW_OK) failed = refused(why);
  failed = failed || run_once(net, argc, argv, rank, why);
  if (failed) fprintf(stderr, "%s\n", why);

  failed = conclude(net, failed, rank, ranks, argc > 1 ? argv[1] : "");
  rw_model_close(&net);
  MPI_Finalize();
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
