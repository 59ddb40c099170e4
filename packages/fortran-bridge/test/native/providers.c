/* A device that lacks an operator, and options of execution providers; on WebGPU, with the Vulkan driver of the test's
 * environment. */
#define _GNU_SOURCE
#include "testing.h"

static rw_load_options webgpu(const char *provider_options, int32_t no_fallback) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = "webgpu";
  options.provider_options = provider_options;
  options.no_fallback = no_fallback;
  return options;
}

static void runs_on_webgpu(const char *folder) {
  rw_model *model = NULL;
  rw_load_options options = webgpu("validationMode=full; enableInt64=1", 1);
  float x[5] = {0, 1, 2, 3, 4}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  CHECK(strcmp(rw_model_device(model), "webgpu:0") == 0);
  CHECK(strcmp(rw_model_fallback(model), "") == 0);
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 5; i++) x[i] = (float)(round + i);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    for (int i = 0; i < 5; i++) CHECK(y[i] == 2 * x[i]);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void tells_what_runs_on_the_cpu(const char *folder) {
  rw_model *model = NULL;
  rw_load_options options = webgpu(NULL, 0);
  float x[3] = {0, 7, 8};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 3), output = {0};
  CHECK(rw_model_load(&model, model_file(folder, "nonzero"), &options) == RW_OK);
  CHECK(strcmp(rw_model_fallback(model), "NonZero") == 0);
  CHECK(strstr(rw_model_runtime(model), "WebGpuExecutionProvider, on the CPU: NonZero") != NULL);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  const int64_t *places = output.data;
  CHECK(output.shape[1] == 2 && places[0] == 1 && places[1] == 2);
  rw_tensor_release(&output);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(strcmp(rw_model_fallback(NULL), "") == 0);
}

static void refuses_what_the_device_lacks(const char *folder) {
  rw_model *model = NULL;
  rw_load_options options = webgpu(NULL, 1);
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "nonzero"), &options), RW_DEVICE_UNAVAILABLE,
              "NonZero would run on the CPU");
  options.device = "cpu";
  CHECK(rw_model_load(&model, model_file(folder, "nonzero"), &options) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void refuses_options_that_make_no_sense(const char *folder) {
  static const char *const wrong[][2] = {{"validationMode=strict", "'validationMode' = 'strict'"},
                                         {"enableInt65=1", "Did you mean 'enableInt64'?"},
                                         {"enableInt64", "name=value"},
                                         {"deviceId=1", "decided by the device"}};
  rw_model *model = NULL;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    rw_load_options options = webgpu(wrong[i][0], 0);
    CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_INVALID_ARGUMENT, wrong[i][1]);
  }
  rw_load_options options = webgpu("gpu_mem_limit=1", 0);
  options.device = "cpu";
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_INVALID_ARGUMENT,
              "cpu takes no provider options");
}

int main(int argc, char **argv) {
  const char *folder = argc > 1 ? argv[1] : ".";
  runs_on_webgpu(folder);
  tells_what_runs_on_the_cpu(folder);
  refuses_what_the_device_lacks(folder);
  refuses_options_that_make_no_sense(folder);
  return 0;
}
