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

/* A classifier gives a map of probabilities too, which nobody asked for. */
static void not_all_numbers(void) {
  const char *probabilities = "probabilities";
  float x[] = {1, 2, 4, 3};
  int64_t label[] = {-1, -1};
  const char *remedy =
      "output 'probabilities' is not a numeric tensor, and rankwise does not support strings, sequences "
      "or maps; ask for other outputs by their names, or export a classifier of scikit-learn with "
      "options={\"zipmap\": False}";
  rw_model *model = NULL;
  rw_request *request = NULL;
  rw_tensor in = {.name = "x", .data = x, .type = RW_FLOAT32, .rank = 2, .shape = {2, 2}};
  rw_tensor labels = {.name = "label", .data = label, .type = RW_INT64, .rank = 1, .shape = {2}};
  rw_tensor map = {.name = probabilities};
  CHECK(rw_model_load(&model, model_file(folder, "classifier"), NULL) == RW_OK);
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK(rw_request_put(request, 0, &in) == RW_OK);
  CHECK(rw_request_start(request) == RW_OK && rw_request_wait(request) == RW_OK);
  CHECK(rw_request_get(request, 0, &labels) == RW_OK && label[0] == 1 && label[1] == 0);
  CHECK_FAILS(rw_request_get(request, 0, &map), RW_MODEL_UNSUPPORTED, remedy);
  CHECK_FAILS(rw_request_select(request, &probabilities, 1), RW_MODEL_UNSUPPORTED, remedy);
  CHECK_FAILS(rw_model_run(model, &in, 1, &map, 1), RW_MODEL_UNSUPPORTED, remedy);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
  /* None at all: the input is refused before, so that of its outputs nothing can be said but this. */
  CHECK(rw_model_load(&model, model_file(folder, "strings"), NULL) == RW_OK);
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK_FAILS(rw_request_put(request, 0, &in), RW_MODEL_UNSUPPORTED, "change the model to take numbers");
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
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
  not_all_numbers();

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
