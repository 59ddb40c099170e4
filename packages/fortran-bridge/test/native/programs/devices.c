/* The devices that are here, whichever those are: what is to be on one is tested by on_device.c. */
#define _GNU_SOURCE
#include "testing.h"

static int find(const rw_devices *devices, const char *kind, rw_device_info *out) {
  for (size_t i = 0; i < rw_devices_count(devices); i++) {
    CHECK(rw_devices_get(devices, i, out) == RW_OK);
    if (strcmp(out->kind, kind) == 0) return 1;
  }
  return 0;
}

static void lists_what_is_here(void) {
  rw_devices *devices = NULL;
  rw_device_info info;
  CHECK(rw_devices_open(&devices) == RW_OK);
  CHECK(rw_devices_get(devices, 0, &info) == RW_OK);
  CHECK(strcmp(info.device, "cpu") == 0 && strcmp(info.provider, "CPUExecutionProvider") == 0);
  CHECK(info.index == 0 && info.memory_bytes > 1 << 28 && *info.name != '\0' && *info.reason == '\0');
  /* Every kind says either what there is or why there is nothing. */
  static const char *const kinds[] = {"cpu", "cuda", "tensorrt", "webgpu"};
  for (size_t i = 0; i < 4; i++) {
    CHECK(find(devices, kinds[i], &info));
    CHECK((info.index >= 0) == (*info.reason == '\0'));
    if (info.index < 0) CHECK(strcmp(info.device, info.kind) == 0);
  }
  CHECK_FAILS(rw_devices_get(devices, rw_devices_count(devices), &info), RW_INVALID_ARGUMENT, "there is no device");
  rw_devices_close(&devices);
  CHECK(devices == NULL);
  rw_devices_close(&devices);
}

static void counts(void) {
  size_t all = 0, cpu = 0, none = 7;
  CHECK(rw_device_count(NULL, &all) == RW_OK && rw_device_count("cpu", &cpu) == RW_OK);
  CHECK(cpu == 1 && all >= 1);
  CHECK(rw_device_count("abacus", &none) == RW_OK && none == 0);
}

/* The list is asked of the engine that runs, which goes on with its models. */
static void leaves_models_alone(const char *folder) {
  rw_model *model = NULL;
  rw_devices *devices = NULL;
  float x[5] = {0, 1, 2, 3, 4}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  long memory = 0;
  for (int round = 0; round < 200; round++) {
    CHECK(rw_devices_open(&devices) == RW_OK);
    rw_devices_close(&devices);
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    if (round == 20) memory = shared_memory();
  }
  CHECK(memory > 0 && shared_memory() <= memory);
  for (int i = 0; i < 5; i++) CHECK(y[i] == 2 * x[i]);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(shared_memory() == -1);
}

static void refuses_nonsense(void) {
  size_t count = 1;
  rw_device_info info;
  CHECK_FAILS(rw_devices_open(NULL), RW_INVALID_ARGUMENT, "'out' is NULL");
  CHECK_FAILS(rw_devices_get(NULL, 0, &info), RW_INVALID_ARGUMENT, "the list has 0");
  CHECK_FAILS(rw_device_count("cpu", NULL), RW_INVALID_ARGUMENT, "'count' is NULL");
  CHECK(rw_devices_count(NULL) == 0);
  rw_devices_close(NULL);
  CHECK(setenv("RANKWISE_NODE", "/nowhere/node", 1) == 0);
  rw_devices *devices = (rw_devices *)&info;
  CHECK_FAILS(rw_devices_open(&devices), RW_NODE_UNAVAILABLE, "/nowhere/node");
  CHECK(devices == NULL);
  CHECK(rw_device_count("cpu", &count) == RW_NODE_UNAVAILABLE && count == 0);
}

int main(int argc, char **argv) {
  lists_what_is_here();
  counts();
  leaves_models_alone(argc > 1 ? argv[1] : ".");
  refuses_nonsense();
  return 0;
}
