/* The request in hand: what an engine asks of it, and how it answers. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "host.h"
#include "status.h"

int rw_host_operation(rw_host *host) { return (int)host->operation; }

int rw_host_connection(rw_host *host) { return (int)(host->connection - host->connections); }

int rw_host_rank(rw_host *host) { return host->connection->rank; }

int64_t rw_host_replaced(rw_host *host) { return host->replaced; }

int rw_host_model(rw_host *host) { return (int)host->record->model; }

static const struct rw__load_body *load_body(const rw_host *host) { return host->record->request; }

const char *rw_host_load_path(rw_host *host) { return load_body(host)->strings; }

const char *rw_host_load_device(rw_host *host) { return load_body(host)->strings + load_body(host)->path_size; }

int rw_host_load_threads(rw_host *host) { return load_body(host)->threads; }

const char *rw_host_load_provider_options(rw_host *host) {
  return rw_host_load_device(host) + load_body(host)->device_size;
}

int rw_host_load_no_fallback(rw_host *host) { return (int)load_body(host)->no_fallback; }

const char *rw_host_load_batching(rw_host *host) {
  return rw_host_load_provider_options(host) + load_body(host)->options_size;
}

const void *rw_host_load_environment(rw_host *host) {
  return rw_host_load_batching(host) + load_body(host)->batching_size;
}

int64_t rw_host_load_environment_size(rw_host *host) { return load_body(host)->environment_size; }

const void *rw_host_load_bytes(rw_host *host) {
  return load_body(host)->from_bytes ? (const char *)host->record->body.base + load_body(host)->offset : NULL;
}

int64_t rw_host_load_size(rw_host *host) { return (int64_t)load_body(host)->bytes; }

int rw_host_load_ranks(rw_host *host, int32_t *numbers) {
  const struct rw__load_body *body = load_body(host);
  numbers[0] = body->rank;
  numbers[1] = body->rank_count;
  numbers[2] = body->local_rank;
  numbers[3] = body->local_rank_count;
  return body->rank_count > 0;
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

static const struct rw__run_body *run_body(const rw_host *host) { return host->record->request; }

static size_t index_of(const rw_host *host, int output, int i) {
  return (output ? (size_t)run_body(host)->n_inputs : 0) + (size_t)i;
}

static const struct rw__tensor_entry *entry(const rw_host *host, int output, int i) {
  return &run_body(host)->tensors[index_of(host, output, i)];
}

int rw_host_tensor_count(rw_host *host, int output) {
  return (int)(output ? run_body(host)->n_outputs : run_body(host)->n_inputs);
}

int rw_host_tensor_position(rw_host *host, int output, int i) { return (int)entry(host, output, i)->position; }

int rw_host_tensor_type(rw_host *host, int output, int i) { return (int)entry(host, output, i)->type; }

int rw_host_tensor_dims(rw_host *host, int output, int i, int64_t *dims) {
  const struct rw__tensor_entry *tensor = entry(host, output, i);
  memcpy(dims, tensor->shape, tensor->rank * sizeof dims[0]);
  return (int)tensor->rank;
}

int64_t rw_host_tensor_bytes(rw_host *host, int output, int i) { return (int64_t)entry(host, output, i)->bytes; }

void *rw_host_tensor_data(rw_host *host, int output, int i) {
  const struct rw__tensor_entry *tensor = entry(host, output, i);
  if (tensor->decided) return NULL;
  if (tensor->block == 0) return (char *)host->record->body.base + tensor->offset;
  return host->record->tensors[index_of(host, output, i)].base;
}

int rw_host_tensor_carried(rw_host *host, int i) { return (int)entry(host, 0, i)->carried; }

int rw_host_tensor_feeds(rw_host *host, int i) { return (int)entry(host, 1, i)->feeds - 1; }

int rw_host_tensor_kept(rw_host *host, int i) { return (int)entry(host, 1, i)->kept; }

static struct rw__block *place(rw_host *host) {
  struct rw__block *grown = realloc(host->placed, (host->n_placed + 1) * sizeof *grown);
  if (grown == NULL) return NULL;
  host->placed = grown;
  return &grown[host->n_placed];
}

rw_status rw_host_deliver_output(rw_host *host, int i, int type, int rank, const int64_t *dims, const void *data) {
  struct rw__run_body *told = host->record->body.base; /* the rank's */
  struct rw__tensor_entry *tensor = &told->tensors[index_of(host, 1, i)];
  if (rank > RW_MAX_RANK)
    return rw__fail(RW_MODEL_UNSUPPORTED, "an output has %d dimensions, more than the %d that rankwise carries", rank,
                    RW_MAX_RANK);
  int64_t elements = rw__elements(rank, dims, rw_type_size(type));
  uint64_t bytes = (uint64_t)elements * rw_type_size(type);
  struct rw__block *block = elements >= 0 ? place(host) : NULL;
  if (block == NULL || !rw__block_create(&host->connection->memory, bytes, block))
    return rw__fail(RW_OUT_OF_MEMORY, "there is no memory for an output of %lld elements", (long long)elements);
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

void rw__answer(struct rw__connection *connection, struct rw__slot *slot, uint32_t number) {
  _Atomic uint32_t *any_asleep = &connection->memory.channel->any_asleep;
  if ((atomic_exchange(&slot->answered, number << 1) & 1) != 0) rw__futex_wake(&slot->answered, 1);
  /* Ordered by the exchange: a thread that waits for any of several slots says that it sleeps, then looks once more. */
  if (atomic_load(any_asleep) != 0 && atomic_exchange(any_asleep, 0) != 0) rw__futex_wake(any_asleep, INT_MAX);
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
