#include "channel/bell.h"

#include "channel/wait.h"

void rw__bell_ring(_Atomic uint32_t *asleep, int sleepers) {
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load(asleep) != 0 && atomic_exchange(asleep, 0) != 0) rw__futex_wake(asleep, sleepers);
}

void rw__bell_sleep(_Atomic uint32_t *asleep, int64_t left, bool (*done)(void *context), void *context) {
  atomic_store(asleep, 1);
  atomic_thread_fence(memory_order_seq_cst);
  if (!done(context)) rw__futex_wait(asleep, 1, left);
}
