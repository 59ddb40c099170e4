#include "channel/bell.h"

#include <limits.h>

#include "channel/wait.h"

void rw__bell_ring(struct rw__bell *bell) {
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load(&bell->sleepers) == 0) return;
  atomic_fetch_add(&bell->rings, 1);
  rw__futex_wake(&bell->rings, INT_MAX);
}

void rw__bell_sleep(struct rw__bell *bell, int64_t most, bool (*done)(void *context), void *context) {
  atomic_fetch_add(&bell->sleepers, 1);
  atomic_thread_fence(memory_order_seq_cst);
  /* Before the look: what rings after it changes the word, and the kernel does not let us sleep. */
  const uint32_t rings = atomic_load(&bell->rings);
  if (!done(context)) rw__futex_wait(&bell->rings, rings, most < RW__LOOK_NS ? most : RW__LOOK_NS);
  atomic_fetch_sub(&bell->sleepers, 1);
}
