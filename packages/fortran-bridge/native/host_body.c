/* The body of a request: out of the rank's memory, and checked. A rank that writes where it should not, at any time,
 * gets an error, and the engine's other ranks nothing of it. */
#include <stdlib.h>
#include <string.h>

#include "host.h"

static void unmap_tensors(struct rw__served_slot *record) {
  for (size_t i = 0; i < record->n_tensors; i++) rw__block_unmap(&record->tensors[i]);
  free(record->tensors);
  record->tensors = NULL;
  record->n_tensors = 0;
}

void rw__body_forget(struct rw__served_slot *record) {
  unmap_tensors(record);
  rw__block_unmap(&record->body);
  free(record->request);
  record->request = NULL;
}

bool rw__body_map(rw_host *host) {
  const struct rw__slot *slot = host->slot;
  struct rw__block *body = &host->record->body;
  const uint64_t offset = slot->body_offset, size = slot->body_size;
  if (body->offset == offset && body->size == size) return true;
  rw__block_unmap(body);
  return size == 0 || rw__block_map(&host->connection->memory, offset, size, body);
}

/* Copies a head that was read before, and what lies behind it. */
static void *copy(struct rw__served_slot *record, const void *head, size_t head_size, size_t more) {
  free(record->request);
  record->request = malloc(head_size + more);
  if (record->request == NULL) return NULL;
  memcpy(record->request, head, head_size);
  memcpy((char *)record->request + head_size, (const char *)record->body.base + head_size, more);
  return record->request;
}

static bool is_sound(const struct rw__tensor_entry *entry, uint64_t size) {
  if (entry->rank > RW_MAX_RANK) return false;
  if (entry->decided) return true;
  if (entry->block != 0) return entry->bytes <= entry->block;
  return entry->offset <= size && entry->bytes <= size - entry->offset;
}

/* The tensors that have a block to themselves. */
static bool map_tensors(struct rw__memory *memory, struct rw__served_slot *record, size_t count) {
  const struct rw__run_body *run = record->request;
  unmap_tensors(record);
  record->tensors = calloc(count + 1, sizeof *record->tensors);
  if (record->tensors == NULL) return false;
  record->n_tensors = count;
  for (size_t i = 0; i < count; i++) {
    const struct rw__tensor_entry *entry = &run->tensors[i];
    if (entry->block == 0 || entry->decided) continue;
    if (!rw__block_map(memory, entry->offset, entry->block, &record->tensors[i])) return false;
  }
  return true;
}

bool rw__body_take_run(rw_host *host) {
  struct rw__served_slot *record = host->record;
  const struct rw__block *body = &record->body;
  struct rw__run_body head;
  if (body->size < sizeof head) return false;
  memcpy(&head, body->base, sizeof head);
  uint64_t count = (uint64_t)head.n_inputs + head.n_outputs;
  if (count > (body->size - sizeof head) / sizeof head.tensors[0]) return false;
  const struct rw__run_body *run = copy(record, &head, sizeof head, count * sizeof head.tensors[0]);
  if (run == NULL) return false;
  for (uint64_t i = 0; i < count; i++)
    if (!is_sound(&run->tensors[i], body->size)) return false;
  return map_tensors(&host->connection->memory, record, count);
}

bool rw__body_take_load(rw_host *host) {
  struct rw__served_slot *record = host->record;
  const struct rw__block *body = &record->body;
  struct rw__load_body head;
  if (body->size < sizeof head) return false;
  memcpy(&head, body->base, sizeof head);
  if (head.offset > body->size || head.bytes > body->size - head.offset) return false;
  const uint64_t sizes[] = {head.path_size, head.device_size, head.options_size, head.batching_size,
                            head.environment_size};
  enum { COUNT = sizeof sizes / sizeof sizes[0] };
  uint64_t ends[COUNT], end = 0;
  for (size_t i = 0; i < COUNT; i++) {
    if (sizes[i] == 0) return false;
    ends[i] = end += sizes[i];
  }
  if (end > body->size - sizeof head) return false;
  const struct rw__load_body *load = copy(record, &head, sizeof head, end);
  if (load == NULL) return false;
  for (size_t i = 0; i < COUNT; i++)
    if (load->strings[ends[i] - 1] != '\0') return false;
  return true;
}
