/* Requests: runs that are put together piece by piece, each tensor in a block of its own. */
#include "check.h"
#include "copy.h"
#include "describe.h"
#include "model.h"
#include "status.h"
#include "tensor.h"

#include <stdlib.h>
#include <string.h>

/* One input or output of the request. */
struct buffer {
  struct rw__block block; /* base is NULL: none yet */
  int32_t type, rank;
  int64_t shape[RW_MAX_RANK];
  uint64_t bytes;
  bool given;     /* an input that was put, or whose memory was asked for */
  bool fresh;     /* given since the last start */
  bool fed;       /* an input that an output of the run before feeds */
  bool wanted;    /* an output to compute */
  bool decided;   /* an output whose shape the run decides */
  uint32_t feeds; /* an output: 1 + the position of the input that it is in the next run; 0: of none */
};

enum state { BEFORE_RUN, IN_FLIGHT, DONE };

struct rw_request {
  rw_model *model;
  struct rw__own_slot *slot;
  struct buffer *inputs, *outputs; /* as the model's, in one allocation */
  enum state state;
  bool changed;  /* the slot's body does not say what the buffers are now */
  bool selected; /* the outputs that are wanted were named; else they are all that feed no input */
};

static struct rw__purpose purpose_of(const rw_request *request) {
  return (struct rw__purpose){RW_OP_RUN, "run of", request->model->path, request->model->run_timeout};
}

static rw_status check_usable(const rw_request *request, const char *what) {
  if (request == NULL)
    return rw__fail(RW_CLOSED, "%s: the request is closed, or was never opened; open it first", what);
  if (atomic_load(&request->model->closed))
    return rw__fail(RW_CLOSED, "%s of a request of '%s': the model is closed; load it again, and open a new request",
                    what, request->model->path);
  /* After a fork the memory of the request is not there to touch. */
  return atomic_load(&request->model->engine->lost) ? rw__slot_look(request->model->engine, purpose_of(request))
                                                    : RW_OK;
}

static rw_status check_idle(const rw_request *request, const char *what) {
  rw_status status = check_usable(request, what);
  if (status != RW_OK || request->state != IN_FLIGHT) return status;
  return rw__fail(RW_INVALID_ARGUMENT, "%s of a request of '%s': it is in flight; wait for it first", what,
                  request->model->path);
}

static void select_all(rw_request *request) {
  request->selected = false;
  for (size_t i = 0; i < request->model->n_outputs; i++) request->outputs[i].wanted = request->outputs[i].feeds == 0;
}

rw_status rw_request_open(rw_request **out, rw_model *model) {
  if (out == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "rw_request_open: 'out' is NULL; give the address of a pointer");
  *out = NULL;
  if (model == NULL)
    return rw__fail(RW_CLOSED, "open of a request: the model is closed, or was never loaded; load it first");
  struct rw__purpose purpose = {RW_OP_NONE, "open of a request of", model->path, model->run_timeout};
  rw_request *request = calloc(1, sizeof *request);
  struct buffer *buffers = calloc(model->n_inputs + model->n_outputs + 1, sizeof *buffers);
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
  select_all(request);
  *out = request;
  return RW_OK;
}

/* Gives a buffer a shape, and memory for it. A block much larger than needed is given back. */
static rw_status reshape(rw_request *request, struct buffer *buffer, int32_t type, int32_t rank, const int64_t *shape) {
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
  return rw__fail_errno(RW_OUT_OF_MEMORY, "run of '%s': cannot have %llu bytes of memory shared with the engine",
                        request->model->path, (unsigned long long)bytes);
}

/* The input's buffer, for a tensor of this type and shape. `data` says whether the tensor must have some. */
static rw_status input_buffer(rw_request *request, size_t position, const rw_tensor *input, struct buffer **out) {
  const rw_model *model = request->model;
  uint32_t at = 0;
  if (input == NULL) return rw__fail(RW_INVALID_ARGUMENT, "put of '%s': the tensor is NULL", model->path);
  rw_status status = rw__find_tensor(model, false, input->name, position, &at);
  if (status == RW_OK) status = rw__check_tensor(model, false, &model->inputs[at], input);
  if (status != RW_OK) return status;
  int64_t shape[RW_MAX_RANK];
  int32_t rank = rw__full_shape(&model->inputs[at], input, shape);
  *out = &request->inputs[at];
  return reshape(request, *out, model->inputs[at].type, rank, shape);
}

/* A network with a state starts anew from an input that is given again. */
static void set_given(rw_request *request, struct buffer *input) {
  if (input->fed || !input->given) request->changed = true;
  input->given = input->fresh = true;
}

rw_status rw_request_put(rw_request *request, size_t position, const rw_tensor *input) {
  struct buffer *buffer = NULL;
  rw_status status = check_idle(request, "put");
  if (status == RW_OK) status = input_buffer(request, position, input, &buffer);
  if (status != RW_OK) return status;
  rw__copy_in(buffer->block.base, buffer->type, input, buffer->bytes);
  set_given(request, buffer);
  return RW_OK;
}

rw_status rw_request_input_buffer(rw_request *request, size_t position, rw_tensor *input) {
  static char something;
  struct buffer *buffer = NULL;
  rw_status status = check_idle(request, "input buffer");
  if (status != RW_OK) return status;
  if (input == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "input buffer of '%s': the tensor is NULL", request->model->path);
  rw_tensor wanted = *input;
  wanted.data = &something;                 /* what the check would miss, and this function gives */
  wanted.convert = wanted.element_size = 0; /* without a copy the elements are the model's */
  status = input_buffer(request, position, &wanted, &buffer);
  if (status != RW_OK) return status;
  set_given(request, buffer);
  input->data = buffer->block.base;
  input->strided = input->allocated = 0;
  return RW_OK;
}

rw_status rw_request_omit(rw_request *request, size_t position, const char *name) {
  uint32_t at = 0;
  rw_status status = check_idle(request, "omit");
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
  rw_status status = check_idle(request, "feed");
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
  if (!request->selected) select_all(request);
  request->changed = true;
  request->state = BEFORE_RUN;
  return RW_OK;
}

rw_status rw_request_select(rw_request *request, const char *const *names, size_t count) {
  rw_status status = check_idle(request, "select");
  uint32_t at = 0;
  if (status != RW_OK) return status;
  if (count > 0 && names == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "select of '%s': the names are NULL, but their number is not 0",
                    request->model->path);
  for (size_t i = 0; i < count && status == RW_OK; i++)
    status = rw__find_tensor(request->model, true, names[i], i, &at);
  if (status != RW_OK) return status;
  select_all(request);
  request->selected = count > 0;
  for (size_t i = 0; i < request->model->n_outputs && count > 0; i++) request->outputs[i].wanted = false;
  for (size_t i = 0; i < count; i++) {
    (void)rw__find_tensor(request->model, true, names[i], i, &at);
    request->outputs[at].wanted = true;
  }
  request->changed = true;
  request->state = BEFORE_RUN;
  return RW_OK;
}

/* The size that the inputs give to a free dimension, by its name; -1 where they do not. */
static int64_t size_of(const rw_request *request, const char *name) {
  const rw_model *model = request->model;
  for (size_t i = 0; name != NULL && i < model->n_inputs; i++) {
    const struct buffer *input = &request->inputs[i];
    /* A state may have grown since it was put. */
    bool counts = input->given && (!input->fed || input->fresh);
    for (int32_t d = 0; d < model->inputs[i].rank && counts; d++)
      if (model->inputs[i].dim_name[d] != NULL && strcmp(model->inputs[i].dim_name[d], name) == 0)
        return input->shape[d];
  }
  return -1;
}

/* Prepares an output: in memory of the request where its shape follows from the inputs', else left to the run. */
static rw_status shape_output(rw_request *request, size_t i) {
  const rw_tensor_info *info = &request->model->outputs[i];
  struct buffer *output = &request->outputs[i];
  int64_t shape[RW_MAX_RANK];
  bool known = info->rank >= 0 && output->feeds == 0; /* what is fed back lies in memory of the engine's */
  for (int32_t d = 0; d < info->rank && known; d++) {
    shape[d] = info->shape[d] >= 0 ? info->shape[d] : size_of(request, info->dim_name[d]);
    known = shape[d] >= 0;
  }
  known = known && rw__elements(info->rank, shape, rw_type_size(info->type)) >= 0;
  if (known) return reshape(request, output, info->type, info->rank, shape);
  if (!output->decided) request->changed = true;
  output->decided = true;
  output->type = info->type;
  return RW_OK;
}

static bool is_computed(const struct buffer *output) { return output->wanted || output->feeds != 0; }

static struct rw__tensor_entry entry_of(const struct buffer *buffer, size_t position) {
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
  rw_status status = check_idle(request, "start");
  if (status != RW_OK) return status;
  const rw_model *model = request->model;
  for (size_t i = 0; i < model->n_inputs; i++)
    if (!request->inputs[i].given && !model->inputs[i].optional)
      return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': input '%s' was never put; every input is needed", model->path,
                      model->inputs[i].name);
  for (size_t i = 0; i < model->n_outputs && status == RW_OK; i++)
    if (is_computed(&request->outputs[i])) status = shape_output(request, i);
  if (status == RW_OK && request->changed) status = write_body(request);
  if (status == RW_OK) status = rw__slot_ask(model->engine, request->slot, purpose_of(request), !request->changed);
  if (status != RW_OK) return status;
  request->changed = false;
  for (size_t i = 0; i < model->n_inputs; i++) request->inputs[i].fresh = false;
  request->state = IN_FLIGHT;
  return RW_OK;
}

/* Takes the block that the engine added for an output whose shape the run decided. */
static rw_status take_decided(rw_request *request, struct buffer *output, const struct rw__tensor_entry *entry) {
  struct rw__memory *memory = &request->model->engine->memory;
  rw__block_free(memory, &output->block);
  if (!rw__block_map(memory, entry->offset, entry->block, &output->block))
    return rw__fail_errno(RW_SYSTEM, "run of '%s': cannot map an output", request->model->path);
  output->type = (int32_t)entry->type;
  output->rank = (int32_t)entry->rank;
  memcpy(output->shape, entry->shape, sizeof output->shape);
  output->bytes = entry->bytes;
  return RW_OK;
}

/* The request is answered: takes what the run decided, and tells how it went. */
static rw_status finish(rw_request *request) {
  const struct rw__run_body *body = request->slot->body.base;
  rw_status status = rw__slot_result(request->slot, purpose_of(request));
  request->state = BEFORE_RUN;
  for (size_t i = 0; i < body->n_outputs && status == RW_OK; i++) {
    const struct rw__tensor_entry *entry = &body->tensors[body->n_inputs + i];
    if (entry->decided && !entry->kept) status = take_decided(request, &request->outputs[entry->position], entry);
  }
  if (status == RW_OK) request->state = DONE;
  return status;
}

static rw_status check_in_flight(const rw_request *request, const char *what) {
  rw_status status = check_usable(request, what);
  if (status != RW_OK || request->state == IN_FLIGHT) return status;
  return rw__fail(RW_INVALID_ARGUMENT, "%s of a request of '%s': it is not in flight: start it, and wait for it once",
                  what, request->model->path);
}

rw_status rw_request_test(rw_request *request, int *done) {
  rw_status status = check_in_flight(request, "test");
  if (status != RW_OK) return status;
  if (done == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "test of a request of '%s': 'done' is NULL", request->model->path);
  *done = rw__slot_answered(request->slot) ? 1 : 0;
  if (*done) return finish(request);
  return rw__slot_look(request->model->engine, purpose_of(request));
}

rw_status rw_request_wait(rw_request *request) {
  rw_status status = check_in_flight(request, "wait");
  if (status != RW_OK) return status;
  status = rw__slot_wait(request->model->engine, request->slot, purpose_of(request));
  /* Without an answer, after a time-out, it is still in flight. */
  return rw__slot_answered(request->slot) ? finish(request) : status;
}

rw_status rw_request_run(rw_request *request) {
  rw_status status = rw_request_start(request);
  return status == RW_OK ? rw_request_wait(request) : status;
}

static bool in_flight(const rw_request *request) {
  return request != NULL && request->state == IN_FLIGHT && !atomic_load(&request->model->closed);
}

rw_status rw_request_wait_any(rw_request *const *requests, size_t count, size_t *index) {
  const rw_request *first = NULL;
  if (index == NULL || (count > 0 && requests == NULL))
    return rw__fail(RW_INVALID_ARGUMENT, "wait for any request: 'requests' or 'index' is NULL");
  struct rw__awaited *slots = calloc(count + 1, sizeof *slots);
  if (slots == NULL) return rw__fail(RW_OUT_OF_MEMORY, "wait for any of %zu requests: no memory", count);
  /* Those of an engine that is known to be lost fail by themselves; they are no use to the others. */
  for (int lost = 0; lost < 2 && first == NULL; lost++)
    for (size_t i = 0; i < count; i++) {
      if (!in_flight(requests[i]) || atomic_load(&requests[i]->model->engine->lost) != lost) continue;
      if (first == NULL) first = requests[i];
      slots[i] = (struct rw__awaited){requests[i]->model->engine, requests[i]->slot, purpose_of(requests[i])};
    }
  rw_status status = first == NULL ? rw__fail(RW_INVALID_ARGUMENT,
                                              "wait for any of %zu requests: none is in flight; start one first", count)
                                   : rw__slot_wait_any(slots, count, index);
  free(slots);
  return status == RW_OK ? finish(requests[*index]) : status;
}

static rw_status output_buffer(rw_request *request, size_t position, const rw_tensor *output, uint32_t *at) {
  const rw_model *model = request->model;
  if (output == NULL) return rw__fail(RW_INVALID_ARGUMENT, "get of '%s': the tensor is NULL", model->path);
  rw_status status = rw__find_tensor(model, true, output->name, position, at);
  if (status != RW_OK) return status;
  if (request->state != DONE)
    return rw__fail(RW_INVALID_ARGUMENT,
                    "get of '%s': no run has succeeded since the last start; run the request first", model->path);
  if (!request->outputs[*at].wanted)
    return rw__fail(RW_TENSOR_UNKNOWN, "get of '%s': output '%s' %s; select it before the run", model->path,
                    model->outputs[*at].name,
                    request->outputs[*at].feeds != 0 ? "stays in the engine, as the next run's input"
                                                     : "was not selected, so that it was not computed");
  return RW_OK;
}

/* Whether the caller's tensor can take the output: the very type and shape that came out, but for a leading 1. */
static rw_status check_room(const rw_request *request, uint32_t at, const rw_tensor *tensor) {
  const rw_model *model = request->model;
  const struct buffer *output = &request->outputs[at];
  char expected[RW__WORDS], given[RW__WORDS];
  int64_t shape[RW_MAX_RANK];
  rw_status status = rw__check_tensor(model, true, &model->outputs[at], tensor);
  if (status != RW_OK) return status;
  if (rw__full_shape(&model->outputs[at], tensor, shape) == output->rank &&
      memcmp(shape, output->shape, (size_t)output->rank * sizeof shape[0]) == 0)
    return RW_OK;
  rw_tensor came = {.type = output->type, .rank = output->rank};
  memcpy(came.shape, output->shape, sizeof came.shape);
  return rw__fail(RW_SHAPE_MISMATCH, "get of '%s': output '%s' is %s, but %s was given", model->path,
                  model->outputs[at].name, rw__describe_tensor(rw__fortran_order(model, tensor), &came, expected),
                  rw__describe_tensor(rw__fortran_order(model, tensor), tensor, given));
}

rw_status rw_request_get(rw_request *request, size_t position, rw_tensor *output) {
  uint32_t at = 0;
  rw_status status = check_idle(request, "get");
  if (status == RW_OK) status = output_buffer(request, position, output, &at);
  if (status != RW_OK) return status;
  const struct buffer *buffer = &request->outputs[at];
  if (output->data == NULL)
    return rw__allocate_output(output, buffer->type, buffer->rank, buffer->shape, buffer->block.base, buffer->bytes)
               ? RW_OK
               : rw__fail(RW_OUT_OF_MEMORY, "get of '%s': no memory for an output", request->model->path);
  status = check_room(request, at, output);
  if (status == RW_OK) rw__copy_out(output, buffer->block.base, buffer->type, buffer->bytes);
  return status;
}

rw_status rw_request_output_buffer(rw_request *request, size_t position, rw_tensor *output) {
  uint32_t at = 0;
  rw_status status = check_idle(request, "output buffer");
  if (status == RW_OK) status = output_buffer(request, position, output, &at);
  if (status != RW_OK) return status;
  const struct buffer *buffer = &request->outputs[at];
  output->type = buffer->type;
  output->rank = buffer->rank;
  memcpy(output->shape, buffer->shape, sizeof output->shape);
  output->data = buffer->block.base;
  output->strided = output->allocated = 0;
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
  if (closing->state == IN_FLIGHT)
    give_up(closing, count);
  else
    give_back(closing, count);
  free(closing->inputs);
  rw__model_release(closing->model);
  free(closing);
  return RW_OK;
}
