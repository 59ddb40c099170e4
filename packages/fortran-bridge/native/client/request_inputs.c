/* What a request is to compute, and from what. */
#include <string.h>

#include "base/shape.h"
#include "base/status.h"
#include "client/check.h"
#include "client/describe.h"
#include "client/request.h"
#include "tensor/copy.h"

/* The input's buffer, for a tensor of this type and shape. `data` says whether the tensor must have some. */
static rw_status input_buffer(rw_request *request, size_t position, const rw_tensor *input, struct rw__buffer **out) {
  const rw_model *model = request->model;
  uint32_t at = 0;
  if (input == NULL) return rw__fail(RW_INVALID_ARGUMENT, "put of '%s': the tensor is NULL", model->path);
  rw_status status = rw__find_tensor(model, false, input->name, position, &at);
  if (status == RW_OK) status = rw__check_tensor(model, false, &model->inputs[at], input);
  if (status == RW_OK && input->type != model->inputs[at].type)
    status = rw__check_values(model, &model->inputs[at], input, NULL,
                              (size_t)rw__elements(input->rank, input->shape, 1));
  if (status != RW_OK) return status;
  int64_t shape[RW_MAX_RANK];
  int32_t rank = rw__full_shape(&model->inputs[at], input, shape);
  *out = &request->inputs[at];
  return rw__request_reshape(request, *out, model->inputs[at].type, rank, shape);
}

/* A network with a state starts anew from an input that is given again. */
static void set_given(rw_request *request, struct rw__buffer *input) {
  if (input->fed || !input->given) request->changed = true;
  input->given = input->fresh = true;
}

rw_status rw_request_put(rw_request *request, size_t position, const rw_tensor *input) {
  struct rw__buffer *buffer = NULL;
  rw_status status = rw__request_idle(request, "put");
  if (status == RW_OK) status = input_buffer(request, position, input, &buffer);
  if (status != RW_OK) return status;
  rw__copy_in(buffer->block.base, buffer->type, input, buffer->bytes);
  set_given(request, buffer);
  return RW_OK;
}

rw_status rw_request_input_buffer(rw_request *request, size_t position, rw_tensor *input) {
  static char something;
  struct rw__buffer *buffer = NULL;
  rw_status status = rw__request_idle(request, "input buffer");
  if (status != RW_OK) return status;
  if (input == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "input buffer of '%s': the tensor is NULL", request->model->path);
  rw_tensor wanted = *input;
  wanted.data = &something; /* what the check would miss, and this function gives */
  wanted.convert = -1;      /* without a copy the elements are the model's */
  wanted.element_size = 0;
  status = input_buffer(request, position, &wanted, &buffer);
  if (status != RW_OK) return status;
  set_given(request, buffer);
  input->data = buffer->block.base;
  input->strided = input->allocated = 0;
  return RW_OK;
}

rw_status rw_request_omit(rw_request *request, size_t position, const char *name) {
  uint32_t at = 0;
  rw_status status = rw__request_idle(request, "omit");
  if (status == RW_OK) status = rw__find_tensor(request->model, false, name, position, &at);
  if (status != RW_OK) return status;
  const rw_model *model = request->model;
  if (!model->inputs[at].optional)
    return rw__fail(RW_INVALID_ARGUMENT, "omit of '%s': input '%s' is not optional; put it", model->path,
                    model->inputs[at].name);
  if (request->inputs[at].fed)
    return rw__fail(RW_INVALID_ARGUMENT, "omit of '%s': input '%s' is fed by an output; end that first", model->path,
                    model->inputs[at].name);
  request->changed = request->changed || request->inputs[at].given;
  request->inputs[at].given = false;
  return RW_OK;
}

/* Whether what the one declares can be what the other does. */
static bool can_fit(const rw_tensor_info *from, const rw_tensor_info *to) {
  if (from->rank < 0 || to->rank < 0) return true;
  bool fits = from->rank == to->rank;
  for (int32_t d = 0; d < from->rank && fits; d++)
    fits = from->shape[d] < 0 || to->shape[d] < 0 || from->shape[d] == to->shape[d];
  return fits;
}

static rw_status check_feed(const rw_request *request, uint32_t from, uint32_t to) {
  const rw_model *model = request->model;
  const rw_tensor_info *output = &model->outputs[from], *input = &model->inputs[to];
  char given[RW__WORDS], expected[RW__WORDS];
  if (output->type != input->type || !can_fit(output, input))
    return rw__fail(output->type != input->type ? RW_TYPE_MISMATCH : RW_SHAPE_MISMATCH,
                    "feed of '%s': output '%s', %s, cannot be the input '%s', %s; name two of one type and shape",
                    model->path, output->name, rw__describe_info(model->fortran_order, output, given), input->name,
                    rw__describe_info(model->fortran_order, input, expected));
  if (request->outputs[from].feeds == 0 || request->outputs[from].feeds == to + 1) return RW_OK;
  return rw__fail(RW_INVALID_ARGUMENT, "feed of '%s': output '%s' feeds the input '%s' already; end that first",
                  model->path, output->name, model->inputs[request->outputs[from].feeds - 1].name);
}

rw_status rw_request_feed(rw_request *request, const char *output, const char *input) {
  uint32_t from = 0, to = 0;
  rw_status status = rw__request_idle(request, "feed");
  if (status != RW_OK) return status;
  if (input == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "feed of '%s': the input's name is NULL", request->model->path);
  status = rw__find_tensor(request->model, false, input, 0, &to);
  if (status == RW_OK && output != NULL) status = rw__find_tensor(request->model, true, output, 0, &from);
  if (status == RW_OK && output != NULL) status = check_feed(request, from, to);
  if (status != RW_OK) return status;
  for (size_t i = 0; i < request->model->n_outputs; i++)
    if (request->outputs[i].feeds == to + 1) request->outputs[i].feeds = 0;
  if (output != NULL) request->outputs[from].feeds = to + 1;
  if (output == NULL && request->inputs[to].fed) request->inputs[to].given = false;
  request->inputs[to].fed = output != NULL;
  /* What was put before is the state to start from. */
  request->inputs[to].fresh = true;
  if (!request->selected) rw__request_select_all(request);
  request->changed = true;
  request->state = RW__BEFORE_RUN;
  return RW_OK;
}

rw_status rw_request_select(rw_request *request, const char *const *names, size_t count) {
  rw_status status = rw__request_idle(request, "select");
  uint32_t at = 0;
  if (status != RW_OK) return status;
  if (count > 0 && names == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "select of '%s': the names are NULL, but their number is not 0",
                    request->model->path);
  for (size_t i = 0; i < count && status == RW_OK; i++) {
    status = rw__find_tensor(request->model, true, names[i], i, &at);
    if (status == RW_OK) status = rw__require_numbers(request->model, true, &request->model->outputs[at]);
  }
  if (status != RW_OK) return status;
  rw__request_select_all(request);
  request->selected = count > 0;
  for (size_t i = 0; i < request->model->n_outputs && count > 0; i++) request->outputs[i].wanted = false;
  for (size_t i = 0; i < count; i++) {
    (void)rw__find_tensor(request->model, true, names[i], i, &at);
    request->outputs[at].wanted = true;
  }
  request->changed = true;
  request->state = RW__BEFORE_RUN;
  return RW_OK;
}
