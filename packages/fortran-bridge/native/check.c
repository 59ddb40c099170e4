#include "check.h"

#include <string.h>

#include "copy.h"
#include "describe.h"
#include "status.h"

int32_t rw__full_shape(const rw_tensor_info *info, const rw_tensor *tensor, int64_t shape[RW_MAX_RANK]) {
  int32_t lead = tensor->rank + 1 == info->rank && (info->shape[0] < 0 || info->shape[0] == 1) ? 1 : 0;
  if (lead) shape[0] = 1;
  for (int32_t i = 0; i < tensor->rank; i++) shape[lead + i] = tensor->shape[i];
  return lead + tensor->rank;
}

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
  if (name != NULL)
    return rw__fail(RW_TENSOR_UNKNOWN, "run of '%s': the model has no %s '%s'; it has %s", model->path, what, name,
                    rw__describe_names(infos, count, names));
  return rw__fail(RW_TENSOR_UNKNOWN, "run of '%s': %s %zu was given, but the model has %zu: %s", model->path, what,
                  place + 1, count, rw__describe_names(infos, count, names));
}

static bool shape_fits(const rw_tensor_info *info, const rw_tensor *tensor) {
  int64_t shape[RW_MAX_RANK];
  if (info->rank < 0) return true;
  if (tensor->rank < 0 || tensor->rank > info->rank) return false;
  if (rw__full_shape(info, tensor, shape) != info->rank) return false;
  for (int32_t i = 0; i < info->rank; i++)
    if (info->shape[i] >= 0 && info->shape[i] != shape[i]) return false;
  return true;
}

rw_status rw__check_tensor(const rw_model *model, bool output, const rw_tensor_info *info, const rw_tensor *tensor) {
  const char *what = output ? "output" : "input";
  char expected[RW__WORDS], given[RW__WORDS];
  if (rw_type_size(info->type) == 0)
    return rw__fail(RW_MODEL_UNSUPPORTED,
                    "run of '%s': %s '%s' is no numeric tensor (a string, sequence or map), which rankwise "
                    "cannot carry; change the model to take or give numbers",
                    model->path, what, info->name);
  if (tensor->data == NULL && output) return RW_OK; /* the run decides */
  if (tensor->rank < 0 || tensor->rank > RW_MAX_RANK)
    return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': %s '%s' has rank %d; give 0 to %d", model->path, what,
                    info->name, tensor->rank, RW_MAX_RANK);
  if (rw_type_size(tensor->type) == 0)
    return rw__fail(
        RW_TYPE_MISMATCH,
        "run of '%s': %s '%s' must be %s, but an array of a type that is no tensor's was given, or one that is "
        "not allocated; convert or allocate it",
        model->path, what, info->name, rw__describe_info(model, info, expected));
  if (tensor->type != info->type)
    return rw__fail(RW_TYPE_MISMATCH, "run of '%s': %s '%s' must be %s, but %s was given; convert the array",
                    model->path, what, info->name, rw__describe_info(model, info, expected),
                    rw__describe_tensor(model, tensor, given));
  if (!shape_fits(info, tensor))
    return rw__fail(RW_SHAPE_MISMATCH, "run of '%s': %s '%s' must be %s, but %s was given", model->path, what,
                    info->name, rw__describe_info(model, info, expected), rw__describe_tensor(model, tensor, given));
  int64_t elements = rw__elements(tensor->rank, tensor->shape, rw_type_size(tensor->type));
  if (elements < 0)
    return rw__fail(
        RW_SHAPE_MISMATCH, "run of '%s': %s '%s', %s, has a negative dimension or too many elements%s", model->path,
        what, info->name, rw__describe_tensor(model, tensor, given),
        model->fortran_order ? "; of an assumed-size array x(n, *) pass the part that is meant, x(:, :m)" : "");
  if (elements > 0 && tensor->data == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': input '%s' has no data (NULL)", model->path, info->name);
  return RW_OK;
}

/* The first tensor declared of which none, or more than one, was given; count if there is none. */
static size_t misgiven(const uint32_t *positions, size_t n, size_t count, bool all, bool *twice) {
  for (size_t declared = 0; declared < count; declared++) {
    size_t times = 0;
    for (size_t i = 0; i < n; i++) times += positions[i] == declared;
    *twice = times > 1;
    if (*twice || (all && times == 0)) return declared;
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
  size_t wrong = misgiven(positions, n, count, !output, &twice);
  if (wrong == count) return RW_OK;
  return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': %s '%s' %s", model->path, what, infos[wrong].name,
                  twice ? "was given twice" : "was not given; every input is needed");
}

rw_status rw__check_call(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const rw_tensor *outputs,
                         size_t n_outputs, uint32_t *positions) {
  rw_status status = check_set(model, false, inputs, n_inputs, positions);
  return status == RW_OK ? check_set(model, true, outputs, n_outputs, positions + n_inputs) : status;
}
