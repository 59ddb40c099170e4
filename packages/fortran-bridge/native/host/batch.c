/* Requests that are run as one: of any ranks, for the same model and with tensors that differ in their leading
 * dimension alone. Only what waits is joined, and nobody waits for a request that does not come. */
#include <stdlib.h>
#include <string.h>

#include "channel/bell.h"
#include "host/state.h"

/* A slot whose request was taken beside the one in hand. */
struct rw__joined {
  struct rw__connection *connection;
  struct rw__served_slot *record;
  uint32_t index;
  uint8_t asked_before; /* what the record said until then, so that the request can be put back */
};

static bool push(rw_host *host, struct rw__joined joined) {
  if (host->n_joined == host->joined_room) {
    size_t room = host->joined_room * 2 + 16;
    struct rw__joined *grown = realloc(host->joined, room * sizeof *grown);
    if (grown == NULL) return false;
    host->joined = grown;
    host->joined_room = room;
  }
  host->joined[host->n_joined++] = joined;
  return true;
}

/* A batch that is being filled. */
struct filling {
  const rw_host *host;
  int64_t rows, most; /* samples that it has; that it may have */
};

static bool joins(void *context, const struct rw__connection *connection, uint32_t index, uint8_t asked) {
  const struct filling *batch = context;
  const struct rw__served_slot *first = batch->host->record, *record = &connection->slots[index];
  return record->group == first->group && record != first && record->rows <= batch->most - batch->rows &&
         !record->alone && record->key != 0 && (asked & RW__REPEAT) != 0;
}

/* Takes one request of a rank, in turn, and adds its samples. False: none waits that can be joined. */
static bool join_one(rw_host *host, struct rw__connection *connection, struct filling *batch) {
  int i = rw__find_untaken(connection, connection->turn, joins, batch);
  if (i < 0) return false;
  struct rw__served_slot *record = &connection->slots[i];
  uint8_t before = atomic_load_explicit(&record->asked, memory_order_relaxed);
  if (!push(host, (struct rw__joined){connection, record, (uint32_t)i, before})) return false;
  rw__mark_taken(connection, (uint32_t)i);
  record->absent = false;
  batch->rows += record->rows;
  return true;
}

/* Takes one request of each rank, then another: who asks for much is not to fill the batches of the rest. Returns the
 * samples that are taken, those of before included. */
static int64_t join(rw_host *host, int64_t rows, int64_t most) {
  struct filling batch = {host, rows, most};
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  if (host->workers.count > 0) rw__start_taking(host);
  for (bool found = true; found && batch.rows < most;) {
    found = false;
    for (int turn = 0; turn < served && batch.rows < most; turn++) {
      struct rw__connection *connection = &host->connections[(host->next + turn) % served];
      if (atomic_load_explicit(&connection->state, memory_order_acquire) == RW__SERVED)
        found |= join_one(host, connection, &batch);
    }
  }
  rw__stop_taking(host);
  return batch.rows;
}

static bool has_joined(const rw_host *host, const struct rw__connection *connection) {
  bool found = connection == host->connection;
  for (size_t i = 0; i < host->n_joined && !found; i++) found = host->joined[i].connection == connection;
  return found;
}

static bool is_expected(const rw_host *host, const struct rw__served_slot *record) {
  return record->key != 0 && record->group == host->record->group && !record->absent;
}

/* Whether a rank has a request of the group in hand; or none is expected of it: it has made none yet, or did not come
 * when it was waited for last. */
static bool is_here(const rw_host *host, const struct rw__connection *connection) {
  if (has_joined(host, connection)) return true;
  for (uint32_t i = 0; i < rw__slots_used(connection); i++)
    if (is_expected(host, &connection->slots[i])) return false;
  return true;
}

/* It is not expected again until it comes. */
static void set_absent(const rw_host *host, struct rw__connection *connection) {
  for (uint32_t i = 0; i < rw__slots_used(connection); i++)
    if (is_expected(host, &connection->slots[i])) connection->slots[i].absent = true;
}

/* A rank whose request is still missing, or NULL. */
static struct rw__connection *missing(const rw_host *host) {
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  for (int i = 0; i < served; i++) {
    struct rw__connection *connection = &host->connections[i];
    if (atomic_load_explicit(&connection->state, memory_order_acquire) == RW__SERVED && !is_here(host, connection))
      return connection;
  }
  return NULL;
}

void rw__forget_groups(struct rw__connection *connection, uint32_t model) {
  for (uint32_t i = 0; i < RW__SLOTS; i++)
    if (connection->slots[i].model == model) connection->slots[i].group = 0;
}

void rw_host_group(rw_host *host, int64_t group, int64_t rows) {
  host->record->group = group;
  host->record->rows = rows;
}

/* Ranks in the order in which they came: where the same requests meet again, each has the same place (window.c).
 */
static int compare(const void *a, const void *b) {
  const struct rw__joined *one = a, *other = b;
  return (one->record > other->record) - (one->record < other->record);
}

static void sort(rw_host *host) {
  qsort(host->joined, host->n_joined, sizeof *host->joined, compare);
  host->place = 0;
  while (host->place < host->n_joined && host->joined[host->place].record < host->record) host->place++;
}

int64_t rw_host_batch(rw_host *host, int64_t most, int64_t delay) {
  bool alone = host->record->alone;
  int64_t rows = host->record->rows, until = rw__now() + delay;
  host->record->alone = false;
  host->record->absent = false;
  if (alone) return rows;
  rows = join(host, rows, most);
  for (struct rw__connection *awaited; delay > 0 && rows < most && (awaited = missing(host)) != NULL;) {
    int64_t before = rows, left = until - rw__now();
    if (left <= 0) {
      set_absent(host, awaited); /* and so is the next one, if there is one */
      continue;
    }
    bool asked = rw__someone_asks(host);
    if (!asked) rw__sleep(host, left);
    rows = join(host, rows, most);
    /* What else waits is not kept waiting for what may come. */
    if ((asked && rows == before) || rw__has_other_work(host)) break;
  }
  if (host->n_joined > 0) sort(host);
  return rows;
}

size_t rw__batch_size(const rw_host *host) { return host->n_joined + 1; }

struct rw__batch_part rw__batch_part(const rw_host *host, size_t k, int output, int i) {
  const struct rw__joined *joined = k == host->place ? NULL : &host->joined[k < host->place ? k : k - 1];
  const struct rw__served_slot *record = joined != NULL ? joined->record : host->record;
  const struct rw__run_body *run = record->request;
  size_t at = (output ? (size_t)run->n_inputs : 0) + (size_t)i;
  struct rw__batch_part part = {.connection = joined != NULL ? joined->connection : host->connection,
                                .rows = record->rows};
  const struct rw__tensor_entry *entry = &run->tensors[at];
  const struct rw__block *block = entry->block == 0 ? &record->body : &record->tensors[at];
  uint64_t begin = entry->block == 0 ? entry->offset : 0;
  if (entry->decided || block->base == NULL) return part;
  part.offset = block->offset;
  part.data = (char *)block->base + begin;
  part.bytes = block->size - begin;
  part.own = entry->block != 0;
  return part;
}

int rw_host_batch_copy(rw_host *host, int output, int i, void *memory, int64_t row_bytes) {
  char *at = memory;
  for (size_t k = 0; k < rw__batch_size(host); k++) {
    struct rw__batch_part part = rw__batch_part(host, k, output, i);
    size_t bytes = (size_t)(part.rows * row_bytes);
    if (part.data == NULL || part.bytes < bytes) return 0;
    memcpy(output ? part.data : at, output ? at : part.data, bytes);
    at += bytes;
  }
  return 1;
}

void rw_host_batch_split(rw_host *host) {
  for (size_t k = 0; k < host->n_joined; k++) {
    struct rw__joined *joined = &host->joined[k];
    joined->record->alone = true;
    joined->record->number = (joined->record->number - 1) & RW__NUMBER_MASK;
    atomic_store_explicit(&joined->record->asked, joined->asked_before, memory_order_relaxed);
  }
  host->n_joined = host->place = 0;
}

void rw__answer_joined(rw_host *host, int status) {
  for (size_t k = 0; k < host->n_joined; k++) {
    struct rw__joined *joined = &host->joined[k];
    struct rw__slot *slot = &joined->connection->memory.channel->slots[joined->index];
    slot->status = status;
    if (status != RW_OK) memcpy(slot->message, host->slot->message, RW__MESSAGE_SIZE);
    rw__answer(joined->connection, slot, joined->record->number);
  }
  host->n_joined = host->place = 0;
}
