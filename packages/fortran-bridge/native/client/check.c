#include "client/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/shape.h"
#include "base/status.h"
#include "client/describe.h"
#include "client/names.h"
#include "tensor/copy.h"
#include "tensor/element.h"

rw_status rw__find_tensor(const rw_model *model, bool output, const char *name, size_t place, uint32_t *out) {
  const char *what = output ? "output" : "input";
  const rw_tensor_info *infos = output ? model->outputs : model->inputs;
  size_t count = output ? model->n_outputs : model->n_inputs;
  char names[RW__WORDS];
  for (size_t i = 0; i < count; i++) {
    if (name != NULL ? strcmp(name, infos[i].name) == 0 : i == place) {
      *out = (uint32_t)i;
      return RW_OK;
    }
  }
  const char *meant = name != NULL ? rw__nearest_name(name, infos, count) : NULL;
  if (meant != NULL)
    return rw__fail(RW_TENSOR_UNKNOWN, "run of '%s': the model has no %s '%s'; did you mean '%s'? It has %s",
                    model->path, what, name, meant, rw__describe_names(infos, count, names));
  if (name != NULL)
    return rw__fail(RW_TENSOR_UNKNOWN, "run of '%s': the model has no %s '%s'; it has %s", model->path, what, name,
                    rw__describe_names(infos, count, names));
  return rw__fail(RW_TENSOR_UNKNOWN, "run of '%s': %s %zu was given, but the model has %zu: %s", model->path, what,
                  place + 1, count, rw__describe_names(infos, count, names));
}

/* Whether a tensor's shape is among those that the model declares. */
static bool is_declared(const rw_tensor_info *info, const rw_tensor *tensor) {
  int64_t shape[RW_MAX_RANK];
  if (info->rank < 0) return true;
  if (tensor->rank < 0 || tensor->rank > info->rank) return false;
  if (rw__full_shape(info, tensor, shape) != info->rank) return false;
  for (int32_t i = 0; i < info->rank; i++)
    if (info->shape[i] >= 0 && info->shape[i] != shape[i]) return false;
  return true;
}

rw_status rw__require_numbers(const rw_model *model, bool output, const rw_tensor_info *info) {
  if (rw_type_size(info->type) != 0) return RW_OK;
  return rw__fail(RW_MODEL_UNSUPPORTED,
                  "run of '%s': %s '%s' is not a numeric tensor, and rankwise does not support strings, sequences or "
                  "maps; %s",
                  model->path, output ? "output" : "input", info->name,
                  output ? "ask for other outputs by their names, or export a classifier of scikit-learn with "
                           "options={\"zipmap\": False}"
                         : "change the model to take numbers");
}

rw_status rw__check_tensor(const rw_model *model, bool output, const rw_tensor_info *info, const rw_tensor *tensor) {
  const char *what = output ? "output" : "input";
  char expected[RW__WORDS], given[RW__WORDS];
  bool fortran = rw__fortran_order(model, tensor);
  rw_status status = rw__require_numbers(model, output, info);
  if (status != RW_OK) return status;
  if (tensor->data == NULL && output) return RW_OK; /* the run decides */
  if (tensor->rank < 0 || tensor->rank > RW_MAX_RANK)
    return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': %s '%s' has rank %d; give 0 to %d", model->path, what,
                    info->name, tensor->rank, RW_MAX_RANK);
  if (rw_type_size(tensor->type) == 0)
    return rw__fail(RW_TYPE_MISMATCH,
                    "run of '%s': %s '%s' must be %s, but the array that was given is not allocated, or is of a type "
                    "that cannot be a tensor (characters, for example); allocate it, or give numbers or logicals",
                    model->path, what, info->name, rw__describe_info(fortran, info, expected));
  if (rw__element_size(tensor) == 0)
    return rw__fail(RW_INVALID_ARGUMENT,
                    "run of '%s': %s '%s' has an element_size of %d; give 0, or for a bool also 1, 2, 4 or 8",
                    model->path, what, info->name, tensor->element_size);
  if (tensor->type != info->type && !rw__converts(tensor, model->convert, info->type)) {
    bool could = rw__convertible(tensor->type, info->type);
    return rw__fail(RW_TYPE_MISMATCH, "run of '%s': %s '%s' must be %s, but %s was given; convert the array%s%s%s",
                    model->path, what, info->name, rw__describe_info(fortran, info, expected),
                    rw__describe_tensor(fortran, tensor, given), could ? ", or " : "", could ? model->convert_hint : "",
                    could ? " to have it converted" : "");
  }
  /* Of an output a model may declare a wrong shape: that is left to the run. */
  if (!output && !is_declared(info, tensor))
    return rw__fail(RW_SHAPE_MISMATCH, "run of '%s': %s '%s' must be %s, but %s was given", model->path, what,
                    info->name, rw__describe_info(fortran, info, expected),
                    rw__describe_tensor(fortran, tensor, given));
  size_t size = rw_type_size(info->type), given_size = rw__element_size(tensor);
  int64_t elements = rw__elements(tensor->rank, tensor->shape, size > given_size ? size : given_size);
  if (elements < 0)
    return rw__fail(
        RW_SHAPE_MISMATCH, "run of '%s': %s '%s', %s, has a negative dimension or too many elements%s", model->path,
        what, info->name, rw__describe_tensor(fortran, tensor, given),
        model->fortran_order ? "; of an assumed-size array x(n, *) pass the part that is meant, x(:, :m)" : "");
  if (elements > 0 && tensor->data == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': input '%s' has no data (NULL)", model->path, info->name);
  return RW_OK;
}

rw_status rw__check_values(const rw_model *model, const rw_tensor_info *info, const rw_tensor *tensor,
                           const void *dense, size_t bytes) {
  struct rw__range found;
  bool output = dense != NULL;
  if (output ? !rw__outlier_out(tensor, dense, info->type, bytes, &found)
             : !rw__outlier_in(info->type, tensor, bytes, &found))
    return RW_OK;
  char value[24];
  snprintf(value, sizeof value, found.by_negative ? "%" PRId64 : "%" PRIu64, found.value);
  return rw__fail(RW_TYPE_MISMATCH,
                  "run of '%s': %s '%s' cannot be converted from %s to %s, which does not have its value %s; %s",
                  model->path, output ? "output" : "input", info->name,
                  rw_type_name(output ? info->type : tensor->type), rw_type_name(output ? tensor->type : info->type),
                  value, output ? "give an array of the model's type" : "give values that fit");
}

/* The first tensor declared of which more than one was given, or none, where `infos` says that it is needed; count if
 * there is none. */
static size_t misgiven(const uint32_t *positions, size_t n, size_t count, const rw_tensor_info *infos, bool *twice) {
  for (size_t declared = 0; declared < count; declared++) {
    size_t times = 0;
    for (size_t i = 0; i < n; i++) times += positions[i] == declared;
    *twice = times > 1;
    if (*twice || (infos != NULL && !infos[declared].optional && times == 0)) return declared;
  }
  return count;
}

static rw_status check_set(const rw_model *model, bool output, const rw_tensor *tensors, size_t n,
                           uint32_t *positions) {
  const rw_tensor_info *infos = output ? model->outputs : model->inputs;
  size_t count = output ? model->n_outputs : model->n_inputs;
  const char *what = output ? "output" : "input";
  bool twice = false;
  for (size_t i = 0; i < n; i++) {
    rw_status status = rw__find_tensor(model, output, tensors[i].name, i, &positions[i]);
    if (status == RW_OK) status = rw__check_tensor(model, output, &infos[positions[i]], &tensors[i]);
    if (status != RW_OK) return status;
  }
  size_t wrong = misgiven(positions, n, count, output ? NULL : infos, &twice);
  if (wrong == count) return RW_OK;
  return rw__fail(
      RW_INVALID_ARGUMENT, "run of '%s': %s '%s' %s", model->path, what, infos[wrong].name,
      twice ? "was given twice"
            : "was not given; every input that is not optional is needed (put them by name, or give them all at once)");
}

/* The size that the inputs of the call give to a free dimension, by its name; -1 where they do not. */
static int64_t size_in_call(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const uint32_t *positions,
                            const char *name) {
  int64_t shape[RW_MAX_RANK];
  for (size_t i = 0; i < n_inputs; i++) {
    const rw_tensor_info *info = &model->inputs[positions[i]];
    int32_t d = rw__find_dimension(info, name);
    if (d < 0) continue;
    (void)rw__full_shape(info, &inputs[i], shape);
    return shape[d];
  }
  return -1;
}

bool rw__output_is_declared(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const uint32_t *positions,
                            const rw_tensor_info *info, const rw_tensor *output) {
  int64_t shape[RW_MAX_RANK];
  if (!is_declared(info, output)) return false;
  if (info->rank >= 0) (void)rw__full_shape(info, output, shape);
  for (int32_t d = 0; d < info->rank; d++) {
    int64_t size = size_in_call(model, inputs, n_inputs, positions, info->dim_name[d]);
    if (size >= 0 && size != shape[d]) return false;
  }
  return true;
}

rw_status rw__check_room(const rw_model *model, const rw_tensor_info *info, bool running, int32_t rank,
                         const int64_t *shape, const rw_tensor *tensor) {
  char expected[RW__WORDS], given[RW__WORDS];
  const int32_t lead = tensor->rank + 1 == rank && shape[0] == 1 ? 1 : 0;
  if (lead + tensor->rank == rank &&
      memcmp(tensor->shape, shape + lead, (size_t)tensor->rank * sizeof tensor->shape[0]) == 0)
    return RW_OK;
  rw_tensor came = {.type = info->type, .rank = rank};
  memcpy(came.shape, shape, (size_t)rank * sizeof shape[0]);
  const bool fortran = rw__fortran_order(model, tensor);
  return rw__fail(RW_SHAPE_MISMATCH, "%s '%s': output '%s' is %s%s, but %s was given", running ? "run of" : "get of",
                  model->path, info->name, rw__describe_tensor(fortran, &came, expected),
                  running ? " for these inputs" : "", rw__describe_tensor(fortran, tensor, given));
}

rw_status rw__check_call(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const rw_tensor *outputs,
                         size_t n_outputs, uint32_t *positions) {
  rw_status status = check_set(model, false, inputs, n_inputs, positions);
  return status == RW_OK ? check_set(model, true, outputs, n_outputs, positions + n_inputs) : status;
}
