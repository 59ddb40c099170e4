/* The engine's side: its ranks, and the request in hand. */
#ifndef RW__HOST_H
#define RW__HOST_H

#include <pthread.h>
#include <stdbool.h>

#include "model_reply.h"
#include "shared_memory.h"
#include "wait.h"

#define RW__RANKS 1024 /* that one engine can serve */

/* The life of a connection. The watcher makes the first two steps, the engine's own thread the last. */
enum rw__connection_state { RW__FREE = 0, RW__SERVED = 1, RW__GONE = 2 };

/* What the host keeps of a slot. */
struct rw__served_slot {
  int64_t key;     /* of the run whose tensors the body holds; 0: none */
  uint32_t number; /* of the last request taken */
  uint8_t asked;   /* the slot's byte, as of that request */
  struct rw__block body;
  struct rw__block
      *tensors; /* those of the body's tensors that have a block to themselves; base is NULL for the others */
  size_t n_tensors;
};

struct rw__connection {
  _Atomic int state;
  int socket;
  int rank;
  struct rw__memory memory;
  uint32_t turn; /* slot to look at first: in turn, so that none starves */
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

  int next; /* connection to look at first: in turn, so that none starves */
  int64_t last_key;

  /* The request in hand. */
  struct rw__connection *connection;
  struct rw__slot *slot;
  struct rw__served_slot *record;
  rw_operation operation;
  int64_t replaced;
  struct rw__writer reply, inputs, outputs, metadata; /* the answer to a load, as it is written; devices: `inputs` */
  int64_t n_inputs, n_outputs, n_metadata;
  struct rw__block *placed; /* blocks added for outputs, by their place among the request's outputs */
  size_t n_placed;
};

/* Starts the thread that accepts ranks and notices their end. */
rw_status rw__watcher_start(rw_host *host);
void rw__watcher_stop(rw_host *host);

/* Wakes the engine's thread if it sleeps. */
void rw__ring(rw_host *host);

/* Forgets what was written or added for the answer; frees the blocks if `drop`, else leaves them to the rank. */
void rw__answer_reset(rw_host *host, bool drop);

#endif
