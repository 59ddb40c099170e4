/* The slots of the channel: taken, filled, handed over, waited for, returned. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "rendezvous.h"
#include "status.h"

/* How often a sleeping rank looks whether its engine lives. */
#define LOOK_NS INT64_C(100000000)

static bool answered(void *context) {
  const struct rw__own_slot *request = context;
  return atomic_load_explicit(&request->slot->answered, memory_order_acquire) >> 1 == request->number;
}

/* Waits until a request may have come free: when a thread returns one, or the engine answers one that was given up. */
static void wait_for_return(struct rw__engine *engine) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += (until.tv_nsec + LOOK_NS) / 1000000000;
  until.tv_nsec = (until.tv_nsec + LOOK_NS) % 1000000000;
  pthread_cond_timedwait(&engine->returned, &engine->mutex, &until);
}

struct rw__own_slot *rw__slot_take(struct rw__engine *engine, uint32_t model,
                                     bool (*fits)(const struct rw__own_slot *request, const void *context),
                                     const void *context, bool *found) {
  struct rw__own_slot *best = NULL;
  *found = false;
  pthread_mutex_lock(&engine->mutex);
  while (best == NULL) {
    for (size_t i = 0; i < RW__SLOTS && !*found; i++) {
      struct rw__own_slot *request = &engine->requests[i];
      if (request->taken || !answered(request)) continue;
      *found = model != RW__NO_MODEL && request->model == model && fits(request, context);
      if (*found || best == NULL || request->last_used < best->last_used) best = request;
    }
    if (best == NULL) wait_for_return(engine);
  }
  best->taken = true;
  best->last_used = ++engine->count;
  if (!*found) best->model = RW__NO_MODEL;
  pthread_mutex_unlock(&engine->mutex);
  return best;
}

void rw__slot_return(struct rw__engine *engine, struct rw__own_slot *request) {
  pthread_mutex_lock(&engine->mutex);
  request->taken = false;
  pthread_cond_signal(&engine->returned);
  pthread_mutex_unlock(&engine->mutex);
}

void rw__slots_forget(struct rw__engine *engine, uint32_t model) {
  pthread_mutex_lock(&engine->mutex);
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *request = &engine->requests[i];
    if (request->taken || !answered(request) || request->model != model) continue;
    request->model = RW__NO_MODEL;
    rw__block_free(&engine->memory, &request->body);
  }
  pthread_mutex_unlock(&engine->mutex);
}

rw_status rw__slot_body(struct rw__engine *engine, struct rw__own_slot *request, uint64_t size) {
  /* A body much larger than needed is given back: the shape of one call must not hold memory for ever. */
  if (request->body.base != NULL && request->body.size >= size && request->body.size / 4 <= size + 65536) return RW_OK;
  rw__block_free(&engine->memory, &request->body);
  if (!rw__block_create(&engine->memory, size, &request->body))
    return rw__fail_errno(RW_OUT_OF_MEMORY, "cannot have %llu bytes of memory shared with the engine",
                          (unsigned long long)size);
  return RW_OK;
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
static rw_status sleep_for_answer(struct rw__engine *engine, struct rw__own_slot *request, int64_t deadline,
                                  const char *doing, const char *model) {
  _Atomic uint32_t *word = &request->slot->answered;
  uint32_t awake = ((request->number - 1) & RW__NUMBER_MASK) << 1;
  const uint32_t asleep = awake + 1;
  if (!atomic_compare_exchange_strong(word, &awake, asleep)) return RW_OK;
  while (!answered(request)) {
    int64_t left = deadline - rw__now();
    if (rw__hung_up(engine->socket) && !answered(request)) return lost(engine, doing, model);
    if (left <= 0)
      return rw__fail(RW_TIMEOUT,
                      "%s '%s': no answer within the run_timeout of the load. The request goes on in the engine; its "
                      "answer is dropped",
                      doing, model);
    rw__futex_wait(word, asleep, left < LOOK_NS ? left : LOOK_NS);
  }
  return RW_OK;
}

static void hand_over(struct rw__engine *engine, struct rw__own_slot *request, bool repeat) {
  struct rw__channel *channel = engine->memory.channel;
  uint32_t index = (uint32_t)(request->slot - channel->slots), used = atomic_load(&channel->used);
  while (used <= index && !atomic_compare_exchange_weak(&channel->used, &used, index + 1)) continue;
  request->number = (request->number + 1) & RW__NUMBER_MASK;
  uint8_t asked = (uint8_t)(request->number << 1 | (repeat ? RW__REPEAT : 0));
  atomic_store_explicit(&channel->asked[index], asked, memory_order_release);
  /* The engine goes to sleep the other way round: it says so, then looks. So it sees the request, or we see it asleep.
   */
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load(&engine->bell->asleep) != 0 && atomic_exchange(&engine->bell->asleep, 0) != 0)
    rw__futex_wake(&engine->bell->asleep);
}

/* A repeat writes nothing but the tensors and the slot's byte: the engine knows the rest. */
static void describe_request(struct rw__own_slot *request, rw_operation operation) {
  struct rw__slot *slot = request->slot;
  slot->operation = (uint32_t)operation;
  slot->body_offset = request->body.offset;
  slot->body_size = request->body.size;
  slot->reply_size = 0;
}

rw_status rw__slot_answer(struct rw__engine *engine, struct rw__own_slot *request, rw_operation operation,
                             bool repeat, double timeout, const char *doing, const char *model) {
  struct rw__slot *slot = request->slot;
  if (atomic_load_explicit(&engine->lost, memory_order_relaxed)) return lost(engine, doing, model);
  if (!repeat) describe_request(request, operation);
  int64_t start = rw__now();
  hand_over(engine, request, repeat);
  if (!rw__spin(&request->spinner, answered, request)) {
    int64_t deadline = timeout > 0.0 && timeout < 9e9 ? start + (int64_t)(timeout * 1e9) : INT64_MAX;
    rw_status status = sleep_for_answer(engine, request, deadline, doing, model);
    if (status != RW_OK) return status;
  }
  rw__spinner_learn(&request->spinner, rw__now() - start);
  if (slot->status == RW_OK) return RW_OK;
  slot->message[RW__MESSAGE_SIZE - 1] = '\0';
  return rw__fail((rw_status)slot->status, "%s '%s': %s", doing, model, slot->message);
}
