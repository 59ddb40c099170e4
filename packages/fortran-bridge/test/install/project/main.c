#include <rankwise.h>
#include <stdio.h>

int main(int argc, char **argv) {
  float x[5] = {0, 1, 2, 3, 4}, y[5];
  rw_tensor input = {.data = x, .type = RW_FLOAT32, .rank = 1, .shape = {5}}, output = input;
  rw_model *model = NULL;
  output.data = y;
  if (argc != 2 || rw_model_load(&model, argv[1], NULL) != RW_OK || rw_model_run(model, &input, 1, &output, 1) != RW_OK) {
    fprintf(stderr, "%s\n", rw_error_message());
    return 1;
  }
  for (int i = 0; i < 5; i++) printf("%.1f ", y[i]);
  printf("\n");
  return rw_model_close(&model) == RW_OK ? 0 : 1;
}
