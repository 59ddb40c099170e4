/* The engine's side: its ranks, and the request in hand. */
#ifndef RW__HOST_STATE_H
#define RW__HOST_STATE_H

#include <pthread.h>
#include <stdbool.h>

#include "channel/memory.h"
#include "channel/record.h"
#include "channel/wait.h"
#include "host/pool.h"
#include "rankwise_host.h"

/* The life of a connection. The watcher makes the first two steps, the engine's own thread the last. */
enum rw__connection_state { RW__FREE = 0, RW__SERVED = 1, RW__GONE = 2 };

/* What the host keeps of a slot. */
struct rw__served_slot {
  int64_t key;           /* of the run that the body describes; 0: none */
  int64_t replaced;      /* a key that is no more, of which the engine is still to be told; 0: none */
  uint32_t number;       /* of the last request taken */
  _Atomic uint8_t asked; /* the slot's byte, as of that request */
  struct rw__block body;
  void *request;             /* the front of the body, copied and checked: what the rank's memory says may change */
  struct rw__block *tensors; /* those of its tensors that have a block to themselves; base is NULL for the others */
  size_t n_tensors;

  /* How the run is joined with others (batch.c). */
  int64_t group, rows; /* 0: with none; samples */
  bool alone;          /* not next time */
  bool absent;         /* was waited for in vain */

  /* How a worker makes the run (calls.c); function is NULL where none can. */
  struct rw__job job;
  struct rw__connection *connection;
  rw_call function;
  void *arguments[3];
  void *result;         /* of the last one that a worker made */
  bool decides;         /* the run decides the shape of an output */
  uint32_t model;       /* as the request said when it was taken */
  int64_t mean;         /* ns, running mean of the runs; 0: not known */
  _Atomic bool working; /* a worker has the run, or it waits for one, or for its end by the engine's thread */
};

struct rw__connection {
  _Atomic int state;
  int socket;
  int rank;
  struct rw__memory memory;
  uint32_t turn;       /* slot to look at first: in turn, so that none starves */
  _Atomic int working; /* slots whose runs are with the workers */
  struct rw__served_slot slots[RW__SLOTS];
};

struct rw_host {
  int listener;
  int stop; /* eventfd that ends the watcher */
  int cores;
  int bell_file;
  struct rw__bell *bell;
  struct rw__spinner spinner;
  pthread_t watcher;
  bool watching;
  _Atomic bool over;  /* the last rank is gone */
  _Atomic int served; /* highest connection ever used, plus 1 */
  struct rw__connection *connections;

  struct rw__workers workers;
  pthread_mutex_t taking; /* held where requests are taken and connections released, once there are workers */
  bool holds_taking;      /* the engine's thread does */
  _Atomic int parallel;   /* runs that are the workers' still, though no other request was there beside them */
  _Atomic bool put_off;   /* something waits for runs that are with the workers */

  int next; /* connection to look at first: in turn, so that none starves */
  int64_t last_key;

  /* The request in hand. */
  struct rw__connection *connection;
  struct rw__slot *slot;
  struct rw__served_slot *record;
  rw_operation operation;
  int64_t replaced;
  int64_t began;                                      /* ns; when the run in hand was taken; 0: not measured */
  struct rw__writer reply, inputs, outputs, metadata; /* the answer to a load, as it is written; devices: `inputs` */
  int64_t n_inputs, n_outputs, n_metadata;
  struct rw__joined *joined;           /* requests that were taken beside it, to be run as one */
  size_t n_joined, joined_room, place; /* of the one in hand among them */
  struct rw__window *windows;
  size_t n_windows;
  struct rw__block *placed; /* blocks added for outputs, by their place among the request's outputs */
  size_t n_placed;
};

/* Starts the thread that accepts ranks and notices their end. */
rw_status rw__watcher_start(rw_host *host);
void rw__watcher_stop(rw_host *host);

/* slots.c: which slot asks, who is gone, what is taken. */

/* Slots of a rank that were ever asked for, from the first. */
uint32_t rw__slots_used(const struct rw__connection *connection);

/* Whether the request of a slot, which no one has taken and no worker has, is the one that is looked for. */
typedef bool rw__suits(void *context, const struct rw__connection *connection, uint32_t index, uint8_t asked);

/* The first slot from `from` on, all round, with a request that has not been taken and suits, or -1. */
int rw__find_untaken(const struct rw__connection *connection, uint32_t from, rw__suits *suits, void *context);

/* The same for a request that can be taken: any but a close that has to wait. */
int rw__find_asked(rw_host *host, const struct rw__connection *connection, uint32_t from);

/* Whether a slot that has not been taken is asked: a look at all ranks. */
bool rw__someone_asks(rw_host *host);

/* Whether no worker has a run of a rank that hung up. */
bool rw__is_gone(rw_host *host, const struct rw__connection *connection);

/* Whether there is something for the engine's thread besides requests: runs to end, ranks that are gone. */
bool rw__has_other_work(rw_host *host);

/* Either of the two. */
bool rw__something_to_do(void *host);

/* Marks the request of a slot as taken. */
void rw__mark_taken(struct rw__connection *connection, uint32_t index);

/* Whether a worker has a run; of this model of a rank. */
bool rw__workers_work(const rw_host *host);
bool rw__model_works(const struct rw__connection *connection, uint32_t model);

/* Answers the request of a slot, whose status is set. */
void rw__answer(struct rw__connection *connection, struct rw__slot *slot, uint32_t number);

/* The engine's thread sleeps until there may be something to do, `most` ns at most. */
void rw__sleep(rw_host *host, int64_t most);

/* Wakes it if it sleeps. */
void rw__ring(rw_host *host);

/* The body of the request in hand (body.c): mapped, and what describes a run, or a load, copied out of it. */
enum rw__body {
  RW__SOUND,
  RW__DAMAGED, /* it makes no sense: something else writes to the rank's memory */
  RW__NO_ROOM  /* there is no memory for it */
};
enum rw__body rw__body_map(rw_host *host);
enum rw__body rw__body_take_run(rw_host *host);
enum rw__body rw__body_take_load(rw_host *host);
void rw__body_forget(struct rw__served_slot *record);

/* Forgets what was written or added for the answer; frees the blocks if `drop`, else leaves them to the rank. */
void rw__answer_reset(rw_host *host, bool drop);

/* A request of the batch in hand: its tensor i. */
struct rw__batch_part {
  const struct rw__connection *connection;
  char *data;      /* NULL: nowhere */
  uint64_t bytes;  /* that are mapped from there on */
  uint64_t offset; /* of the block, in the rank's memory file */
  bool own;        /* the block is the tensor's alone */
  int64_t rows;
};

size_t rw__batch_size(const rw_host *host);
struct rw__batch_part rw__batch_part(const rw_host *host, size_t k, int output, int i);

/* Shows nothing of a rank's memory in windows any more; closes all windows (window.c). */
void rw__windows_forget(rw_host *host, const struct rw__connection *connection);
void rw__windows_free(rw_host *host);

/* A rank closes a model: it is not waited for any more. */
void rw__forget_groups(struct rw__connection *connection, uint32_t model);

/* Answers the requests that were joined with the one in hand, as that one is. */
void rw__answer_joined(rw_host *host, int status);

/* Workers: what the host's threads do (calls.c). */
void rw__host_workers_make(rw_host *host, int threads);

/* The engine's thread alone takes requests from here on, until it stops. Safe to call twice. */
void rw__start_taking(rw_host *host);
void rw__stop_taking(rw_host *host);

/* Gives the repeated run in hand to a worker, if that is worth it. False: it stays in hand. */
bool rw__give_repeat(rw_host *host);

/* Takes a run that a worker has made and the engine's thread ends. False: there is none. */
bool rw__take_made(rw_host *host);

/* What the engine's thread did with a run of its own: how long it took, and who came meanwhile. */
void rw__note_run(rw_host *host);

/* A rank's model, of which no worker has a run, is about to be closed: workers may no longer take its runs. */
void rw__forget_calls(struct rw__connection *connection, uint32_t model);

#endif
