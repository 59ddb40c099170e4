/* What a network sees of C arrays: it answers with the shape and the elements of its input, in the order in which it
 * counts them, which is C's own.
 *
 *     shapes-and-order-c seen.onnx [DEVICE]
 */
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>

/* Prints why, and ends the program; its memory and its engine end with it. */
static void give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(EXIT_FAILURE);
}

static void check(rw_status status) {
  if (status != RW_OK) give_up(rw_error_message());
}

/* Runs the network on x, and prints what it saw. */
static void print_seen(rw_model *net, const char *label, rw_tensor x) {
  rw_tensor seen[2] = {{.name = "shape"}, {.name = "elements"}}; /* without data: allocated by the run */
  check(rw_model_run(net, &x, 1, seen, 2));
  const int64_t *dims = seen[0].data;
  const float *elements = seen[1].data;
  printf("%s:%*s[", label, 14 - (int)snprintf(NULL, 0, "%s", label), "");
  for (int64_t i = 0; i < seen[0].shape[0]; i++) printf(i > 0 ? ", %lld" : "%lld", (long long)dims[i]);
  printf("]");
  for (int64_t i = 0; i < seen[1].shape[0]; i++) printf(" %.0f", (double)elements[i]);
  printf("\n");
  for (int i = 0; i < 2; i++) rw_tensor_release(&seen[i]);
}

int main(int argc, char **argv) {
  if (argc < 2) give_up("usage: shapes-and-order-c MODEL [DEVICE]");
  rw_model *net = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = argc > 2 ? argv[2] : "auto";
  check(rw_model_load(&net, argv[1], &options));

  float x[2][3] = {{11, 12, 13}, {21, 22, 23}};
  rw_tensor tensor = {.data = x, .type = RW_FLOAT32, .rank = 2, .shape = {2, 3}};
  print_seen(net, "x", tensor);

  /* Any element by its distance in bytes: the transposed array, */
  tensor = (rw_tensor){.data = x, .type = RW_FLOAT32, .rank = 2, .shape = {3, 2}, .strided = 1};
  tensor.stride[0] = sizeof x[0][0];
  tensor.stride[1] = sizeof x[0];
  print_seen(net, "x transposed", tensor);

  /* a column, a row backwards. */
  tensor = (rw_tensor){.data = &x[0][2], .type = RW_FLOAT32, .rank = 1, .shape = {2}, .strided = 1};
  tensor.stride[0] = sizeof x[0];
  print_seen(net, "column 2", tensor);
  tensor = (rw_tensor){.data = &x[1][2], .type = RW_FLOAT32, .rank = 1, .shape = {3}, .strided = 1};
  tensor.stride[0] = -(int64_t)sizeof x[0][0];
  print_seen(net, "row 1, back", tensor);

  /* Another type, converted because it is asked for. */
  double wide[2] = {1, 2};
  tensor = (rw_tensor){.data = wide, .type = RW_FLOAT64, .rank = 1, .shape = {2}, .convert = 1};
  print_seen(net, "doubles", tensor);
  check(rw_model_close(&net));
  return EXIT_SUCCESS;
}
