/* The way of one call, on the rank's side. */
#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "base/status.h"
#include "client/check.h"
#include "client/model.h"
#include "tensor/allocate.h"
#include "tensor/copy.h"
#include "tensor/element.h"

struct call {
  const rw_model *model;
  const rw_tensor *inputs;
  rw_tensor *outputs;
  size_t n_inputs, n_outputs;
};

static bool same_name(const rw_tensor *tensor, const rw_tensor_info *infos, uint32_t position, size_t place) {
  return tensor->name != NULL ? strcmp(tensor->name, infos[position].name) == 0 : position == place;
}

/* Who decides the shape of an output: the caller's array does; the run does, and memory of that shape is allocated;
 * or the run does, and the caller's array must have that shape, since the model declares another one. */
enum { BY_ARRAY = 0, BY_RUN = 1, BY_RUN_INTO_ARRAY = 2 };

static bool same_kind(const rw_model *model, const rw_tensor *tensor, const struct rw__tensor_entry *entry) {
  return rw__element_size(tensor) != 0 && tensor->rank >= 0 && tensor->rank <= RW_MAX_RANK &&
         ((uint32_t)tensor->type == entry->type || rw__converts(tensor, model->convert, (int32_t)entry->type));
}

static bool same_tensor(const rw_model *model, const rw_tensor *tensor, const struct rw__tensor_entry *entry,
                        size_t place, bool output) {
  const rw_tensor_info *infos = output ? model->outputs : model->inputs;
  if (!same_name(tensor, infos, entry->position, place)) return false;
  if (output && tensor->data == NULL) return entry->decided == BY_RUN;
  if (entry->decided == BY_RUN || !same_kind(model, tensor, entry)) return false;
  if (entry->decided == BY_RUN_INTO_ARRAY) return true;
  if (tensor->data == NULL && entry->bytes > 0) return false; /* to be refused by the check */
  int32_t lead = (int32_t)entry->rank - tensor->rank;
  if (lead < 0 || lead > 1) return false;
  if (lead == 1 && (entry->shape[0] != 1 || infos[entry->position].rank < 0)) return false;
  return memcmp(tensor->shape, entry->shape + lead, (size_t)tensor->rank * sizeof tensor->shape[0]) == 0;
}

/* Whether a slot was prepared for the very tensors of this call: then they have been checked before. */
static bool fits(const struct rw__own_slot *own, const void *context) {
  const struct call *call = context;
  const struct rw__run_body *body = own->body.base;
  if (body->n_inputs != call->n_inputs || body->n_outputs != call->n_outputs) return false;
  for (size_t i = 0; i < call->n_inputs; i++)
    if (!same_tensor(call->model, &call->inputs[i], &body->tensors[i], i, false)) return false;
  for (size_t i = 0; i < call->n_outputs; i++)
    if (!same_tensor(call->model, &call->outputs[i], &body->tensors[call->n_inputs + i], i, true)) return false;
  return true;
}

static uint32_t decided_by(const struct call *call, const uint32_t *positions, const rw_tensor_info *info,
                           const rw_tensor *output) {
  if (output->data == NULL) return BY_RUN;
  return rw__output_is_declared(call->model, call->inputs, call->n_inputs, positions, info, output) ? BY_ARRAY
                                                                                                    : BY_RUN_INTO_ARRAY;
}

static struct rw__tensor_entry entry_of(const rw_tensor_info *info, const rw_tensor *tensor, uint32_t position,
                                        uint32_t decided, uint64_t *end) {
  struct rw__tensor_entry entry = {.position = position, .type = (uint32_t)info->type, .decided = decided};
  if (decided != BY_ARRAY) return entry;
  size_t size = rw_type_size(info->type);
  entry.rank = (uint32_t)rw__full_shape(info, tensor, entry.shape);
  entry.bytes = (uint64_t)rw__elements(tensor->rank, tensor->shape, size) * size;
  entry.offset = rw__align(*end, RW__CACHE_LINE);
  *end = entry.offset + entry.bytes;
  return entry;
}

/* Lays the tensors of the call out in the body of the slot. */
static rw_status lay_out(struct call *call, struct rw__own_slot *own, const uint32_t *positions) {
  size_t count = call->n_inputs + call->n_outputs;
  uint64_t end = sizeof(struct rw__run_body) + count * sizeof(struct rw__tensor_entry);
  struct rw__tensor_entry *entries = malloc((count + 1) * sizeof *entries);
  if (entries == NULL) return rw__fail(RW_OUT_OF_MEMORY, "run of '%s': no memory", call->model->path);
  for (size_t i = 0; i < count; i++) {
    bool output = i >= call->n_inputs;
    const rw_tensor *tensor = output ? &call->outputs[i - call->n_inputs] : &call->inputs[i];
    const rw_tensor_info *infos = output ? call->model->outputs : call->model->inputs;
    const rw_tensor_info *info = &infos[positions[i]];
    entries[i] =
        entry_of(info, tensor, positions[i], output ? decided_by(call, positions, info, tensor) : BY_ARRAY, &end);
    /* Each is at most 2^62 bytes, so that one sum past that is seen before it wraps. */
    if (end > (UINT64_C(1) << 62)) {
      free(entries);
      return rw__fail(RW_OUT_OF_MEMORY,
                      "run of '%s': the tensors of the call have more than 2^62 bytes; give fewer samples",
                      call->model->path);
    }
  }
  /* One line more, so that a tensor without elements has an address inside the body too. */
  rw_status status = rw__slot_body(call->model->engine, own, end + RW__CACHE_LINE);
  if (status == RW_OK) {
    struct rw__run_body *body = own->body.base;
    body->n_inputs = (uint32_t)call->n_inputs;
    body->n_outputs = (uint32_t)call->n_outputs;
    memcpy(body->tensors, entries, count * sizeof *entries);
    own->slot->model = call->model->number;
  }
  free(entries);
  return status;
}

static rw_status prepare(struct call *call, struct rw__own_slot *own) {
  enum { FEW = 32 };
  uint32_t few[FEW], *positions = few;
  size_t count = call->n_inputs + call->n_outputs;
  if (count > FEW && (positions = malloc(count * sizeof *positions)) == NULL)
    return rw__fail(RW_OUT_OF_MEMORY, "run of '%s': no memory", call->model->path);
  rw_status status =
      rw__check_call(call->model, call->inputs, call->n_inputs, call->outputs, call->n_outputs, positions);
  if (status == RW_OK) status = lay_out(call, own, positions);
  if (positions != few) free(positions);
  return status;
}

static rw_status put_inputs(const struct call *call, const struct rw__own_slot *own) {
  const struct rw__run_body *body = own->body.base;
  for (size_t i = 0; i < call->n_inputs; i++) {
    const struct rw__tensor_entry *entry = &body->tensors[i];
    const rw_tensor *input = &call->inputs[i];
    rw_status status = RW_OK;
    if ((uint32_t)input->type != entry->type)
      status = rw__check_values(call->model, &call->model->inputs[entry->position], input, NULL, entry->bytes);
    if (status != RW_OK) return status;
    rw__copy_in((char *)own->body.base + entry->offset, (int32_t)entry->type, input, entry->bytes);
  }
  return RW_OK;
}

/* Takes an output whose shape the run decided out of the block that the engine added for it, and gives that back. */
static rw_status get_decided(const struct call *call, rw_tensor *tensor, struct rw__tensor_entry *entry) {
  struct rw__memory *memory = &call->model->engine->memory;
  struct rw__block block;
  bool good = true;
  if (!rw__decided_take(memory, entry, &block))
    return rw__fail_errno(RW_SYSTEM, "run of '%s': cannot map an output", call->model->path);
  if (entry->decided == BY_RUN_INTO_ARRAY)
    rw__copy_out(tensor, block.base, (int32_t)entry->type, entry->bytes);
  else
    good =
        rw__allocate_output(tensor, (int32_t)entry->type, (int32_t)entry->rank, entry->shape, block.base, entry->bytes);
  rw__block_free(memory, &block);
  return good ? RW_OK : rw__fail(RW_OUT_OF_MEMORY, "run of '%s': no memory for an output", call->model->path);
}

/* Whether the caller's array takes the values of an output that are to be converted. */
static rw_status check_values(const struct call *call, const struct rw__own_slot *own, const rw_tensor *array,
                              const struct rw__tensor_entry *entry) {
  const rw_tensor_info *info = &call->model->outputs[entry->position];
  struct rw__block block;
  if (entry->decided == BY_ARRAY)
    return rw__check_values(call->model, info, array, (char *)own->body.base + entry->offset, entry->bytes);
  if (!rw__block_map(&call->model->engine->memory, entry->offset, entry->block, &block))
    return rw__fail_errno(RW_SYSTEM, "run of '%s': cannot map an output", call->model->path);
  rw_status status = rw__check_values(call->model, info, array, block.base, entry->bytes);
  rw__block_unmap(&block);
  return status;
}

/* Whether each array takes what came out: its shape, where the array did not decide that, and its values. */
static rw_status check_arrays(const struct call *call, const struct rw__own_slot *own,
                              const struct rw__tensor_entry *entries) {
  rw_status status = RW_OK;
  for (size_t i = 0; i < call->n_outputs && status == RW_OK; i++) {
    const rw_tensor *array = &call->outputs[i];
    if (entries[i].decided == BY_RUN) continue;
    if (entries[i].decided == BY_RUN_INTO_ARRAY)
      status = rw__check_room(call->model, &call->model->outputs[entries[i].position], true, (int32_t)entries[i].rank,
                              entries[i].shape, array);
    if (status == RW_OK && (uint32_t)array->type != entries[i].type)
      status = check_values(call, own, array, &entries[i]);
  }
  return status;
}

static rw_status get_outputs(const struct call *call, const struct rw__own_slot *own) {
  struct rw__run_body *body = own->body.base;
  struct rw__tensor_entry *entries = body->tensors + call->n_inputs;
  /* What can fail comes first, so that nothing is written to the caller's arrays on an error. */
  rw_status status = check_arrays(call, own, entries);
  for (size_t i = 0; i < call->n_outputs; i++) {
    if (entries[i].decided == BY_ARRAY) continue;
    if (status == RW_OK)
      status = get_decided(call, &call->outputs[i], &entries[i]);
    else
      rw__decided_discard(&call->model->engine->memory, &entries[i]);
  }
  for (size_t i = 0; i < call->n_outputs; i++) {
    if (status != RW_OK) rw_tensor_release(&call->outputs[i]);
    if (status == RW_OK && entries[i].decided == BY_ARRAY)
      rw__copy_out(&call->outputs[i], (char *)own->body.base + entries[i].offset, (int32_t)entries[i].type,
                   entries[i].bytes);
  }
  return status;
}

rw_status rw_model_run(rw_model *model, const rw_tensor *inputs, size_t n_inputs, rw_tensor *outputs,
                       size_t n_outputs) {
  if (model == NULL) return rw__fail(RW_CLOSED, "run: the model is closed, or was never loaded; load it first");
  if ((n_inputs > 0 && inputs == NULL) || (n_outputs > 0 && outputs == NULL))
    return rw__fail(RW_INVALID_ARGUMENT, "run of '%s': the tensors are NULL, but their number is not 0", model->path);
  struct call call = {model, inputs, outputs, n_inputs, n_outputs};
  struct rw__purpose purpose = {RW_OP_RUN, "run of", model->path, model->run_timeout};
  struct rw__fit fit = {model->number, fits, &call};
  struct rw__own_slot *own = NULL;
  rw_status status = rw__slot_take(model->engine, &fit, purpose, &own);
  if (status != RW_OK) return status;
  bool prepared = own->model == model->number;
  if (!prepared) status = prepare(&call, own);
  if (status == RW_OK) status = put_inputs(&call, own);
  if (status == RW_OK) {
    own->model = model->number; /* from now on the engine knows the body */
    status = rw__slot_answer(model->engine, own, purpose, prepared);
    if (status == RW_OK) status = get_outputs(&call, own);
  }
  rw__slot_return(model->engine, own);
  return status;
}
