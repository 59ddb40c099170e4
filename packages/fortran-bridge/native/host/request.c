/* What an engine asks of the request in hand. */
#include <string.h>

#include "host/state.h"

int rw_host_operation(rw_host *host) { return (int)host->operation; }

int rw_host_connection(rw_host *host) { return (int)(host->connection - host->connections); }

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

int rw_host_load_tf32(rw_host *host) { return (int)load_body(host)->tf32; }

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
