/* How an engine answers the request in hand. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "base/status.h"
#include "host/state.h"

void rw__answer_reset(rw_host *host, bool drop) {
  for (size_t i = 0; i < host->n_placed; i++) {
    if (drop)
      rw__block_free(&host->connection->memory, &host->placed[i]);
    else
      rw__block_unmap(&host->placed[i]);
  }
  host->n_placed = 0;
  host->reply.used = host->inputs.used = host->outputs.used = host->metadata.used = 0;
  host->reply.failed = host->inputs.failed = host->outputs.failed = host->metadata.failed = false;
  host->n_inputs = host->n_outputs = host->n_metadata = 0;
}

rw_status rw_host_describe_model(rw_host *host, int model, const char *device, const char *runtime,
                                 const char *fallback) {
  rw__answer_reset(host, false);
  rw__write_number(&host->reply, model);
  rw__write_string(&host->reply, device);
  rw__write_string(&host->reply, runtime);
  rw__write_string(&host->reply, fallback);
  return host->reply.failed ? rw__fail(RW_OUT_OF_MEMORY, "host: no memory") : RW_OK;
}

static rw_status describe(struct rw__writer *writer, const char *name, int type, int rank, const int64_t *dims,
                          const char **dim_names, int optional) {
  if (rank > RW_MAX_RANK)
    return rw__fail(RW_MODEL_UNSUPPORTED, "'%s' has %d dimensions, more than the %d that rankwise carries", name, rank,
                    RW_MAX_RANK);
  rw__write_string(writer, name);
  rw__write_number(writer, type);
  rw__write_number(writer, rank);
  for (int i = 0; i < rank; i++) {
    rw__write_number(writer, dims[i]);
    rw__write_string(writer, dim_names[i]);
  }
  rw__write_number(writer, optional);
  return writer->failed ? rw__fail(RW_OUT_OF_MEMORY, "host: no memory") : RW_OK;
}

rw_status rw_host_describe_input(rw_host *host, const char *name, int type, int rank, const int64_t *dims,
                                 const char **dim_names, int optional) {
  host->n_inputs++;
  return describe(&host->inputs, name, type, rank, dims, dim_names, optional);
}

rw_status rw_host_describe_output(rw_host *host, const char *name, int type, int rank, const int64_t *dims,
                                  const char **dim_names) {
  host->n_outputs++;
  return describe(&host->outputs, name, type, rank, dims, dim_names, 0);
}

rw_status rw_host_describe_metadata(rw_host *host, const char *key, const char *value) {
  host->n_metadata++;
  rw__write_string(&host->metadata, key);
  rw__write_string(&host->metadata, value);
  return host->metadata.failed ? rw__fail(RW_OUT_OF_MEMORY, "host: no memory") : RW_OK;
}

rw_status rw_host_describe_device(rw_host *host, const char *device, const char *kind, const char *provider,
                                  const char *name, const char *driver, const char *reason, int64_t memory_bytes,
                                  int index, int software) {
  const char *const texts[] = {device, kind, provider, name, driver, reason};
  host->n_inputs++;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) rw__write_string(&host->inputs, texts[i]);
  rw__write_number(&host->inputs, memory_bytes);
  rw__write_number(&host->inputs, index);
  rw__write_number(&host->inputs, software);
  return host->inputs.failed ? rw__fail(RW_OUT_OF_MEMORY, "host: no memory") : RW_OK;
}

static struct rw__block *place(rw_host *host) {
  struct rw__block *grown = realloc(host->placed, (host->n_placed + 1) * sizeof *grown);
  if (grown == NULL) return NULL;
  host->placed = grown;
  return &grown[host->n_placed];
}

rw_status rw_host_deliver_output(rw_host *host, int i, int type, int rank, const int64_t *dims, const void *data) {
  const struct rw__run_body *run = host->record->request;
  struct rw__run_body *told = host->record->body.base; /* the rank's */
  struct rw__tensor_entry *tensor = &told->tensors[(size_t)run->n_inputs + (size_t)i];
  if (rank > RW_MAX_RANK)
    return rw__fail(RW_MODEL_UNSUPPORTED, "an output has %d dimensions, more than the %d that rankwise carries", rank,
                    RW_MAX_RANK);
  int64_t elements = rw__elements(rank, dims, rw_type_size(type));
  uint64_t bytes = (uint64_t)elements * rw_type_size(type);
  errno = ENOMEM;
  struct rw__block *block = elements >= 0 ? place(host) : NULL;
  if (block == NULL || !rw__block_create(&host->connection->memory, bytes, block))
    return rw__fail_errno(RW_OUT_OF_MEMORY, "there is no memory for an output of %lld elements", (long long)elements);
  host->n_placed++;
  tensor->type = (uint32_t)type;
  tensor->rank = (uint32_t)rank;
  memcpy(tensor->shape, dims, (size_t)rank * sizeof dims[0]);
  tensor->offset = block->offset;
  tensor->bytes = bytes;
  tensor->block = block->size;
  if (bytes > 0) memcpy(block->base, data, bytes);
  return RW_OK;
}

static void answer(rw_host *host, int status) {
  if (host->operation == RW_OP_RUN) rw__note_run(host);
  if (host->operation == RW_OP_MADE) {
    atomic_store(&host->record->working, false);
    atomic_fetch_sub(&host->connection->working, 1);
  }
  host->operation = RW_OP_NONE;
  host->slot->status = status;
  rw__answer_joined(host, status);
  rw__answer(host->connection, host->slot, host->record->number);
}

/* Puts the description of the model, or of the devices, into a block that the rank maps. */
static bool send_description(rw_host *host) {
  struct rw__block block;
  rw__write_number(&host->reply, host->n_inputs);
  rw__write_number(&host->reply, host->n_outputs);
  rw__write_number(&host->reply, host->n_metadata);
  rw__write(&host->reply, host->inputs.bytes, host->inputs.used);
  rw__write(&host->reply, host->outputs.bytes, host->outputs.used);
  rw__write(&host->reply, host->metadata.bytes, host->metadata.used);
  if (host->reply.failed || !rw__block_create(&host->connection->memory, host->reply.used, &block)) return false;
  memcpy(block.base, host->reply.bytes, host->reply.used);
  host->slot->reply_offset = block.offset;
  host->slot->reply_size = block.size;
  rw__block_unmap(&block);
  return true;
}

void rw_host_complete(rw_host *host) {
  if (host->operation == RW_OP_NONE || host->operation == RW_OP_GONE) return;
  const bool describes =
      host->operation == RW_OP_LOAD || host->operation == RW_OP_DEVICES || host->operation == RW_OP_RESOLVE;
  if (describes && !send_description(host)) {
    rw_host_fail(host, RW_OUT_OF_MEMORY, "no memory for the engine's answer");
    return;
  }
  if (describes || host->n_placed > 0) rw__answer_reset(host, false);
  answer(host, RW_OK);
}

void rw_host_fail(rw_host *host, int status, const char *message) {
  if (host->operation == RW_OP_NONE || host->operation == RW_OP_GONE) return;
  rw__answer_reset(host, true);
  strncpy(host->slot->message, message, RW__MESSAGE_SIZE - 1);
  host->slot->message[RW__MESSAGE_SIZE - 1] = '\0';
  answer(host, status != RW_OK ? status : RW_INTERNAL);
}
