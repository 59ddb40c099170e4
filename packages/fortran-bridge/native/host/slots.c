/* The slots of all ranks: who asks, who is gone, what is taken, and the answer to each. */
#include "channel/bell.h"
#include "host/state.h"

uint32_t rw__slots_used(const struct rw__connection *connection) {
  uint32_t used = atomic_load_explicit(&connection->memory.channel->used, memory_order_relaxed);
  return used < RW__SLOTS ? used : RW__SLOTS;
}

void rw__mark_taken(struct rw__connection *connection, uint32_t index) {
  struct rw__served_slot *record = &connection->slots[index];
  uint8_t asked = atomic_load_explicit(&connection->memory.channel->asked[index], memory_order_acquire);
  atomic_store_explicit(&record->asked, asked, memory_order_relaxed);
  record->number = (record->number + 1) & RW__NUMBER_MASK;
  connection->turn = (index + 1) % RW__SLOTS;
}

bool rw__workers_work(const rw_host *host) {
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  for (int i = 0; i < served; i++)
    if (atomic_load_explicit(&host->connections[i].working, memory_order_relaxed) > 0) return true;
  return false;
}

bool rw__model_works(const struct rw__connection *connection, uint32_t model) {
  for (size_t i = 0; i < RW__SLOTS && atomic_load(&connection->working) > 0; i++)
    if (connection->slots[i].model == model && atomic_load(&connection->slots[i].working)) return true;
  return false;
}

/* A close waits for the runs of its model that are with the workers. */
static bool is_put_off(rw_host *host, const struct rw__connection *connection, uint32_t index, uint8_t asked) {
  const struct rw__slot *slot = &connection->memory.channel->slots[index];
  if ((asked & RW__REPEAT) != 0 || slot->operation != RW_OP_CLOSE) return false;
  atomic_store(&host->put_off, true); /* before the look: the worker does it the other way round */
  return rw__model_works(connection, slot->model);
}

bool rw__is_gone(rw_host *host, const struct rw__connection *connection) {
  atomic_store(&host->put_off, true);
  return atomic_load(&connection->working) == 0;
}

int rw__find_untaken(const struct rw__connection *connection, uint32_t from, rw__suits *suits, void *context) {
  const struct rw__channel *channel = connection->memory.channel;
  uint32_t used = rw__slots_used(connection);
  for (uint32_t step = 0; step < used; step++) {
    uint32_t i = from + step < used ? from + step : from + step - used;
    uint8_t asked = atomic_load_explicit(&channel->asked[i], memory_order_acquire);
    if (asked == atomic_load_explicit(&connection->slots[i].asked, memory_order_relaxed)) continue;
    if (atomic_load(&connection->slots[i].working)) continue;
    if (suits(context, connection, i, asked)) return (int)i;
  }
  return -1;
}

static bool can_be_taken(void *host, const struct rw__connection *connection, uint32_t index, uint8_t asked) {
  return !is_put_off(host, connection, index, asked);
}

int rw__find_asked(rw_host *host, const struct rw__connection *connection, uint32_t from) {
  return rw__find_untaken(connection, from, can_be_taken, host);
}

bool rw__someone_asks(rw_host *host) {
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  for (int i = 0; i < served; i++) {
    struct rw__connection *connection = &host->connections[i];
    if (atomic_load_explicit(&connection->state, memory_order_acquire) == RW__SERVED &&
        rw__find_asked(host, connection, 0) >= 0)
      return true;
  }
  return false;
}

bool rw__has_other_work(rw_host *host) {
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  for (int i = 0; i < served; i++)
    if (atomic_load_explicit(&host->connections[i].state, memory_order_acquire) == RW__GONE &&
        rw__is_gone(host, &host->connections[i]))
      return true;
  return atomic_load(&host->workers.returned.count) > 0 || atomic_load_explicit(&host->over, memory_order_relaxed);
}

bool rw__something_to_do(void *context) { return rw__someone_asks(context) || rw__has_other_work(context); }

void rw__sleep(rw_host *host, int64_t most) {
  rw__bell_sleep(host->bell, most, rw__something_to_do, host);
  atomic_store(&host->bell->sleepers, 0); /* no other thread sleeps there: undoes what a stray write has left */
}

void rw__ring(rw_host *host) { rw__bell_ring(host->bell); }

void rw__answer(struct rw__connection *connection, struct rw__slot *slot, uint32_t number) {
  struct rw__bell *any = &connection->memory.channel->any;
  if ((atomic_exchange(&slot->answered, number << 1) & 1) != 0) rw__futex_wake(&slot->answered, 1);
  /* Ordered by the exchange: a thread that waits for any of several slots says that it sleeps, then looks once more. */
  if (atomic_load(&any->sleepers) != 0) rw__bell_ring(any);
}
