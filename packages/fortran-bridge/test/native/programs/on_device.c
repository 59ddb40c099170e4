/* One rank on the device that is the second argument: what it computes, what it lacks, and its options. */
#define _GNU_SOURCE
#include <math.h>

#include "testing.h"

static const char *folder, *device;

static int is(const char *kind) { return strncmp(device, kind, strlen(kind)) == 0; }

static rw_status load_with(rw_model **model, const char *name, const char *provider_options, int32_t no_fallback) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device;
  options.provider_options = provider_options;
  options.no_fallback = no_fallback;
  return rw_model_load(model, model_file(folder, name), &options);
}

static rw_model *load(const char *name) {
  rw_model *model = NULL;
  CHECK(load_with(&model, name, NULL, 0) == RW_OK);
  CHECK(strcmp(rw_model_device(model), device) == 0);
  return model;
}

static void is_listed(void) {
  rw_devices *devices = NULL;
  rw_device_info info = {0};
  CHECK(rw_devices_open(&devices) == RW_OK);
  for (size_t i = 0; i < rw_devices_count(devices) && (info.device == NULL || strcmp(info.device, device) != 0); i++)
    CHECK(rw_devices_get(devices, i, &info) == RW_OK);
  CHECK(strcmp(info.device, device) == 0 && info.index >= 0 && *info.reason == '\0');
  CHECK(*info.name != '\0' && info.memory_bytes > 1 << 28);
  CHECK(is("cpu") || strchr(info.driver, '.') != NULL);
  rw_devices_close(&devices);
}

/* A rank's own numbers, from -1 to 1. */
static void fill(float *x, int64_t count, int seed) {
  for (int64_t i = 0; i < count; i++) x[i] = (float)((i * 37 + seed * 11) % 101) / 50.0F - 1.0F;
}

static void computes_as_the_cpu_does(void) {
  enum { MOST = 33, WIDTH = 64 };
  static float x[MOST * WIDTH], y[MOST * WIDTH], expected[MOST * WIDTH];
  static const int64_t rows[] = {4, 1, MOST, 4};
  const float tolerance = is("cpu") ? 0 : 1e-5F; /* float32 with other orders of sums, and no TF32 */
  rw_model *model = load("mlp"), *reference = NULL;
  rw_load_options on_cpu = RW_LOAD_OPTIONS_INIT;
  on_cpu.device = "cpu"; /* "auto" would be the very device */
  CHECK(rw_model_load(&reference, model_file(folder, "mlp"), &on_cpu) == RW_OK);
  for (int round = 0; round < 12; round++) {
    int64_t n = rows[round % 4];
    fill(x, n * WIDTH, round);
    rw_tensor input = tensor_2d(x, RW_FLOAT32, n, WIDTH), output = tensor_2d(y, RW_FLOAT32, n, WIDTH);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    output.data = expected;
    CHECK(rw_model_run(reference, &input, 1, &output, 1) == RW_OK);
    for (int64_t i = 0; i < n * WIDTH; i++) CHECK(fabsf(y[i] - expected[i]) <= tolerance);
  }
  CHECK(rw_model_close(&model) == RW_OK && rw_model_close(&reference) == RW_OK);
}

static void reads_int64(void) {
  rw_model *model = load("lookup");
  int64_t place[3] = {2, 0, 1};
  float row[6];
  rw_tensor input = tensor_1d(place, RW_INT64, 3), output = tensor_2d(row, RW_FLOAT32, 3, 2);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  CHECK(row[0] == 20 && row[1] == 21 && row[2] == 0 && row[5] == 11);
  CHECK(rw_model_close(&model) == RW_OK);
}

/* The arrays are in the memory that rank and engine share. */
static void runs_without_copies(void) {
  rw_model *model = load("simplenet");
  rw_request *request = NULL;
  rw_tensor input = tensor_2d(NULL, RW_FLOAT32, 2, 5), output = {0};
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_input_buffer(request, 0, &input) == RW_OK);
  for (int round = 0; round < 20; round++) {
    float *x = input.data;
    for (int i = 0; i < 10; i++) x[i] = (float)(i + 10 * round);
    CHECK(rw_request_run(request) == RW_OK && rw_request_output_buffer(request, 0, &output) == RW_OK);
    const float *y = output.data;
    for (int i = 0; i < 10; i++) CHECK(y[i] == 2 * x[i]);
  }
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void put(rw_request *request, const char *name, float value, int64_t n) {
  float values[3] = {value, value, value};
  rw_tensor tensor = tensor_1d(values, RW_FLOAT32, n);
  tensor.name = name;
  CHECK(rw_request_put(request, 0, &tensor) == RW_OK);
}

static void a_state_stays_with_the_engine(void) {
  rw_model *model = load("state");
  rw_request *request = NULL;
  float y[3];
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_feed(request, "next", "state") == RW_OK);
  put(request, "x", 1, 3);
  for (int64_t n = 3; n >= 2; n--) { /* a put starts anew, with another shape too */
    rw_tensor output = tensor_1d(y, RW_FLOAT32, n);
    output.name = "twice";
    put(request, "x", 1, n);
    put(request, "state", 10, n);
    for (int step = 1; step <= 20; step++) {
      CHECK(rw_request_run(request) == RW_OK && rw_request_get(request, 0, &output) == RW_OK);
      CHECK(y[0] == 2 * (10 + (float)step) && y[n - 1] == y[0]);
    }
  }
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void tells_what_runs_on_the_cpu(void) {
  rw_model *model = load("determinant");
  float x[4] = {2, 0, -1, 3}, y = 0;
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 2, 2), output = {.data = &y, .type = RW_FLOAT32};
  CHECK(strcmp(rw_model_fallback(model), is("cpu") ? "" : "Det") == 0);
  CHECK(is("cpu") || strstr(rw_model_runtime(model), "ExecutionProvider, on the CPU: Det") != NULL);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && y == 6);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(strcmp(rw_model_fallback(NULL), "") == 0);
  CHECK(load_with(&model, "mlp", NULL, 1) == RW_OK && strcmp(rw_model_fallback(model), "") == 0);
  CHECK(rw_model_close(&model) == RW_OK);
  if (is("cpu")) return;
  CHECK_FAILS(load_with(&model, "determinant", NULL, 1), RW_DEVICE_UNAVAILABLE, "Det would run on the CPU");
}

static void takes_options(void) {
  const char *options = is("webgpu")     ? "validationMode=full; enableInt64=1"
                        : is("cuda")     ? "gpu_mem_limit=268435456; prefer_nhwc=1"
                        : is("tensorrt") ? "trt_fp16_enable=0"
                                         : NULL;
  rw_model *model = NULL;
  CHECK(load_with(&model, "simplenet", options, 1) == RW_OK && rw_model_close(&model) == RW_OK);
  CHECK_FAILS(load_with(&model, "simplenet", "enableInt65=1", 0), RW_INVALID_ARGUMENT, "'enableInt65'");
  CHECK_FAILS(load_with(&model, "simplenet", "enableInt64", 0), RW_INVALID_ARGUMENT, "name=value");
  CHECK_FAILS(load_with(&model, "simplenet", "device_id=1", 0), RW_INVALID_ARGUMENT,
              is("cpu") ? "cpu takes no provider options" : "decided by the device");
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  folder = argv[1];
  device = argv[2];
  is_listed();
  computes_as_the_cpu_does();
  reads_int64();
  runs_without_copies();
  a_state_stays_with_the_engine();
  tells_what_runs_on_the_cpu();
  takes_options();
  return 0;
}
