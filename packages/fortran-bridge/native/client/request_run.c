/* A request's run: laid out where something has changed, asked for, and waited for. */
#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "base/status.h"
#include "client/check.h"
#include "client/request.h"

/* The size that the inputs give to a free dimension, by its name; -1 where they do not. */
static int64_t size_of(const rw_request *request, const char *name) {
  const rw_model *model = request->model;
  for (size_t i = 0; i < model->n_inputs; i++) {
    const struct rw__buffer *input = &request->inputs[i];
    /* A state may have grown since it was put. */
    bool counts = input->given && (!input->fed || input->fresh);
    int32_t d = counts ? rw__find_dimension(&model->inputs[i], name) : -1;
    if (d >= 0) return input->shape[d];
  }
  return -1;
}

/* Prepares an output: in memory of the request where its shape follows from the inputs', else left to the run. */
static rw_status shape_output(rw_request *request, size_t i) {
  const rw_tensor_info *info = &request->model->outputs[i];
  struct rw__buffer *output = &request->outputs[i];
  int64_t shape[RW_MAX_RANK];
  /* What is fed back lies in memory of the engine's. */
  bool known = info->rank >= 0 && output->feeds == 0 && request->trust != RW__DISTRUSTS_SHAPES;
  for (int32_t d = 0; d < info->rank && known; d++) {
    shape[d] = info->shape[d] >= 0 ? info->shape[d] : size_of(request, info->dim_name[d]);
    known = shape[d] >= 0;
  }
  known = known && rw__elements(info->rank, shape, rw_type_size(info->type)) >= 0;
  if (known) return rw__request_reshape(request, output, info->type, info->rank, shape);
  if (!output->decided) request->changed = true;
  output->decided = true;
  output->type = info->type;
  return RW_OK;
}

static bool is_computed(const struct rw__buffer *output) { return output->wanted || output->feeds != 0; }

static struct rw__tensor_entry entry_of(const struct rw__buffer *buffer, size_t position) {
  struct rw__tensor_entry entry = {
      .position = (uint32_t)position, .type = (uint32_t)buffer->type, .decided = buffer->decided};
  entry.feeds = buffer->feeds;
  entry.kept = buffer->feeds != 0 && !buffer->wanted;
  entry.carried = buffer->fed && !buffer->fresh;
  if (buffer->decided) return entry;
  entry.rank = (uint32_t)buffer->rank;
  memcpy(entry.shape, buffer->shape, sizeof entry.shape);
  entry.block = buffer->block.size;
  entry.offset = buffer->block.offset;
  entry.bytes = buffer->bytes;
  return entry;
}

static rw_status write_body(rw_request *request) {
  const rw_model *model = request->model;
  size_t count = model->n_inputs + model->n_outputs;
  rw_status status = rw__slot_body(model->engine, request->slot,
                                   sizeof(struct rw__run_body) + count * sizeof(struct rw__tensor_entry));
  if (status != RW_OK) return status;
  struct rw__run_body *body = request->slot->body.base;
  body->n_inputs = body->n_outputs = 0;
  for (size_t i = 0; i < model->n_inputs; i++)
    if (request->inputs[i].given) body->tensors[body->n_inputs++] = entry_of(&request->inputs[i], i);
  for (size_t i = 0; i < model->n_outputs; i++)
    if (is_computed(&request->outputs[i]))
      body->tensors[body->n_inputs + body->n_outputs++] = entry_of(&request->outputs[i], i);
  request->slot->slot->model = model->number;
  return RW_OK;
}

rw_status rw_request_start(rw_request *request) {
  rw_status status = rw__request_idle(request, "start");
  if (status != RW_OK) return status;
  const rw_model *model = request->model;
  for (size_t i = 0; i < model->n_inputs; i++)
    if (!request->inputs[i].given && !model->inputs[i].optional)
      return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': input '%s' was never put; every input is needed", model->path,
                      model->inputs[i].name);
  bool any = false;
  for (size_t i = 0; i < model->n_outputs && status == RW_OK; i++) {
    if (!is_computed(&request->outputs[i])) continue;
    any = true;
    status = shape_output(request, i);
  }
  if (!any && model->n_outputs > 0) status = rw__require_numbers(model, true, &model->outputs[0]);
  if (status == RW_OK && request->changed) status = write_body(request);
  if (status == RW_OK)
    status = rw__slot_ask(model->engine, request->slot, rw__request_purpose(request), !request->changed);
  if (status != RW_OK) return status;
  request->changed = false;
  for (size_t i = 0; i < model->n_inputs; i++) request->inputs[i].fresh = false;
  request->state = RW__IN_FLIGHT;
  return RW_OK;
}

/* Takes the block that the engine added for an output whose shape the run decided. */
static rw_status take_decided(rw_request *request, struct rw__buffer *output, struct rw__tensor_entry *entry) {
  struct rw__memory *memory = &request->model->engine->memory;
  rw__block_free(memory, &output->block);
  if (!rw__decided_take(memory, entry, &output->block))
    return rw__fail_errno(RW_SYSTEM, "run of '%s': cannot map an output", request->model->path);
  output->type = (int32_t)entry->type;
  output->rank = (int32_t)entry->rank;
  memcpy(output->shape, entry->shape, sizeof output->shape);
  output->bytes = entry->bytes;
  return RW_OK;
}

/* The run of the body failed: runs it once more with outputs of whatever shape, in case the model declares a wrong one,
 * as many published detectors do. False: that cannot be why. */
static bool try_any_shape(rw_request *request, rw_status status) {
  const struct rw__run_body *body = request->slot->body.base;
  bool known = false;
  for (size_t i = 0; i < body->n_outputs; i++) known = known || !body->tensors[body->n_inputs + i].decided;
  if (status != RW_SHAPE_MISMATCH || !known) return false;
  request->trust = RW__DISTRUSTS_SHAPES;
  for (size_t i = 0; i < body->n_inputs; i++) /* a state begins where it would have begun */
    request->inputs[body->tensors[i].position].fresh = !body->tensors[i].carried;
  return rw_request_start(request) == RW_OK;
}

/* The request is answered: takes what the run decided, and tells how it went. It may be in flight again, for a second
 * try. */
static rw_status finish(rw_request *request) {
  struct rw__run_body *body = request->slot->body.base;
  rw_status status = rw__slot_result(request->slot, rw__request_purpose(request));
  request->state = RW__BEFORE_RUN;
  if (try_any_shape(request, status)) return RW_OK;
  if (status != RW_OK) request->trust = RW__TRUSTS_SHAPES;
  for (size_t i = 0; i < body->n_outputs && status == RW_OK; i++) {
    struct rw__tensor_entry *entry = &body->tensors[body->n_inputs + i];
    if (entry->decided && !entry->kept) status = take_decided(request, &request->outputs[entry->position], entry);
  }
  if (status == RW_OK) request->state = RW__DONE;
  return status;
}

static rw_status check_in_flight(const rw_request *request, const char *what) {
  rw_status status = rw__request_usable(request, what);
  if (status != RW_OK || request->state == RW__IN_FLIGHT) return status;
  return rw__fail(RW_INVALID_ARGUMENT, "%s of a request of '%s': it is not in flight: start it, and wait for it once",
                  what, request->model->path);
}

rw_status rw_request_test(rw_request *request, int *done) {
  rw_status status = check_in_flight(request, "test");
  if (status != RW_OK) return status;
  if (done == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "test of a request of '%s': 'done' is NULL", request->model->path);
  *done = 0;
  if (rw__slot_answered(request->slot)) status = finish(request);
  *done = request->state != RW__IN_FLIGHT;
  return status != RW_OK || *done ? status : rw__slot_look(request->model->engine, rw__request_purpose(request));
}

rw_status rw_request_wait(rw_request *request) {
  rw_status status = check_in_flight(request, "wait");
  if (status != RW_OK) return status;
  do {
    status = rw__slot_wait(request->model->engine, request->slot, rw__request_purpose(request));
    /* Without an answer, after a time-out, it is still in flight. */
    if (rw__slot_answered(request->slot)) status = finish(request);
  } while (status == RW_OK && request->state == RW__IN_FLIGHT);
  return status;
}

rw_status rw_request_run(rw_request *request) {
  rw_status status = rw_request_start(request);
  return status == RW_OK ? rw_request_wait(request) : status;
}

static bool in_flight(const rw_request *request) {
  return request != NULL && request->state == RW__IN_FLIGHT && !atomic_load(&request->model->closed);
}

static rw_status wait_for_any(rw_request *const *requests, size_t count, size_t *index) {
  const rw_request *first = NULL;
  struct rw__awaited *slots = calloc(count + 1, sizeof *slots);
  if (slots == NULL) return rw__fail(RW_OUT_OF_MEMORY, "wait for any of %zu requests: no memory", count);
  /* Those of an engine that is known to be lost fail by themselves; they are no use to the others. */
  for (int lost = 0; lost < 2 && first == NULL; lost++)
    for (size_t i = 0; i < count; i++) {
      if (!in_flight(requests[i]) || atomic_load(&requests[i]->model->engine->lost) != lost) continue;
      if (first == NULL) first = requests[i];
      slots[i] = (struct rw__awaited){requests[i]->model->engine, requests[i]->slot, rw__request_purpose(requests[i])};
    }
  rw_status status = first == NULL ? rw__fail(RW_INVALID_ARGUMENT,
                                              "wait for any of %zu requests: none is in flight; start one first", count)
                                   : rw__slot_wait_any(slots, count, index);
  free(slots);
  return status == RW_OK ? finish(requests[*index]) : status;
}

rw_status rw_request_wait_any(rw_request *const *requests, size_t count, size_t *index) {
  if (index == NULL || (count > 0 && requests == NULL))
    return rw__fail(RW_INVALID_ARGUMENT, "wait for any request: 'requests' or 'index' is NULL");
  rw_status status;
  do status = wait_for_any(requests, count, index);
  while (status == RW_OK && requests[*index]->state == RW__IN_FLIGHT);
  return status;
}
