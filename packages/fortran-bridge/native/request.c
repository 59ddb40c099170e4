/* The slots of the channel: taken, filled, handed over, waited for, returned. */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "rendezvous.h"
#include "status.h"

/* How often a sleeping rank looks whether its engine lives. */
#define LOOK_NS INT64_C(100000000)

static bool available(struct rw__request *request) {
  if (request->taken) return false;
  if (!request->given_up) return true;
  if (atomic_load(&request->slot->state) != RW__DONE) return false;
  request->given_up = false;
  return true;
}

struct rw__request *rw__request_take(struct rw__engine *engine, uint32_t model,
                                     bool (*fits)(const struct rw__request *request, const void *context),
                                     const void *context, bool *found) {
  struct rw__request *best = NULL;
  *found = false;
  pthread_mutex_lock(&engine->mutex);
  while (best == NULL) {
    for (size_t i = 0; i < RW__SLOTS && !*found; i++) {
      struct rw__request *request = &engine->requests[i];
      if (!available(request)) continue;
      *found = model != RW__NO_MODEL && request->model == model && fits(request, context);
      if (*found || best == NULL || request->last_used < best->last_used) best = request;
    }
    if (best == NULL) pthread_cond_wait(&engine->returned, &engine->mutex);
  }
  best->taken = true;
  best->last_used = ++engine->count;
  if (!*found) best->model = RW__NO_MODEL;
  pthread_mutex_unlock(&engine->mutex);
  return best;
}

void rw__request_return(struct rw__engine *engine, struct rw__request *request) {
  pthread_mutex_lock(&engine->mutex);
  request->taken = false;
  pthread_cond_signal(&engine->returned);
  pthread_mutex_unlock(&engine->mutex);
}

void rw__requests_forget(struct rw__engine *engine, uint32_t model) {
  pthread_mutex_lock(&engine->mutex);
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__request *request = &engine->requests[i];
    if (request->taken || request->given_up || request->model != model) continue;
    request->model = RW__NO_MODEL;
    rw__block_free(&engine->memory, &request->body);
  }
  pthread_mutex_unlock(&engine->mutex);
}

rw_status rw__request_body(struct rw__engine *engine, struct rw__request *request, uint64_t size) {
  /* A body much larger than needed is given back: the shape of one call must not hold memory for ever. */
  if (request->body.base != NULL && request->body.size >= size && request->body.size / 4 <= size + 65536) return RW_OK;
  rw__block_free(&engine->memory, &request->body);
  if (!rw__block_create(&engine->memory, size, &request->body))
    return rw__fail_errno(RW_OUT_OF_MEMORY, "cannot have %llu bytes of memory shared with the engine",
                          (unsigned long long)size);
  return RW_OK;
}

static bool answered(void *slot) {
  return atomic_load_explicit(&((struct rw__slot *)slot)->state, memory_order_acquire) == RW__DONE;
}

static rw_status lost(struct rw__engine *engine, const char *doing, const char *model) {
  char end[2048] = "";
  atomic_store(&engine->lost, true);
  rw__describe_end(&engine->process, 100, end, sizeof end);
  return rw__fail(RW_ENGINE_LOST,
                  "%s '%s': the engine (process %lld) ended%s. Close the model and load it again; if it happens again, "
                  "look whether the node ran out of memory",
                  doing, model, (long long)engine->pid, end);
}

/* Sleeps until the answer is there, the engine is gone or the time is up. */
static rw_status sleep_for_answer(struct rw__engine *engine, struct rw__request *request, int64_t deadline,
                                  const char *doing, const char *model) {
  struct rw__slot *slot = request->slot;
  uint32_t expected = RW__READY;
  if (!atomic_compare_exchange_strong(&slot->state, &expected, RW__READY_ASLEEP)) return RW_OK;
  while (!answered(slot)) {
    int64_t left = deadline - rw__now();
    if (rw__hung_up(engine->socket) && !answered(slot)) return lost(engine, doing, model);
    if (left <= 0) {
      request->given_up = true;
      return rw__fail(
          RW_TIMEOUT,
          "%s '%s': no answer within the run_timeout of the load. The request goes on in the engine; its answer is "
          "dropped",
          doing, model);
    }
    rw__futex_wait(&slot->state, RW__READY_ASLEEP, left < LOOK_NS ? left : LOOK_NS);
  }
  return RW_OK;
}

static void hand_over(struct rw__engine *engine, struct rw__request *request) {
  struct rw__channel *channel = engine->memory.channel;
  uint64_t bit = UINT64_C(1) << (request->slot - channel->slots);
  atomic_store_explicit(&request->slot->state, RW__READY, memory_order_relaxed);
  /* Sequentially consistent, as is the engine's way to sleep: either it sees the bit or we see it asleep. */
  atomic_fetch_or(&channel->ready, bit);
  if (atomic_load(&engine->bell->asleep) != 0 && atomic_exchange(&engine->bell->asleep, 0) != 0)
    rw__futex_wake(&engine->bell->asleep);
}

rw_status rw__request_answer(struct rw__engine *engine, struct rw__request *request, rw_operation operation, bool fresh,
                             double timeout, const char *doing, const char *model) {
  struct rw__slot *slot = request->slot;
  if (atomic_load_explicit(&engine->lost, memory_order_relaxed)) return lost(engine, doing, model);
  slot->operation = (uint32_t)operation;
  slot->fresh = fresh;
  slot->body_offset = request->body.offset;
  slot->body_size = request->body.size;
  slot->reply_size = 0;
  int64_t start = rw__now();
  hand_over(engine, request);
  if (!rw__spin(&request->spinner, answered, slot)) {
    int64_t deadline = timeout > 0.0 && timeout < 9e9 ? start + (int64_t)(timeout * 1e9) : INT64_MAX;
    rw_status status = sleep_for_answer(engine, request, deadline, doing, model);
    if (status != RW_OK) return status;
  }
  rw__spinner_learn(&request->spinner, rw__now() - start);
  atomic_store_explicit(&slot->state, RW__IDLE, memory_order_relaxed);
  if (slot->status == RW_OK) return RW_OK;
  slot->message[RW__MESSAGE_SIZE - 1] = '\0';
  return rw__fail((rw_status)slot->status, "%s '%s': %s", doing, model, slot->message);
}
