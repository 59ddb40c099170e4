/* The rank's side of its engines: to each one channel, shared by all models of this process that it serves. */
#ifndef RW__ENGINES_ENGINE_H
#define RW__ENGINES_ENGINE_H

#include <pthread.h>
#include <stdbool.h>

#include "channel/memory.h"
#include "channel/wait.h"
#include "engines/process.h"
#include "engines/sharing.h"

/* What the rank keeps of a slot. Its owner is the thread that took it. */
struct rw__own_slot {
  struct rw__slot *slot;
  struct rw__block body;
  struct rw__spinner spinner;
  uint32_t model;     /* number of the model whose run the body is, or RW__NO_MODEL */
  uint64_t last_used; /* by the engine's count of requests */
  uint32_t number;    /* of its last request. One that was given up is free again when the engine has answered */
  bool taken;         /* a thread or a request has it */
  bool kept;          /* a request has it */
  bool given_up;      /* its owner stopped waiting: what the engine adds for the answer is no one's */
  struct rw__block
      *orphans; /* blocks of a request that was closed in flight: to be freed once the engine has answered */
  size_t n_orphans;
};

#define RW__NO_MODEL UINT32_MAX

struct rw__engine {
  struct rw__engine *next;  /* in the root's list */
  struct rw__engine *noted; /* in that of forks.c */
  struct rw__key key;
  int socket;
  int listener; /* of the engine while it is being started, else -1 */
  struct rw__process process;
  pthread_mutex_t ending; /* guards `process` while threads find that it is gone */
  int64_t pid;
  struct rw__memory memory;
  struct rw__bell *bell;
  size_t users; /* models; guarded by the root's mutex */
  _Atomic bool lost;
  pthread_mutex_t mutex; /* guards `taken`, `kept`, `given_up`, `last_used`, and `model` of those not taken */
  pthread_cond_t returned;
  uint64_t count; /* of slots taken */
  size_t kept;    /* slots that requests keep */
  struct rw__own_slot slots[RW__SLOTS];
};

/* The engine of a key, within `timeout` ns: one that this process has, else one that another rank has started,
 * else it is started for the rank that `place` says. Where another user holds the name of a shared engine, it is this
 * process's own. Each acquire wants a release; with the last the engine ends, if no other rank uses it. */
rw_status rw__engine_acquire(struct rw__engine **out, const struct rw__key *key, int64_t timeout,
                             const struct rw__place *place);

/* Any engine that this process has; NULL where there is none. */
struct rw__engine *rw__engine_at_hand(void);

void rw__engine_release(struct rw__engine *engine);

/* What is asked of the engine, for its errors: "run of 'net.onnx'", and how long each wait for it may take, in ns
 * (INT64_MAX: no limit). */
struct rw__purpose {
  rw_operation operation;
  const char *doing, *model;
  int64_t timeout;
};

/* Whether a slot's body serves as it is for a run of `model`. */
struct rw__fit {
  uint32_t model;
  bool (*fits)(const struct rw__own_slot *own, const void *context);
  const void *context;
};

/* Takes a slot: one that fits, else (or without `fit`) the free one that was used least lately, whose `model` is then
 * RW__NO_MODEL. Waits while all are taken. Errors: RW_ENGINE_LOST, RW_TIMEOUT. */
rw_status rw__slot_take(struct rw__engine *engine, const struct rw__fit *fit, struct rw__purpose purpose,
                        struct rw__own_slot **out);

/* Takes a slot for a request that keeps it. Errors: also RW_INVALID_ARGUMENT, where RW_MAX_REQUESTS are kept already.
 */
rw_status rw__slot_keep(struct rw__engine *engine, struct rw__purpose purpose, struct rw__own_slot **out);

void rw__slot_return(struct rw__engine *engine, struct rw__own_slot *own);

/* Returns a slot whose request may be in flight still, with the `count` blocks that the engine may be using; the array
 * is the slot's from then on. */
void rw__slot_give_up(struct rw__engine *engine, struct rw__own_slot *own, struct rw__block *blocks, size_t count);

/* Gives back the memory of the runs of a model that is closed. */
void rw__slots_forget(struct rw__engine *engine, uint32_t model);

/* Gives the slot a body of `size` bytes, keeping the one it has where that suffices. */
rw_status rw__slot_body(struct rw__engine *engine, struct rw__own_slot *own, uint64_t size);

/* Hands the slot's request to the engine. `repeat` says that the body is that of the slot's last request. */
rw_status rw__slot_ask(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose, bool repeat);

/* Whether the engine has answered, which is so too where nothing was asked. */
bool rw__slot_answered(const struct rw__own_slot *own);

/* Looks whether the engine lives, without waiting. */
rw_status rw__slot_look(struct rw__engine *engine, struct rw__purpose purpose);

/* The answer that has come: the engine's status, its message set. */
rw_status rw__slot_result(const struct rw__own_slot *own, struct rw__purpose purpose);

/* Waits for the answer and returns it. */
rw_status rw__slot_wait(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose);

/* A slot to wait for among several, and whose it is; slot is NULL: none. */
struct rw__awaited {
  struct rw__engine *engine;
  struct rw__own_slot *slot;
  struct rw__purpose purpose;
};

/* Waits until one of several slots is answered, and `*which` receives its place. Errors: RW_ENGINE_LOST, RW_TIMEOUT. */
rw_status rw__slot_wait_any(const struct rw__awaited *slots, size_t count, size_t *which);

/* Asks and waits. */
rw_status rw__slot_answer(struct rw__engine *engine, struct rw__own_slot *own, struct rw__purpose purpose, bool repeat);

/* The block that the engine added for the answer, mapped; to be freed with rw__block_free(). Errors: RW_SYSTEM. */
rw_status rw__slot_reply(struct rw__engine *engine, const struct rw__own_slot *own, struct rw__purpose purpose,
                         struct rw__block *reply);

#endif
