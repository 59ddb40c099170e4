/* A rank: one model, one call. */
#include <stdio.h>

#include "rankwise.h"

int main(int count, char **arguments) {
  float x[5] = {0}, y[5];
  rw_model *model;
  if (count < 2 || rw_model_load(&model, arguments[1], NULL) != RW_OK) return 1;
  rw_tensor input = {.data = x, .type = RW_FLOAT32, .rank = 2, .shape = {1, 5}}, output = input;
  output.data = y;
  if (rw_model_run(model, &input, 1, &output, 1) != RW_OK) puts(rw_error_message());
  return rw_model_close(&model) == RW_OK ? 0 : 1;
}
