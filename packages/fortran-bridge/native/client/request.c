/* Requests: runs that are put together piece by piece, each tensor in a block of its own. */
#include "client/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "base/status.h"

rw_status rw__request_usable(const rw_request *request, const char *what) {
  if (request == NULL)
    return rw__fail(RW_CLOSED, "%s: the request is closed, or was never opened; open it first", what);
  if (atomic_load(&request->model->closed))
    return rw__fail(RW_CLOSED, "%s of a request of '%s': the model is closed; load it again, and open a new request",
                    what, request->model->path);
  /* After a fork the memory of the request is not there to touch. */
  return atomic_load(&request->model->engine->lost)
             ? rw__slot_look(request->model->engine, rw__request_purpose(request))
             : RW_OK;
}

rw_status rw__request_idle(const rw_request *request, const char *what) {
  rw_status status = rw__request_usable(request, what);
  if (status != RW_OK || request->state != RW__IN_FLIGHT) return status;
  return rw__fail(RW_INVALID_ARGUMENT, "%s of a request of '%s': it is in flight; wait for it first", what,
                  request->model->path);
}

void rw__request_select_all(rw_request *request) {
  const rw_model *model = request->model;
  request->selected = false;
  for (size_t i = 0; i < model->n_outputs; i++)
    request->outputs[i].wanted = request->outputs[i].feeds == 0 && rw_type_size(model->outputs[i].type) != 0;
}

rw_status rw__request_reshape(rw_request *request, struct rw__buffer *buffer, int32_t type, int32_t rank,
                              const int64_t *shape) {
  uint64_t bytes = (uint64_t)rw__elements(rank, shape, rw_type_size(type)) * rw_type_size(type);
  bool same = buffer->block.base != NULL && !buffer->decided && buffer->type == type && buffer->rank == rank &&
              memcmp(buffer->shape, shape, (size_t)rank * sizeof shape[0]) == 0;
  if (same) return RW_OK;
  request->changed = true;
  buffer->type = type;
  buffer->rank = rank;
  memcpy(buffer->shape, shape, (size_t)rank * sizeof shape[0]);
  buffer->bytes = bytes;
  buffer->decided = false;
  if (buffer->block.base != NULL && buffer->block.size >= bytes && buffer->block.size / 4 <= bytes + 65536)
    return RW_OK;
  rw__block_free(&request->model->engine->memory, &buffer->block);
  if (rw__block_create(&request->model->engine->memory, bytes, &buffer->block)) return RW_OK;
  buffer->given = false;
  return rw__fail_errno(RW_OUT_OF_MEMORY, "run of '%s': cannot allocate %llu bytes of memory shared with the engine",
                        request->model->path, (unsigned long long)bytes);
}

rw_status rw_request_open(rw_request **out, rw_model *model) {
  if (out == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "rw_request_open: 'out' is NULL; give the address of a pointer");
  *out = NULL;
  if (model == NULL)
    return rw__fail(RW_CLOSED, "open of a request: the model is closed, or was never loaded; load it first");
  struct rw__purpose purpose = {RW_OP_NONE, "open of a request of", model->path, model->run_timeout};
  rw_request *request = calloc(1, sizeof *request);
  struct rw__buffer *buffers = calloc(model->n_inputs + model->n_outputs + 1, sizeof *buffers);
  struct rw__own_slot *slot = NULL;
  rw_status status = request == NULL || buffers == NULL
                         ? rw__fail(RW_OUT_OF_MEMORY, "open of a request of '%s': no memory", model->path)
                         : rw__slot_keep(model->engine, purpose, &slot);
  if (status != RW_OK) {
    free(request);
    free(buffers);
    return status;
  }
  rw__model_hold(model);
  *request = (rw_request){.model = model, .slot = slot, .inputs = buffers, .outputs = buffers + model->n_inputs};
  request->changed = true;
  rw__request_select_all(request);
  *out = request;
  return RW_OK;
}

/* The engine may still be using the blocks: they are freed once it has answered. */
static void give_up(rw_request *request, size_t count) {
  struct rw__block *blocks = calloc(count + 1, sizeof *blocks);
  for (size_t i = 0; i < count && blocks != NULL; i++) blocks[i] = request->inputs[i].block;
  rw__slot_give_up(request->model->engine, request->slot, blocks, blocks != NULL ? count : 0);
}

static void give_back(rw_request *request, size_t count) {
  struct rw__engine *engine = request->model->engine;
  for (size_t i = 0; i < count; i++) rw__block_free(&engine->memory, &request->inputs[i].block);
  rw__slot_return(engine, request->slot);
}

rw_status rw_request_close(rw_request **request) {
  if (request == NULL || *request == NULL) return RW_OK;
  rw_request *closing = *request;
  size_t count = closing->model->n_inputs + closing->model->n_outputs;
  *request = NULL;
  if (closing->state == RW__IN_FLIGHT)
    give_up(closing, count);
  else
    give_back(closing, count);
  free(closing->inputs);
  rw__model_release(closing->model);
  free(closing);
  return RW_OK;
}
