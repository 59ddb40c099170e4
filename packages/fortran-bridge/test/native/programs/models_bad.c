/* Files that are no model, or none that can run: each its own error, and the engine lives on. */
#define _GNU_SOURCE
#include <unistd.h>

#include "testing.h"

static const char *folder;

static void refused(const char *name, rw_status status, const char *text) {
  rw_model *model = NULL;
  CHECK_FAILS(rw_model_load(&model, model_file(folder, name), NULL), status, text);
  CHECK(model == NULL);
  CHECK(strstr(rw_error_message(), name) != NULL);
}

int main(int argc, char **argv) {
  rw_model *keeper = NULL, *model = NULL;
  float x[3] = {1, 2, 3}, y[3];
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 3), output = {.data = y, .type = RW_FLOAT32};
  CHECK(argc == 2);
  folder = argv[1];
  CHECK(rw_model_load(&keeper, model_file(folder, "pair"), NULL) == RW_OK);
  int64_t engine = rw_model_engine_pid(keeper);

  refused("missing", RW_MODEL_NOT_FOUND, "not there");
  refused("empty", RW_MODEL_INVALID, "empty");
  refused("text", RW_MODEL_INVALID, "ONNX");
  refused("truncated", RW_MODEL_INVALID, "ONNX");
  refused("unknown-operator", RW_MODEL_UNSUPPORTED, "Frobnicate");
  CHECK_FAILS(rw_model_load(&model, folder, NULL), RW_MODEL_NOT_FOUND, "folder");

  CHECK(rw_model_load(&model, model_file(folder, "strings"), NULL) == RW_OK);
  CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_MODEL_UNSUPPORTED, "not a numeric tensor");
  CHECK(rw_model_close(&model) == RW_OK);

  CHECK(rw_model_load(&model, model_file(folder, "failing"), NULL) == RW_OK);
  for (int round = 0; round < 3; round++)
    CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_RUN_FAILED, "out of data bounds");
  CHECK(rw_model_close(&model) == RW_OK);

  /* A relative path counts from the folder of the call, not from where the engine was started. */
  CHECK(chdir(folder) == 0);
  CHECK(rw_model_load(&model, "simplenet.onnx", NULL) == RW_OK);
  CHECK(rw_model_engine_pid(model) == engine);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(rw_model_close(&keeper) == RW_OK);
  return 0;
}
