/* Waiting for the rest of a batch: not while something else is to be done. */
#define _GNU_SOURCE
#include "host/state.h"
#include "testing.h"

enum { IN_HAND, OTHER, AWAITED, RANKS };

static struct rw__channel channels[RANKS];
static struct rw__connection connections[RANKS];
static struct rw__bell bell;

/* A host with a request of a group in hand that has come from all ranks once. */
static rw_host host_of_group(void) {
  for (int rank = 0; rank < RANKS; rank++) {
    struct rw__connection *connection = &connections[rank];
    connection->memory.channel = &channels[rank];
    connection->slots[0].key = 1 + rank;
    connection->slots[0].group = connection->slots[0].rows = 1;
    atomic_store(&channels[rank].used, 1);
    atomic_store(&connection->state, RW__SERVED);
  }
  return (rw_host){.bell = &bell,
                   .served = RANKS,
                   .connections = connections,
                   .connection = &connections[IN_HAND],
                   .record = &connections[IN_HAND].slots[0]};
}

/* Its end was told before the engine's thread went to sleep, and nobody tells it again. */
static void the_end_of_a_rank_is_not_kept_waiting(void) {
  const int64_t hour = INT64_C(3600) * 1000000000;
  rw_host host = host_of_group();
  atomic_store(&connections[OTHER].state, RW__GONE);
  alarm(30); /* ends what would sleep on */
  CHECK(rw_host_batch(&host, RANKS, hour) == 1);
  alarm(0);
}

int main(void) {
  the_end_of_a_rank_is_not_kept_waiting();
  return 0;
}
