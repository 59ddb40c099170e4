/* Right answers: by position and by name, with shapes that change, with outputs that the run decides. */
#define _GNU_SOURCE
#include "testing.h"

static void runs_simplenet(const char *folder) {
  rw_model *model = NULL;
  float x[5] = {0, 1, 2, 3, 4}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int i = 0; i < 5; i++) CHECK(y[i] == 2 * x[i]);
  /* The same tensors again: the slot is prepared, its numbers are new. */
  for (int round = 0; round < 1000; round++) {
    for (int i = 0; i < 5; i++) x[i] = (float)(round + i);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    for (int i = 0; i < 5; i++) CHECK(y[i] == 2 * x[i]);
  }
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(model == NULL);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void batch_changes_from_call_to_call(const char *folder) {
  rw_model *model = NULL;
  static float x[200 * 5], y[200 * 5];
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  for (int round = 0; round < 300; round++) {
    int rows = 1 + (round * 37) % 200;
    rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, 5), output = tensor_2d(y, RW_FLOAT32, rows, 5);
    for (int i = 0; i < rows * 5; i++) x[i] = (float)(round - i);
    memset(y, 0, sizeof y);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    for (int i = 0; i < rows * 5; i++) CHECK(y[i] == 2 * x[i]);
    for (int i = rows * 5; i < 200 * 5; i++) CHECK(y[i] == 0);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void empty_batch(const char *folder) {
  rw_model *model = NULL;
  float x[1] = {0}, y[1] = {7};
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 0, 5), output = tensor_2d(y, RW_FLOAT32, 0, 5);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  CHECK(y[0] == 7);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void by_name_and_only_what_is_wanted(const char *folder) {
  rw_model *model = NULL;
  float u[3] = {10, 20, 30}, v[3] = {1, 2, 3}, difference[3] = {0}, sum[3] = {0};
  rw_tensor inputs[2] = {tensor_1d(v, RW_FLOAT32, 3), tensor_1d(u, RW_FLOAT32, 3)};
  rw_tensor outputs[2] = {tensor_1d(difference, RW_FLOAT32, 3), tensor_1d(sum, RW_FLOAT32, 3)};
  inputs[0].name = "v";
  inputs[1].name = "u";
  outputs[0].name = "difference";
  outputs[1].name = "sum";
  CHECK(rw_model_load(&model, model_file(folder, "pair"), NULL) == RW_OK);
  CHECK(rw_model_run(model, inputs, 2, outputs, 2) == RW_OK);
  for (int i = 0; i < 3; i++) CHECK(difference[i] == u[i] - v[i] && sum[i] == u[i] + v[i]);
  memset(difference, 0, sizeof difference);
  CHECK(rw_model_run(model, inputs, 2, outputs, 1) == RW_OK);
  for (int i = 0; i < 3; i++) CHECK(difference[i] == u[i] - v[i]);
  /* The same shapes by position are u and v the other way round. */
  inputs[0].name = inputs[1].name = outputs[0].name = outputs[1].name = NULL;
  CHECK(rw_model_run(model, inputs, 2, outputs, 2) == RW_OK);
  for (int i = 0; i < 3; i++) CHECK(difference[i] == v[i] + u[i] && sum[i] == v[i] - u[i]);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void outputs_that_the_run_decides(const char *folder) {
  rw_model *model = NULL;
  float x[6] = {0, 3, 0, 0, 5, 6};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 6), output = {0};
  CHECK(rw_model_load(&model, model_file(folder, "nonzero"), NULL) == RW_OK);
  for (int round = 0; round < 50; round++) {
    x[0] = (float)(round % 2);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    const int64_t *places = output.data;
    int found = round % 2 ? 4 : 3;
    CHECK(output.type == RW_INT64 && output.rank == 2 && output.shape[0] == 1 && output.shape[1] == found);
    CHECK(places[found - 1] == 5 && places[found - 2] == 4);
    rw_tensor_release(&output);
    rw_tensor_release(&output);
    CHECK(output.data == NULL);
  }
  memset(x, 0, sizeof x);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  CHECK(output.shape[1] == 0 && output.data != NULL);
  rw_tensor_release(&output);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void strided_arrays(const char *folder) {
  rw_model *model = NULL;
  float x[3][10], y[5][3] = {{0}};
  for (int i = 0; i < 30; i++) x[i / 10][i % 10] = (float)i;
  /* Input: every other column, backwards. Output: transposed. */
  rw_tensor input = tensor_2d(&x[0][9], RW_FLOAT32, 3, 5), output = tensor_2d(y, RW_FLOAT32, 3, 5);
  input.strided = output.strided = 1;
  input.stride[0] = sizeof x[0];
  input.stride[1] = -2 * (int64_t)sizeof x[0][0];
  output.stride[0] = sizeof y[0][0];
  output.stride[1] = sizeof y[0];
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 5; column++) CHECK(y[column][row] == 2 * x[row][9 - 2 * column]);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void every_type(const char *folder) {
  static const int32_t types[] = {RW_FLOAT32, RW_UINT8,   RW_INT8,    RW_UINT16, RW_INT16,  RW_INT32,
                                  RW_INT64,   RW_FLOAT16, RW_FLOAT64, RW_UINT32, RW_UINT64, RW_BOOL};
  for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
    rw_model *model = NULL;
    char name[64], x[8 * 24], y[8 * 24];
    size_t size = rw_type_size(types[t]);
    snprintf(name, sizeof name, "identity-%s", rw_type_name(types[t]));
    CHECK(rw_model_load(&model, model_file(folder, name), NULL) == RW_OK);
    for (size_t i = 0; i < sizeof x; i++) x[i] = (char)(types[t] == RW_BOOL ? i % 2 : i * 7);
    for (int rank = 0; rank <= 4; rank++) { /* the model takes any rank */
      rw_tensor input = {.data = x, .type = types[t], .rank = rank, .shape = {1, 2, 3, 4}}, output = input;
      size_t bytes = size * (size_t[]){1, 1, 2, 6, 24}[rank];
      output.data = y;
      memset(y, 99, sizeof y);
      CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
      CHECK(memcmp(x, y, bytes) == 0);
      CHECK(bytes == sizeof y || y[bytes] == 99);
    }
    CHECK(rw_model_close(&model) == RW_OK);
  }
}

/* Where the model leaves the rank free, a tensor is what it says, whatever was run before. */
static void a_free_rank_is_the_callers(const char *folder) {
  rw_model *model = NULL;
  float x[5] = {1, 2, 3, 4, 5};
  rw_tensor row = tensor_2d(x, RW_FLOAT32, 1, 5), vector = tensor_1d(x, RW_FLOAT32, 5), output = {0};
  CHECK(rw_model_load(&model, model_file(folder, "identity-float32"), NULL) == RW_OK);
  for (int round = 0; round < 4; round++) {
    CHECK(rw_model_run(model, round % 2 ? &vector : &row, 1, &output, 1) == RW_OK);
    CHECK(output.rank == (round % 2 ? 1 : 2));
    rw_tensor_release(&output);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void ever_new_shapes_hold_bounded_memory(const char *folder) {
  enum { COLUMNS = 5, LARGEST = 1000000 };
  rw_model *model = NULL;
  float *x = calloc((size_t)LARGEST * COLUMNS, sizeof *x), *y = calloc((size_t)LARGEST * COLUMNS, sizeof *y);
  CHECK(x != NULL && y != NULL);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  for (int i = 0; i < 40; i++) { /* 40 MB each */
    rw_tensor input = tensor_2d(x, RW_FLOAT32, LARGEST - i, COLUMNS),
              output = tensor_2d(y, RW_FLOAT32, LARGEST - i, COLUMNS);
    x[i] = (float)i;
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && y[i] == 2 * (float)i);
    CHECK(shared_memory() < 350L * 1000 * 1000);
  }
  CHECK(shared_memory() > 0);
  CHECK(rw_model_close(&model) == RW_OK);
  free(x);
  free(y);
}

static void queries(const char *folder) {
  rw_model *model = NULL;
  rw_tensor_info info;
  CHECK(rw_model_load(&model, model_file(folder, "pair"), NULL) == RW_OK);
  CHECK(rw_model_input_count(model) == 2 && rw_model_output_count(model) == 2);
  CHECK(rw_model_input(model, 1, &info) == RW_OK);
  CHECK(strcmp(info.name, "v") == 0 && info.type == RW_FLOAT32 && info.rank == 1 && info.shape[0] == -1);
  CHECK(strcmp(info.dim_name[0], "n") == 0);
  CHECK(rw_model_output(model, 0, &info) == RW_OK && strcmp(info.name, "sum") == 0);
  CHECK(strcmp(rw_model_device(model), "cpu") == 0);
  CHECK(strstr(rw_model_runtime(model), "CPUExecutionProvider") != NULL);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void several_models_share_an_engine(const char *folder) {
  rw_model *first = NULL, *second = NULL;
  float x[5] = {1, 2, 3, 4, 5}, y[5];
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_load(&first, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(rw_model_load(&second, model_file(folder, "identity-float32"), NULL) == RW_OK);
  CHECK(rw_model_engine_pid(first) == rw_model_engine_pid(second));
  for (int round = 0; round < 100; round++) {
    CHECK(rw_model_run(first, &input, 1, &output, 1) == RW_OK && y[4] == 10);
    CHECK(rw_model_run(second, &input, 1, &output, 1) == RW_OK && y[4] == 5);
  }
  CHECK(rw_model_close(&first) == RW_OK);
  CHECK(rw_model_run(second, &input, 1, &output, 1) == RW_OK && y[4] == 5);
  CHECK(rw_model_close(&second) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  runs_simplenet(argv[1]);
  batch_changes_from_call_to_call(argv[1]);
  empty_batch(argv[1]);
  by_name_and_only_what_is_wanted(argv[1]);
  outputs_that_the_run_decides(argv[1]);
  strided_arrays(argv[1]);
  every_type(argv[1]);
  a_free_rank_is_the_callers(argv[1]);
  ever_new_shapes_hold_bounded_memory(argv[1]);
  queries(argv[1]);
  several_models_share_an_engine(argv[1]);
  return 0;
}
