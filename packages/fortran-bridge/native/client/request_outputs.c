/* What came out of a request's run. */
#include <string.h>

#include "base/status.h"
#include "client/check.h"
#include "client/request.h"
#include "tensor/allocate.h"
#include "tensor/copy.h"

static rw_status output_buffer(rw_request *request, size_t position, const rw_tensor *output, uint32_t *at) {
  const rw_model *model = request->model;
  if (output == NULL) return rw__fail(RW_INVALID_ARGUMENT, "get of '%s': the tensor is NULL", model->path);
  rw_status status = rw__find_tensor(model, true, output->name, position, at);
  if (status == RW_OK) status = rw__require_numbers(model, true, &model->outputs[*at]);
  if (status != RW_OK) return status;
  if (request->state != RW__DONE)
    return rw__fail(RW_INVALID_ARGUMENT,
                    "get of '%s': no run has succeeded since the last start; run the request first", model->path);
  if (!request->outputs[*at].wanted)
    return rw__fail(RW_TENSOR_UNKNOWN, "get of '%s': output '%s' %s; select it before the run", model->path,
                    model->outputs[*at].name,
                    request->outputs[*at].feeds != 0 ? "stays in the engine, as the next run's input"
                                                     : "was not selected, so that it was not computed");
  return RW_OK;
}

rw_status rw_request_get(rw_request *request, size_t position, rw_tensor *output) {
  uint32_t at = 0;
  rw_status status = rw__request_idle(request, "get");
  if (status == RW_OK) status = output_buffer(request, position, output, &at);
  if (status != RW_OK) return status;
  const struct rw__buffer *buffer = &request->outputs[at];
  if (output->data == NULL)
    return rw__allocate_output(output, buffer->type, buffer->rank, buffer->shape, buffer->block.base, buffer->bytes)
               ? RW_OK
               : rw__fail(RW_OUT_OF_MEMORY, "get of '%s': no memory for an output", request->model->path);
  const rw_tensor_info *info = &request->model->outputs[at];
  status = rw__check_tensor(request->model, true, info, output);
  if (status == RW_OK) status = rw__check_room(request->model, info, false, buffer->rank, buffer->shape, output);
  if (status == RW_OK && output->type != buffer->type)
    status = rw__check_values(request->model, info, output, buffer->block.base, buffer->bytes);
  if (status == RW_OK) rw__copy_out(output, buffer->block.base, buffer->type, buffer->bytes);
  return status;
}

rw_status rw_request_output_buffer(rw_request *request, size_t position, rw_tensor *output) {
  uint32_t at = 0;
  rw_status status = rw__request_idle(request, "output buffer");
  if (status == RW_OK) status = output_buffer(request, position, output, &at);
  if (status != RW_OK) return status;
  const struct rw__buffer *buffer = &request->outputs[at];
  output->type = buffer->type;
  output->rank = buffer->rank;
  memcpy(output->shape, buffer->shape, sizeof output->shape);
  output->data = buffer->block.base;
  output->strided = output->allocated = 0;
  return RW_OK;
}
