/* The slots of the channel: taken, filled, asked for, waited for, returned. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/status.h"
#include "channel/bell.h"
#include "channel/record.h"
#include "channel/socket.h"
#include "engines/engine.h"

/* What slots that are not in use may hold together, for calls of the shapes that they were prepared for; where the size
 * of files is limited, no more than a part of that, for they count. */
#define IDLE_BYTES (UINT64_C(256) << 20)
#define IDLE_PART 4

bool rw__slot_answered(const struct rw__own_slot *own) {
  return atomic_load_explicit(&own->slot->answered, memory_order_acquire) >> 1 == own->number;
}

static bool answered(void *own) { return rw__slot_answered(own); }

static rw_status lost(struct rw__engine *engine, struct rw__purpose purpose) {
  char end[2048] = "";
  atomic_store(&engine->lost, true);
  pthread_cond_broadcast(&engine->returned);
  pthread_mutex_lock(&engine->ending);
  rw__describe_end(&engine->process, 100, end, sizeof end);
  rw__describe_words(&engine->process, end, sizeof end);
  pthread_mutex_unlock(&engine->ending);
  return rw__fail(RW_ENGINE_LOST,
                  "%s '%s': the engine (process %lld) ended%s. Close the model and load it again; if it happens again, "
                  "look whether the node ran out of memory",
                  purpose.doing, purpose.model, (long long)engine->pid, end);
}

static rw_status too_late(struct rw__purpose purpose) {
  bool loads = purpose.operation == RW_OP_LOAD || purpose.operation == RW_OP_RESOLVE;
  return rw__fail(RW_TIMEOUT,
                  "%s '%s': no answer within the %s_timeout of the load. The engine goes on with it; see whether the "
                  "model%s is too large for the time, or raise it",
                  purpose.doing, purpose.model, loads ? "load" : "run", loads ? "" : " or its batch");
}

static void hand_over(struct rw__engine *engine, struct rw__own_slot *own, bool repeat) {
  struct rw__channel *channel = engine->memory.channel;
  uint32_t index = (uint32_t)(own->slot - channel->slots), used = atomic_load(&channel->used);
  while (used <= index && !atomic_compare_exchange_weak(&channel->used, &used, index + 1)) continue;
  own->number = (own->number + 1) & RW__NUMBER_MASK;
  uint8_t asked = (uint8_t)(own->number << 1 | (repeat ? RW__REPEAT : 0));
  atomic_store_explicit(&channel->asked[index], asked, memory_order_release);
  rw__bell_ring(engine->bell);
}

/* A load that came too late has a model that no one knows: it is closed, over the slot of its load. */
static void close_late_model(struct rw__engine *engine, struct rw__own_slot *own) {
  struct rw__block reply;
  if (!rw__block_map(&engine->memory, own->slot->reply_offset, own->slot->reply_size, &reply)) return;
  struct rw__reader reader = {.at = reply.base, .end = (const char *)reply.base + reply.size};
  own->slot->model = (uint32_t)rw__read_number(&reader);
  rw__block_free(&engine->memory, &reply);
  own->slot->operation = RW_OP_CLOSE;
  hand_over(engine, own, false);
}

/* Frees what belongs to an answer that no one waited for. False: the slot has one more to wait for. */
static bool reclaim(struct rw__engine *engine, struct rw__own_slot *own) {
  const struct rw__slot *slot = own->slot;
  struct rw__run_body *body = own->body.base;
  own->given_up = false;
  for (uint32_t i = 0; slot->operation == RW_OP_RUN && slot->status == RW_OK && i < body->n_outputs; i++) {
    struct rw__tensor_entry *entry = &body->tensors[body->n_inputs + i];
    if (entry->decided) rw__decided_discard(&engine->memory, entry);
  }
  for (size_t i = 0; i < own->n_orphans; i++) rw__block_free(&engine->memory, &own->orphans[i]);
  free(own->orphans);
  own->orphans = NULL;
  own->n_orphans = 0;
  if ((slot->operation == RW_OP_RESOLVE || slot->operation == RW_OP_DEVICES) && slot->status == RW_OK)
    rw__block_discard(&engine->memory, slot->reply_offset, slot->reply_size);
  if (slot->operation != RW_OP_LOAD || slot->status != RW_OK) return true;
  close_late_model(engine, own);
  return false;
}

static struct rw__own_slot *find_free(struct rw__engine *engine, const struct rw__fit *fit) {
  struct rw__own_slot *best = NULL;
  bool found = false;
  for (size_t i = 0; i < RW__SLOTS && !found; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    if (own->taken || !rw__slot_answered(own) || (own->given_up && !reclaim(engine, own))) continue;
    found = fit != NULL && own->model == fit->model && fit->fits(own, fit->context);
    if (found || best == NULL || own->last_used < best->last_used) best = own;
  }
  if (best == NULL) return NULL;
  best->taken = true;
  best->last_used = ++engine->count;
  if (!found) best->model = RW__NO_MODEL;
  return best;
}

/* With the mutex held. */
static rw_status take(struct rw__engine *engine, const struct rw__fit *fit, struct rw__purpose purpose,
                      struct rw__own_slot **out) {
  int64_t deadline = 0;
  while ((*out = find_free(engine, fit)) == NULL) {
    if (atomic_load(&engine->lost) || rw__hung_up(engine->socket)) return lost(engine, purpose);
    if (deadline == 0) deadline = rw__deadline(purpose.timeout);
    if (rw__now() >= deadline) return too_late(purpose);
    /* Until a slot is returned; or the engine answers one that was given up, which has to be looked for. */
    rw__condition_wait(&engine->returned, &engine->mutex, RW__LOOK_NS);
  }
  return RW_OK;
}

rw_status rw__slot_take(struct rw__engine *engine, const struct rw__fit *fit, struct rw__purpose purpose,
                        struct rw__own_slot **out) {
  if (atomic_load_explicit(&engine->lost, memory_order_relaxed)) return lost(engine, purpose);
  pthread_mutex_lock(&engine->mutex);
  rw_status status = take(engine, fit, purpose, out);
  pthread_mutex_unlock(&engine->mutex);
  return status;
}

rw_status rw__slot_keep(struct rw__engine *engine, struct rw__purpose purpose, struct rw__own_slot **out) {
  if (atomic_load_explicit(&engine->lost, memory_order_relaxed)) return lost(engine, purpose);
  pthread_mutex_lock(&engine->mutex);
  rw_status status =
      engine->kept < RW_MAX_REQUESTS
          ? take(engine, NULL, purpose, out)
          : rw__fail(RW_INVALID_ARGUMENT, "%s '%s': %d requests are open already; close those that are done with",
                     purpose.doing, purpose.model, RW_MAX_REQUESTS);
  if (status == RW_OK) {
    (*out)->kept = true;
    engine->kept++;
  }
  pthread_mutex_unlock(&engine->mutex);
  return status;
}

void rw__slot_return(struct rw__engine *engine, struct rw__own_slot *own) {
  pthread_mutex_lock(&engine->mutex);
  if (own->kept) engine->kept--;
  own->kept = own->taken = false;
  pthread_cond_signal(&engine->returned);
  pthread_mutex_unlock(&engine->mutex);
}

void rw__slot_give_up(struct rw__engine *engine, struct rw__own_slot *own, struct rw__block *blocks, size_t count) {
  pthread_mutex_lock(&engine->mutex);
  own->given_up = true;
  own->orphans = blocks;
  own->n_orphans = count;
  own->model = RW__NO_MODEL;
  pthread_mutex_unlock(&engine->mutex);
  rw__slot_return(engine, own);
}

void rw__slots_forget(struct rw__engine *engine, uint32_t model) {
  pthread_mutex_lock(&engine->mutex);
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    if (own->taken || !rw__slot_answered(own) || own->given_up || own->model != model) continue;
    own->model = RW__NO_MODEL;
    rw__block_free(&engine->memory, &own->body);
  }
  pthread_mutex_unlock(&engine->mutex);
}

/* The idle slot with a body that was used least lately, among those of runs; and what all idle ones hold. */
static struct rw__own_slot *least_used_body(struct rw__engine *engine, uint64_t *held) {
  struct rw__own_slot *oldest = NULL;
  *held = 0;
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    if (own->taken || own->given_up || own->body.base == NULL || !rw__slot_answered(own)) continue;
    *held += own->body.size;
    if (oldest == NULL || own->last_used < oldest->last_used) oldest = own;
  }
  return oldest;
}

static uint64_t may_be_idle(void) {
  struct rlimit limit;
  bool limited = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur / IDLE_PART < IDLE_BYTES;
  return limited ? limit.rlim_cur / IDLE_PART : IDLE_BYTES; /* RLIM_INFINITY is a very large number */
}

/* Calls of ever new shapes must not make every slot hold as much as the largest. */
static void make_room(struct rw__engine *engine, uint64_t size) {
  struct rw__own_slot *own;
  const uint64_t most = may_be_idle();
  uint64_t held;
  pthread_mutex_lock(&engine->mutex);
  while ((own = least_used_body(engine, &held)) != NULL && held + size > most) {
    own->model = RW__NO_MODEL;
    rw__block_free(&engine->memory, &own->body);
  }
  pthread_mutex_unlock(&engine->mutex);
}

rw_status rw__slot_body(struct rw__engine *engine, struct rw__own_slot *own, uint64_t size) {
  /* A body much larger than needed is given back: the shape of one call must not hold memory for ever. */
  if (own->body.base != NULL && own->body.size >= size && own->body.size / 4 <= size + 65536) return RW_OK;
  rw__block_free(&engine->memory, &own->body);
  make_room(engine, size);
  if (rw__block_create(&engine->memory, size, &own->body)) return RW_OK;
  return rw__fail_errno(RW_OUT_OF_MEMORY, "cannot allocate %llu bytes of memory shared with the engine",
                        (unsigned long long)size);
}

/* Under the mutex: other threads look at it. */
static void mark_given_up(struct rw__engine *engine, struct rw__own_slot *own) {
  pthread_mutex_lock(&engine->mutex);
  own->given_up = true;
  pthread_mutex_unlock(&engine->mutex);
}

/* Sleeps until the answer is there, the engine is gone or the time is up. */
static rw_status sleep_for_answer(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose) {
  const int64_t deadline = rw__deadline(purpose.timeout);
  _Atomic uint32_t *word = &own->slot->answered;
  const uint32_t awake = ((own->number - 1) & RW__NUMBER_MASK) << 1, asleep = awake + 1;
  uint32_t expected = awake;
  /* Asleep already: a wait before this one timed out. */
  if (!atomic_compare_exchange_strong(word, &expected, asleep) && expected != asleep) return RW_OK;
  while (!rw__slot_answered(own)) {
    int64_t left = deadline - rw__now();
    if (rw__hung_up(engine->socket) && !rw__slot_answered(own)) return lost(engine, purpose);
    if (left <= 0) return too_late(purpose);
    rw__futex_wait(word, asleep, left < RW__LOOK_NS ? left : RW__LOOK_NS);
  }
  return RW_OK;
}

rw_status rw__slot_ask(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose, bool repeat) {
  struct rw__slot *slot = own->slot;
  if (atomic_load_explicit(&engine->lost, memory_order_relaxed)) return lost(engine, purpose);
  if (!repeat) { /* a repeat writes nothing but the tensors and the slot's byte: the engine knows the rest */
    slot->operation = (uint32_t)purpose.operation;
    slot->body_offset = own->body.offset;
    slot->body_size = own->body.size;
    slot->reply_size = 0;
  }
  hand_over(engine, own, repeat);
  return RW_OK;
}

rw_status rw__slot_look(struct rw__engine *engine, struct rw__purpose purpose) {
  return atomic_load(&engine->lost) || rw__hung_up(engine->socket) ? lost(engine, purpose) : RW_OK;
}

rw_status rw__slot_result(const struct rw__own_slot *own, struct rw__purpose purpose) {
  struct rw__slot *slot = own->slot;
  if (slot->status == RW_OK) return RW_OK;
  slot->message[RW__MESSAGE_SIZE - 1] = '\0';
  return rw__fail((rw_status)slot->status, "%s '%s': %s", purpose.doing, purpose.model, slot->message);
}

rw_status rw__slot_wait(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose) {
  int64_t start = rw__now();
  if (!rw__spin(&own->spinner, answered, own)) {
    rw_status status = sleep_for_answer(engine, own, purpose);
    if (status == RW_TIMEOUT) mark_given_up(engine, own);
    if (status != RW_OK) return status;
  }
  rw__spinner_learn(&own->spinner, rw__now() - start);
  return rw__slot_result(own, purpose);
}

struct several {
  const struct rw__awaited *slots;
  size_t count, which;
  int64_t start; /* of the wait */
};

static bool any_answered(void *context) {
  struct several *several = context;
  for (size_t i = 0; i < several->count; i++) {
    if (several->slots[i].slot == NULL || !rw__slot_answered(several->slots[i].slot)) continue;
    several->which = i;
    return true;
  }
  return false;
}

/* Looks whether one is lost, or too late. RW_OK: neither, and `*left` is the time until one will be. */
static rw_status look_at_all(struct several *several, int64_t *left) {
  *left = INT64_MAX;
  for (size_t i = 0; i < several->count; i++) {
    const struct rw__awaited *one = &several->slots[i];
    if (one->slot == NULL) continue;
    int64_t its = one->purpose.timeout - (rw__now() - several->start);
    if (its < *left) *left = its;
    several->which = i;
    if (atomic_load(&one->engine->lost) || rw__hung_up(one->engine->socket))
      return any_answered(several) ? RW_OK : lost(one->engine, one->purpose);
    if (its <= 0) return any_answered(several) ? RW_OK : too_late(one->purpose);
  }
  return RW_OK;
}

/* The engine of all of the slots; NULL: they have several. */
static struct rw__engine *only_engine(const struct several *several) {
  struct rw__engine *engine = NULL;
  for (size_t i = 0; i < several->count; i++) {
    if (several->slots[i].slot == NULL) continue;
    if (engine != NULL && engine != several->slots[i].engine) return NULL;
    engine = several->slots[i].engine;
  }
  return engine;
}

/* Sleeps until a slot may be answered. A thread cannot sleep on the words of several engines (before Linux 5.16), and
 * looks from time to time then. */
static void sleep_for_any(struct rw__engine *engine, struct several *several, int64_t left) {
  const struct timespec nap = {.tv_nsec = 100000};
  if (engine == NULL) {
    nanosleep(&nap, NULL);
    return;
  }
  rw__bell_sleep(&engine->memory.channel->any, left, any_answered, several);
}

rw_status rw__slot_wait_any(const struct rw__awaited *slots, size_t count, size_t *which) {
  struct several several = {slots, count, 0, rw__now()};
  struct rw__engine *engine = only_engine(&several);
  struct rw__spinner spinner = engine != NULL ? engine->slots[0].spinner : rw__spinner_make(1);
  rw_status status = RW_OK;
  if (!rw__spin(&spinner, any_answered, &several))
    for (int64_t left; status == RW_OK && !any_answered(&several);) {
      status = look_at_all(&several, &left);
      if (status == RW_OK) sleep_for_any(engine, &several, left);
    }
  *which = several.which;
  return status;
}

rw_status rw__slot_answer(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose,
                          bool repeat) {
  rw_status status = rw__slot_ask(engine, own, purpose, repeat);
  return status == RW_OK ? rw__slot_wait(engine, own, purpose) : status;
}

rw_status rw__slot_reply(struct rw__engine *engine, const struct rw__own_slot *own, struct rw__purpose purpose,
                         struct rw__block *reply) {
  if (rw__block_map(&engine->memory, own->slot->reply_offset, own->slot->reply_size, reply)) return RW_OK;
  return rw__fail_errno(RW_SYSTEM, "%s '%s': cannot map the engine's answer", purpose.doing, purpose.model);
}
