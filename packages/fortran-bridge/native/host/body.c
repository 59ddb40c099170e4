/* The body of a request: what describes it is copied out of the rank's memory, and then checked. A rank that writes
 * over it, at any time, gets an error, and the engine's other ranks nothing of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/state.h"

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

static enum rw__body map(rw_host *host, uint64_t offset, uint64_t size, struct rw__block *block) {
  if (rw__block_map(&host->connection->memory, offset, size, block)) return RW__SOUND;
  return errno == EPROTO ? RW__DAMAGED : RW__NO_ROOM; /* beyond the rank's memory, or the engine's */
}

enum rw__body rw__body_map(rw_host *host) {
  const struct rw__slot *slot = host->slot;
  struct rw__block *body = &host->record->body;
  const uint64_t offset = slot->body_offset, size = slot->body_size;
  if (body->offset == offset && body->size == size) return RW__SOUND;
  rw__block_unmap(body);
  return size == 0 ? RW__SOUND : map(host, offset, size, body);
}

/* Copies a head that was read before, and what lies behind it. NULL: no memory. */
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
static enum rw__body map_tensors(rw_host *host, size_t count) {
  struct rw__served_slot *record = host->record;
  const struct rw__run_body *run = record->request;
  enum rw__body result = RW__SOUND;
  unmap_tensors(record);
  record->tensors = calloc(count + 1, sizeof *record->tensors);
  if (record->tensors == NULL) return RW__NO_ROOM;
  record->n_tensors = count;
  for (size_t i = 0; i < count && result == RW__SOUND; i++) {
    const struct rw__tensor_entry *entry = &run->tensors[i];
    if (entry->block != 0 && !entry->decided) result = map(host, entry->offset, entry->block, &record->tensors[i]);
  }
  return result;
}

enum rw__body rw__body_take_run(rw_host *host) {
  const struct rw__block *body = &host->record->body;
  struct rw__run_body head;
  if (body->size < sizeof head) return RW__DAMAGED;
  memcpy(&head, body->base, sizeof head);
  uint64_t count = (uint64_t)head.n_inputs + head.n_outputs;
  if (count > (body->size - sizeof head) / sizeof head.tensors[0]) return RW__DAMAGED;
  const struct rw__run_body *run = copy(host->record, &head, sizeof head, count * sizeof head.tensors[0]);
  if (run == NULL) return RW__NO_ROOM;
  for (uint64_t i = 0; i < count; i++)
    if (!is_sound(&run->tensors[i], body->size)) return RW__DAMAGED;
  return map_tensors(host, count);
}

enum rw__body rw__body_take_load(rw_host *host) {
  const struct rw__block *body = &host->record->body;
  struct rw__load_body head;
  if (body->size < sizeof head) return RW__DAMAGED;
  memcpy(&head, body->base, sizeof head);
  if (head.offset > body->size || head.bytes > body->size - head.offset) return RW__DAMAGED;
  const uint64_t sizes[] = {head.path_size, head.device_size, head.options_size, head.batching_size,
                            head.environment_size};
  enum { COUNT = sizeof sizes / sizeof sizes[0] };
  uint64_t ends[COUNT], end = 0;
  for (size_t i = 0; i < COUNT; i++) {
    if (sizes[i] == 0) return RW__DAMAGED;
    ends[i] = end += sizes[i];
  }
  if (end > body->size - sizeof head) return RW__DAMAGED;
  const struct rw__load_body *load = copy(host->record, &head, sizeof head, end);
  if (load == NULL) return RW__NO_ROOM;
  for (size_t i = 0; i < COUNT; i++)
    if (load->strings[ends[i] - 1] != '\0') return RW__DAMAGED;
  return RW__SOUND;
}
