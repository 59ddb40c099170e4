/* Elements that are of another kind in the caller's memory than in the model: bools of several bytes, reals of another
 * precision; other index orders. And their misuse. */
#define _GNU_SOURCE
#include "testing.h"

static const char *folder;

static rw_model *load(const char *name, int fortran) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.fortran_order = fortran;
  CHECK(rw_model_load(&model, model_file(folder, name), &options) == RW_OK);
  return model;
}

static rw_tensor converted(rw_tensor tensor) {
  tensor.convert = 1;
  return tensor;
}

static void run(rw_model *model, rw_tensor input, rw_tensor output) {
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
}

static void bools_of_several_bytes(void) {
  rw_model *model = load("identity-bool", 0);
  int32_t x[2][3] = {{1, 0, 3}, {-1, 2, 1}}; /* lowest bit: 1 0 1, 1 0 1 */
  int64_t y[2][3];
  rw_tensor input = tensor_2d(x, RW_BOOL, 2, 3), output = tensor_2d(y, RW_BOOL, 2, 3);
  input.element_size = 4;
  output.element_size = 8;
  for (int round = 0; round < 3; round++) {
    memset(y, 99, sizeof y);
    run(model, input, output);
    for (int i = 0; i < 6; i++) CHECK(y[i / 3][i % 3] == (i % 3 != 1));
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void reals_of_another_precision(void) {
  rw_model *model = load("simplenet", 0);
  double x[2][5], y[2][5];
  uint16_t words[2][5];
  for (int i = 0; i < 10; i++) x[i / 5][i % 5] = 0.1 * i;
  run(model, converted(tensor_2d(x, RW_FLOAT64, 2, 5)), converted(tensor_2d(y, RW_FLOAT64, 2, 5)));
  for (int i = 0; i < 10; i++) CHECK(y[i / 5][i % 5] == (double)(2 * (float)(0.1 * i)));
  /* The very same slot serves another type. */
  run(model, converted(tensor_2d(x, RW_FLOAT64, 2, 5)), converted(tensor_2d(words, RW_BFLOAT16, 2, 5)));
  CHECK(words[0][0] == 0 && words[1][0] == 0x3f80);
  CHECK(rw_model_close(&model) == RW_OK);

  model = load("identity-float16", 0);
  float values[] = {1, -0.5F, 65519, 65520, 6e-8F}, back[5];
  run(model, converted(tensor_1d(values, RW_FLOAT32, 5)), converted(tensor_1d(back, RW_FLOAT32, 5)));
  CHECK(back[0] == 1 && back[1] == -0.5F && back[2] == 65504 && back[3] > 1e30F && back[4] == 5.9604644775390625e-8F);
  CHECK(rw_model_close(&model) == RW_OK);
}

/* In a request too; but its buffers are the model's own. */
static void in_requests(void) {
  rw_model *model = load("pair", 0);
  rw_request *request = NULL;
  double u[3] = {1, 2, 3}, v[3] = {10, 20, 30}, sum[3];
  CHECK(rw_request_open(&request, model) == RW_OK);
  rw_tensor tensor = converted(tensor_1d(u, RW_FLOAT64, 3));
  CHECK(rw_request_put(request, 0, &tensor) == RW_OK);
  tensor.data = v;
  CHECK(rw_request_put(request, 1, &tensor) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK);
  tensor.data = sum;
  CHECK(rw_request_get(request, 0, &tensor) == RW_OK);
  for (int i = 0; i < 3; i++) CHECK(sum[i] == u[i] + v[i]);
  CHECK_FAILS(rw_request_input_buffer(request, 0, &tensor), RW_TYPE_MISMATCH, "float32 [n], but float64 [3]");
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

/* int32 for a model of int64, as a code has its indices; and back, where all fit. */
static void whole_numbers(void) {
  rw_model *model = load("identity-int64", 0);
  int32_t x[4] = {INT32_MIN, -1, 0, INT32_MAX}, y[4] = {0};
  int64_t wide[4] = {1, 2, 3, INT64_C(1) << 31}, wide_back[4];
  uint8_t bytes[4] = {9, 9, 9, 9};
  for (int round = 0; round < 2; round++) {
    run(model, converted(tensor_1d(x, RW_INT32, 4)), converted(tensor_1d(y, RW_INT32, 4)));
    CHECK(memcmp(x, y, sizeof x) == 0);
  }
  run(model, converted(tensor_1d(x, RW_INT32, 4)), converted(tensor_1d(wide_back, RW_INT64, 4)));
  CHECK(wide_back[0] == INT32_MIN && wide_back[3] == INT32_MAX);

  /* An output that does not fit: nothing is written. The same in the slot of before, and in a new one. */
  memset(y, 77, sizeof y);
  rw_tensor input = tensor_1d(wide, RW_INT64, 4), output = converted(tensor_1d(y, RW_INT32, 4));
  for (int64_t n = 3; n < 5; n++) {
    rw_tensor long_input = tensor_1d(wide + 4 - n, RW_INT64, n), long_output = converted(tensor_1d(y, RW_INT32, n));
    CHECK_FAILS(rw_model_run(model, &long_input, 1, &long_output, 1), RW_TYPE_MISMATCH,
                "output 'y' cannot be converted from int64 to int32, which does not have its value 2147483648");
    for (int i = 0; i < 4; i++) CHECK(y[i] == 0x4d4d4d4d);
  }
  output = converted(tensor_1d(bytes, RW_UINT8, 4));
  wide[3] = -5;
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_TYPE_MISMATCH, "its value -5");
  CHECK(bytes[0] == 9);
  wide[3] = 255;
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && bytes[3] == 255);
  CHECK(rw_model_close(&model) == RW_OK);

  /* An input that does not fit, in a slot that was never asked for: the next call is right. */
  model = load("identity-int8", 0);
  int16_t words[2] = {128, 1}, words_back[2];
  input = converted(tensor_1d(words, RW_INT16, 2));
  output = converted(tensor_1d(words_back, RW_INT16, 2));
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_TYPE_MISMATCH,
              "input 'x' cannot be converted from int16 to int8, which does not have its value 128; give values");
  words[0] = -128;
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && words_back[0] == -128 && words_back[1] == 1);

  /* A request keeps the input that it had. */
  rw_request *request = NULL;
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
  int16_t more[3] = {1, 2, -129};
  rw_tensor wrong = converted(tensor_1d(more, RW_INT16, 3));
  CHECK_FAILS(rw_request_put(request, 0, &wrong), RW_TYPE_MISMATCH, "its value -129");
  CHECK(rw_request_run(request) == RW_OK);
  memset(words_back, 0, sizeof words_back);
  CHECK(rw_request_get(request, 0, &output) == RW_OK && words_back[0] == -128);
  uint16_t natural[2] = {7, 7};
  wrong = converted(tensor_1d(natural, RW_UINT16, 2));
  CHECK_FAILS(rw_request_get(request, 0, &wrong), RW_TYPE_MISMATCH, "from int8 to uint16, which does not have its");
  CHECK(natural[0] == 7 && natural[1] == 7);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

/* What the load says counts for tensors that say nothing. */
static void of_the_load(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.convert = 1;
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  double x[2][5] = {{1, 2, 3, 4, 5}}, y[2][5];
  rw_tensor input = tensor_2d(x, RW_FLOAT64, 2, 5), output = tensor_2d(y, RW_FLOAT64, 2, 5);
  for (int round = 0; round < 2; round++) {
    memset(y, 0, sizeof y);
    run(model, input, output);
    CHECK(y[0][4] == 10);
  }
  input.convert = -1;
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_TYPE_MISMATCH,
              "convert the array, or set the tensor's convert to 1 to have it converted");
  rw_request *request = NULL;
  CHECK(rw_request_open(&request, model) == RW_OK);
  input.convert = 0;
  CHECK(rw_request_put(request, 0, &input) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK_FAILS(rw_request_input_buffer(request, 0, &input), RW_TYPE_MISMATCH, "but float64 [2, 5]");
  memset(y, 0, sizeof y);
  CHECK(rw_request_get(request, 0, &output) == RW_OK && y[0][0] == 2);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void misuse(void) {
  rw_model *model = load("simplenet", 1);
  double x[2][5] = {{0}};
  int32_t whole[2][5] = {{0}};
  float y[2][5];
  rw_tensor input = tensor_2d(x, RW_FLOAT64, 2, 5), output = tensor_2d(y, RW_FLOAT32, 2, 5);
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_TYPE_MISMATCH,
              "must be float32 (5, batch), but float64 (5, 2) was given; convert the array, or give convert=.true. to "
              "have it converted");
  input = converted(tensor_2d(whole, RW_INT32, 2, 5));
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_TYPE_MISMATCH,
              "int32 (5, 2) was given; convert the array");
  CHECK(strstr(rw_error_message(), "conversion") == NULL);
  /* The same index order, of which the message speaks as it is. */
  input = converted(tensor_2d(x, RW_FLOAT64, 5, 2));
  input.onnx_order = 1;
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_SHAPE_MISMATCH,
              "must be float32 [batch, 5], but float64 [5, 2] was given");
  input = tensor_2d(y, RW_FLOAT32, 2, 5);
  input.element_size = 8;
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_INVALID_ARGUMENT, "'input' has an element_size of 8");
  input.element_size = 0;
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  input.element_size = -4; /* where a slot is prepared, too */
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_INVALID_ARGUMENT, "element_size of -4");
  CHECK(rw_model_close(&model) == RW_OK);

  model = load("identity-bool", 0);
  input = tensor_2d(whole, RW_BOOL, 2, 5);
  input.element_size = 3;
  output = tensor_2d(y, RW_BOOL, 2, 5);
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_INVALID_ARGUMENT, "element_size of 3");
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  bools_of_several_bytes();
  reals_of_another_precision();
  in_requests();
  whole_numbers();
  of_the_load();
  misuse();
  return 0;
}
