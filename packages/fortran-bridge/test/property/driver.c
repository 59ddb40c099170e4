/* Runs the calls of a file (see caseText.ts) on arrays that lie in the memory of another file, and writes that memory.
 *   driver models cases memory-before memory-after */
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct argument {
  rw_tensor tensor; /* where the elements lie in the program's memory */
  char name[8], way[16];
  size_t position;
};

static int call_number = -1;

static void fail(const char *what) {
  fprintf(stderr, "call %d: %s\n", call_number, what);
  exit(1);
}

static void check(rw_status status) {
  if (status != RW_OK) fail(rw_error_message());
}

static long long number(FILE *file) {
  long long found;
  if (fscanf(file, "%lld", &found) != 1) fail("the file of cases ends too early");
  return found;
}

static void read_argument(FILE *file, struct argument *out, char *memory) {
  rw_tensor *tensor = &out->tensor;
  *out = (struct argument){{NULL}, "", "", 0};
  if (fscanf(file, "%7s", out->name) != 1) fail("the file of cases ends too early");
  if (strcmp(out->name, "-") != 0) tensor->name = out->name;
  out->position = (size_t)number(file);
  if (fscanf(file, "%15s", out->way) != 1) fail("the file of cases ends too early");
  tensor->type = (int32_t)number(file);
  (void)number(file); /* complex numbers are not drawn for C */
  tensor->element_size = (int32_t)number(file);
  tensor->convert = (int32_t)number(file);
  tensor->data = memory + number(file);
  tensor->rank = (int32_t)number(file);
  for (int i = 0; i < tensor->rank; i++) tensor->shape[i] = number(file);
  tensor->strided = (int32_t)number(file);
  for (int i = 0; i < tensor->rank; i++) tensor->stride[i] = number(file);
}

static int is(const struct argument *argument, const char *way) { return strcmp(argument->way, way) == 0; }

/* Copies between elements that lie one after another and those of a tensor; returns where the former end. */
static char *copy(char *dense, const rw_tensor *tensor, char *at, int dimension, int out) {
  size_t size = rw_type_size(tensor->type);
  if (dimension == tensor->rank) {
    memcpy(out ? at : dense, out ? dense : at, size);
    return dense + size;
  }
  for (int64_t i = 0; i < tensor->shape[dimension]; i++)
    dense = copy(dense, tensor, at + i * tensor->stride[dimension], dimension + 1, out);
  return dense;
}

/* Takes what the library gave for an output. */
static void take(const rw_tensor *given, const rw_tensor *tensor) {
  if (given->type != tensor->type || given->rank != tensor->rank ||
      memcmp(given->shape, tensor->shape, (size_t)tensor->rank * sizeof tensor->shape[0]) != 0)
    fail("an output has another type or shape");
  copy(given->data, tensor, tensor->data, 0, 1);
}

static void run(rw_model *model, struct argument *inputs, size_t n_inputs, struct argument *outputs, size_t n_outputs) {
  rw_tensor in[2], out[2];
  for (size_t i = 0; i < n_inputs; i++) in[i] = inputs[i].tensor;
  for (size_t i = 0; i < n_outputs; i++)
    out[i] = is(&outputs[i], "allocated") ? (rw_tensor){.name = outputs[i].tensor.name} : outputs[i].tensor;
  check(rw_model_run(model, in, n_inputs, out, n_outputs));
  for (size_t i = 0; i < n_outputs; i++) {
    if (is(&outputs[i], "allocated")) take(&out[i], &outputs[i].tensor);
    rw_tensor_release(&out[i]);
  }
}

static void put(rw_request *request, const struct argument *input) {
  rw_tensor tensor = input->tensor;
  if (is(input, "memory")) {
    check(rw_request_put(request, input->position, &tensor));
    return;
  }
  check(rw_request_input_buffer(request, input->position, &tensor));
  copy(tensor.data, &input->tensor, input->tensor.data, 0, 0);
}

static void get(rw_request *request, const struct argument *output) {
  rw_tensor tensor = is(output, "memory") ? output->tensor : (rw_tensor){.name = output->tensor.name};
  if (is(output, "buffer"))
    check(rw_request_output_buffer(request, output->position, &tensor));
  else
    check(rw_request_get(request, output->position, &tensor));
  if (!is(output, "memory")) take(&tensor, &output->tensor);
  rw_tensor_release(&tensor);
}

static char *read_all(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail(path);
  *size = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*size + 1);
  if (bytes == NULL || fread(bytes, 1, *size, file) != *size) fail(path);
  fclose(file);
  return bytes;
}

int main(int argc, char **argv) {
  if (argc != 5) fail("four arguments are needed");
  size_t size;
  char *memory = read_all(argv[3], &size), path[4096], api[16];
  FILE *cases = fopen(argv[2], "r"), *after = fopen(argv[4], "wb");
  if (cases == NULL || after == NULL) fail("the files cannot be opened");
  rw_model *model = NULL;
  rw_request *request = NULL;
  int loaded = -1, wanted;
  while (fscanf(cases, "%d %15s", &wanted, api) == 2) {
    struct argument inputs[2], outputs[2];
    size_t n_inputs = (size_t)number(cases), n_outputs = (size_t)number(cases);
    call_number++;
    for (size_t i = 0; i < n_inputs; i++) read_argument(cases, &inputs[i], memory);
    for (size_t i = 0; i < n_outputs; i++) read_argument(cases, &outputs[i], memory);
    if (wanted != loaded) {
      rw_load_options options = RW_LOAD_OPTIONS_INIT;
      rw_model *before = model;
      options.device = "cpu";
      snprintf(path, sizeof path, "%s/%d.onnx", argv[1], loaded = wanted);
      check(rw_model_load(&model, path, &options));
      check(rw_request_close(&request));
      check(rw_model_close(&before)); /* only now: the engine would end with its last model */
      check(rw_request_open(&request, model));
    }
    if (strcmp(api, "run") == 0) {
      run(model, inputs, n_inputs, outputs, n_outputs);
      continue;
    }
    for (size_t i = 0; i < n_inputs; i++) put(request, &inputs[i]);
    check(rw_request_run(request));
    for (size_t i = 0; i < n_outputs; i++) get(request, &outputs[i]);
  }
  if (!feof(cases)) fail("the file of cases is not understood");
  check(rw_request_close(&request));
  check(rw_model_close(&model));
  if (fwrite(memory, 1, size, after) != size || fclose(after) != 0) fail(argv[4]);
  fclose(cases);
  free(memory);
  return 0;
}
