#include <rankwise.h>
#include <rankwise_host.h>

#include <cstdio>

int main(int argc, char **argv) {
  float x[5] = {0, 1, 2, 3, 4}, y[5];
  rw_tensor input = {}, output = {};
  input.data = x;
  output.data = y;
  input.type = output.type = RW_FLOAT32;
  input.rank = output.rank = 1;
  input.shape[0] = output.shape[0] = 5;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  rw_model *model = nullptr;
  if (argc != 2 || rw_model_load(&model, argv[1], &options) != RW_OK ||
      rw_model_run(model, &input, 1, &output, 1) != RW_OK) {
    std::fprintf(stderr, "%s\n", rw_error_message());
    return 1;
  }
  for (float value : y) std::printf("%.1f ", static_cast<double>(value));
  std::printf("\n");
  return rw_model_close(&model) == RW_OK ? 0 : 1;
}
