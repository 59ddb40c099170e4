/* Every misuse is an error that says what was expected and given; nothing is written, and the model still serves. */
#define _GNU_SOURCE
#include <math.h>

#include "testing.h"

static float x[10] = {0, 1, 2, 3, 4}, y[10];
static rw_model *model;

static void refuses(rw_tensor input, rw_tensor output, rw_status status, const char *text) {
  for (int i = 0; i < 10; i++) y[i] = 42;
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), status, text);
  for (int i = 0; i < 10; i++) CHECK(y[i] == 42);
  rw_tensor right_in = tensor_1d(x, RW_FLOAT32, 5), right_out = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_run(model, &right_in, 1, &right_out, 1) == RW_OK);
  CHECK(y[4] == 8);
}

static void wrong_tensors(void) {
  rw_tensor in = tensor_1d(x, RW_FLOAT32, 5), out = tensor_1d(y, RW_FLOAT32, 5);
  refuses(tensor_1d(x, RW_FLOAT32, 4), out, RW_SHAPE_MISMATCH, "must be float32 [batch, 5], but float32 [4] was given");
  refuses(in, tensor_1d(y, RW_FLOAT32, 6), RW_SHAPE_MISMATCH, "output 'output' is float32 [1, 5] for these inputs, but float32 [6] was given");
  refuses(tensor_2d(x, RW_FLOAT32, 2, 5), tensor_2d(y, RW_FLOAT32, 1, 5), RW_SHAPE_MISMATCH,
          "output 'output' is float32 [2, 5] for these inputs, but float32 [1, 5] was given");
  refuses(tensor_1d(x, RW_FLOAT64, 5), out, RW_TYPE_MISMATCH, "but float64 [5] was given");
  refuses(in, tensor_1d(y, RW_INT32, 5), RW_TYPE_MISMATCH, "must be float32");
  refuses(tensor_1d(x, 77, 5), out, RW_TYPE_MISMATCH, "cannot be a tensor");
  refuses((rw_tensor){.data = x, .type = RW_FLOAT32, .rank = 3, .shape = {1, 1, 5}}, out, RW_SHAPE_MISMATCH,
          "[1, 1, 5]");
  refuses((rw_tensor){.data = x, .type = RW_FLOAT32, .rank = -1}, out, RW_INVALID_ARGUMENT, "rank -1");
  refuses((rw_tensor){.data = x, .type = RW_FLOAT32, .rank = 99}, out, RW_INVALID_ARGUMENT, "rank 99");
  refuses((rw_tensor){.type = RW_FLOAT32, .rank = 1, .shape = {5}}, out, RW_INVALID_ARGUMENT, "no data");
  refuses(tensor_2d(x, RW_FLOAT32, -3, 5), out, RW_SHAPE_MISMATCH, "negative");
  refuses(tensor_2d(x, RW_FLOAT32, INT64_MAX / 2, 5), out, RW_SHAPE_MISMATCH, "too many elements");
  refuses(tensor_2d(x, RW_FLOAT32, INT64_C(1) << 45, 5), (rw_tensor){0}, RW_OUT_OF_MEMORY, "memory");
  in.name = "inptu";
  refuses(in, out, RW_TENSOR_UNKNOWN, "did you mean 'input'? It has 'input'");
}

/* Refused again and again, they take nothing away from the calls that follow. */
static void much_too_large(void) {
  for (int i = 0; i < 10; i++)
    refuses(tensor_2d(x, RW_FLOAT32, INT64_C(1) << 57, 5), (rw_tensor){0}, RW_OUT_OF_MEMORY, "memory");
}

static void wrong_numbers_of_tensors(void) {
  rw_tensor two[2] = {tensor_1d(x, RW_FLOAT32, 5), tensor_1d(x, RW_FLOAT32, 5)}, out = tensor_1d(y, RW_FLOAT32, 5);
  CHECK_FAILS(rw_model_run(model, two, 2, &out, 1), RW_TENSOR_UNKNOWN,
              "input 2 was given, but the model has 1: 'input'");
  CHECK_FAILS(rw_model_run(model, NULL, 0, &out, 1), RW_INVALID_ARGUMENT, "input 'input' was not given");
  CHECK_FAILS(rw_model_run(model, NULL, 1, &out, 1), RW_INVALID_ARGUMENT, "NULL");
  CHECK_FAILS(rw_model_run(model, two, 1, NULL, 1), RW_INVALID_ARGUMENT, "NULL");
  two[0].name = two[1].name = "input";
  CHECK_FAILS(rw_model_run(model, two, 2, &out, 1), RW_INVALID_ARGUMENT, "given twice");
}

static void mixed_types(const char *folder) {
  rw_model *pair = NULL;
  double d[5] = {0};
  float sum[5] = {42, 42, 42, 42, 42};
  rw_tensor inputs[2] = {tensor_1d(x, RW_FLOAT32, 5), tensor_1d(d, RW_FLOAT64, 5)};
  rw_tensor outputs[2] = {tensor_1d(sum, RW_FLOAT32, 5), tensor_1d(d, RW_FLOAT64, 5)};
  CHECK(rw_model_load(&pair, model_file(folder, "pair"), NULL) == RW_OK);
  CHECK_FAILS(rw_model_run(pair, inputs, 2, outputs, 1), RW_TYPE_MISMATCH,
              "input 'v' must be float32 [n], but float64");
  inputs[1] = inputs[0];
  CHECK_FAILS(rw_model_run(pair, inputs, 2, outputs, 2), RW_TYPE_MISMATCH, "output 'difference' must be float32");
  for (int i = 0; i < 5; i++) CHECK(sum[i] == 42);
  CHECK(rw_model_run(pair, inputs, 2, outputs, 1) == RW_OK && sum[4] == 8);
  CHECK(rw_model_close(&pair) == RW_OK);
}

static void wrong_queries(void) {
  rw_tensor_info info;
  CHECK_FAILS(rw_model_input(model, 1, &info), RW_INVALID_ARGUMENT, "there is no input 1");
  CHECK_FAILS(rw_model_output(model, 9, &info), RW_INVALID_ARGUMENT, "there is no output 9");
  CHECK_FAILS(rw_model_input(model, 0, NULL), RW_INVALID_ARGUMENT, "NULL");
  CHECK_FAILS(rw_model_input(NULL, 0, &info), RW_CLOSED, "closed");
}

static void wrong_loads(const char *path) {
  rw_model *other = (rw_model *)&other;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  CHECK_FAILS(rw_model_load(NULL, path, NULL), RW_INVALID_ARGUMENT, "'out' is NULL");
  CHECK_FAILS(rw_model_load(&other, NULL, NULL), RW_INVALID_ARGUMENT, "'path' is empty");
  CHECK(other == NULL);
  CHECK_FAILS(rw_model_load(&other, "", NULL), RW_INVALID_ARGUMENT, "'path' is empty");
  options.size = 3;
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_INVALID_ARGUMENT, "RW_LOAD_OPTIONS_INIT");
  options = (rw_load_options)RW_LOAD_OPTIONS_INIT;
  options.threads = -1;
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_INVALID_ARGUMENT, "threads is -1");
  options = (rw_load_options)RW_LOAD_OPTIONS_INIT;
  options.run_timeout = nan("");
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_INVALID_ARGUMENT, "timeout");
  options = (rw_load_options)RW_LOAD_OPTIONS_INIT;
  options.device = "gpu";
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_INVALID_ARGUMENT, "'gpu' is not a device");
  options.device = "cuda:7";
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_DEVICE_UNAVAILABLE, "cuda:7");
  options.device = "tensorrt";
  CHECK_FAILS(rw_model_load(&other, path, &options), RW_DEVICE_UNAVAILABLE, "tensorrt");
}

static void after_close(void) {
  rw_tensor in = tensor_1d(x, RW_FLOAT32, 5), out = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK_FAILS(rw_model_run(model, &in, 1, &out, 1), RW_CLOSED, "load it first");
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(rw_model_close(NULL) == RW_OK);
  CHECK(rw_model_input_count(model) == 0 && rw_model_engine_pid(model) == 0);
  rw_tensor_release(NULL);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  setenv("RANKWISE_RANK", "3071", 1);
  CHECK(rw_model_load(&model, model_file(argv[1], "simplenet"), NULL) == RW_OK);
  wrong_tensors();
  much_too_large();
  wrong_numbers_of_tensors();
  mixed_types(argv[1]);
  wrong_queries();
  wrong_loads(model_file(argv[1], "simplenet"));
  CHECK(strstr(rw_error_message(), "rank 3071: load of ") == rw_error_message());
  after_close();
  return 0;
}
