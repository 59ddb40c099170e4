/* The rank's side of its engine: one process, one channel, shared by all models of this process. */
#ifndef RW__ENGINE_H
#define RW__ENGINE_H

#include <pthread.h>
#include <stdbool.h>

#include "engine_process.h"
#include "shared_memory.h"
#include "wait.h"

/* What the rank keeps of a slot. Its owner is the thread that took it. */
struct rw__own_slot {
  struct rw__slot *slot;
  struct rw__block body;
  struct rw__spinner spinner;
  uint32_t model;     /* number of the model whose run the body is, or RW__NO_MODEL */
  uint64_t last_used; /* by the engine's count of requests */
  uint32_t number;    /* of its last request. One that was given up is free again when the engine has answered */
  bool taken;         /* a thread has it */
};

#define RW__NO_MODEL UINT32_MAX

struct rw__engine {
  int socket;
  struct rw__process process;
  int64_t pid;
  struct rw__memory memory;
  struct rw__bell *bell;
  size_t users; /* models; guarded by the root's mutex */
  _Atomic bool lost;
  pthread_mutex_t mutex; /* guards `taken`, `model`, `last_used` of the requests */
  pthread_cond_t returned;
  uint64_t count;
  struct rw__own_slot requests[RW__SLOTS];
};

/* The engine of this process, started if there is none, within `timeout` seconds and for the rank that `place` says.
 * Each acquire wants a release; with the last the engine ends. */
rw_status rw__engine_acquire(struct rw__engine **out, double timeout, const struct rw__place *place);
void rw__engine_release(struct rw__engine *engine);

/* Takes a slot: one for which `fits` says that its body serves as it is, else the free one that was used least lately.
 * Waits while all are taken. `*found` tells which of the two it is. */
struct rw__own_slot *rw__slot_take(struct rw__engine *engine, uint32_t model,
                                     bool (*fits)(const struct rw__own_slot *request, const void *context),
                                     const void *context, bool *found);
void rw__slot_return(struct rw__engine *engine, struct rw__own_slot *request);

/* Gives back the memory of the runs of a model that is closed. */
void rw__slots_forget(struct rw__engine *engine, uint32_t model);

/* Gives the request a body of `size` bytes, keeping the one it has where that suffices. */
rw_status rw__slot_body(struct rw__engine *engine, struct rw__own_slot *request, uint64_t size);

/* Hands the request to the engine and waits for the answer, `timeout` seconds at most (0: no limit). `repeat` says that
 * the body is that of the slot's last request. `doing` and `model` name the call in errors. Returns the engine's
 * status, its message set. */
rw_status rw__slot_answer(struct rw__engine *engine, struct rw__own_slot *request, rw_operation operation,
                             bool repeat, double timeout, const char *doing, const char *model);

#endif
