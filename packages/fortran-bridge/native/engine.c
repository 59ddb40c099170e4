/* Start, sharing and end of the engine. */
#define _GNU_SOURCE
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rendezvous.h"
#include "status.h"

/* The one global: the engine that this process has, if any. */
static struct {
  pthread_mutex_t mutex;
  struct rw__engine *engine;
} root = {PTHREAD_MUTEX_INITIALIZER, NULL};

/* In the child of a fork: the engine is the parent's, and must not be kept from noticing the parent's end. Its models
 * answer RW_ENGINE_LOST here. */
static void leave_to_parent(void) {
  struct rw__engine *engine = root.engine;
  root.engine = NULL;
  pthread_mutex_init(&root.mutex, NULL);
  if (engine == NULL) return;
  pthread_mutex_init(&engine->mutex, NULL); /* whoever held them is not in this process */
  pthread_mutex_init(&engine->ending, NULL);
  close(engine->socket);
  close(engine->memory.fd);
  if (engine->process.errors >= 0) close(engine->process.errors);
  engine->socket = engine->memory.fd = -1;
  engine->process = (struct rw__process){.pid = -1, .errors = -1};
  atomic_store(&engine->lost, true);
}

static void watch_forks(void) { (void)pthread_atfork(NULL, NULL, leave_to_parent); }

static void destroy(struct rw__engine *engine, int patience) {
  if (engine->socket >= 0) close(engine->socket); /* the engine ends when its last rank hangs up */
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    rw__block_unmap(&own->body);
    for (size_t b = 0; b < own->n_orphans; b++) rw__block_unmap(&own->orphans[b]);
    free(own->orphans);
  }
  if (engine->bell != NULL) munmap(engine->bell, sizeof *engine->bell);
  rw__memory_close(&engine->memory);
  rw__release_process(&engine->process, patience);
  pthread_cond_destroy(&engine->returned);
  pthread_mutex_destroy(&engine->mutex);
  pthread_mutex_destroy(&engine->ending);
  free(engine);
}

static rw_status start_failed(struct rw__engine *engine, rw_status status, const char *what) {
  enum { NODE_TOO_OLD = 86 }; /* the exit status of engine/start.cjs */
  char end[2048] = "";
  int exited = rw__describe_end(&engine->process, status == RW_TIMEOUT ? 0 : 2000, end, sizeof end);
  if (exited == NODE_TOO_OLD) status = RW_NODE_UNAVAILABLE;
  return rw__fail(status, "cannot start the engine: %s%s", what, end);
}

static rw_status shake_hands(struct rw__engine *engine, double timeout) {
  struct rw__hello hello = {.magic = RW__MAGIC, .protocol = RW__PROTOCOL, .rank = rw_rank()};
  struct rw__welcome welcome;
  int bell = -1;
  if (!rw__send(engine->socket, &hello, sizeof hello, engine->memory.fd))
    return start_failed(engine, RW_ENGINE_START_FAILED, "it ended while it started");
  if (!rw__readable(engine->socket, timeout))
    return errno == ETIMEDOUT
               ? start_failed(engine, RW_TIMEOUT,
                              "it did not answer in time (a slow file system? raise start_timeout of the load)")
               : rw__fail_errno(RW_SYSTEM, "cannot start the engine: poll failed");
  if (!rw__receive(engine->socket, &welcome, sizeof welcome, &bell))
    return errno == ECONNRESET ? start_failed(engine, RW_ENGINE_START_FAILED, "it ended while it started")
                               : start_failed(engine, RW_VERSION_MISMATCH, "its greeting is not of this version");
  if (welcome.magic == RW__MAGIC && welcome.status == RW_OK && bell >= 0)
    engine->bell = rw__memory_map(bell, sizeof *engine->bell);
  if (bell >= 0) close(bell);
  if (welcome.magic != RW__MAGIC || welcome.protocol != RW__PROTOCOL)
    return rw__fail(
        RW_VERSION_MISMATCH,
        "the engine speaks version %u of the protocol, this librankwise %d: build both from the same rankwise",
        welcome.protocol, RW__PROTOCOL);
  if (welcome.status != RW_OK) return rw__fail((rw_status)welcome.status, "the engine refused this rank");
  if (engine->bell == NULL) return rw__fail_errno(RW_SYSTEM, "cannot map the engine's memory");
  engine->pid = welcome.pid;
  for (size_t i = 0; i < RW__SLOTS; i++) engine->slots[i].spinner = rw__spinner_make(welcome.cores);
  return RW_OK;
}

static rw_status start(struct rw__engine *engine, double timeout, const struct rw__place *place) {
  int listener = -1;
  if (!rw__memory_create(&engine->memory))
    return rw__fail_errno(RW_OUT_OF_MEMORY, "cannot make the memory shared with the engine");
  for (size_t i = 0; i < RW__SLOTS; i++) {
    engine->slots[i].slot = &engine->memory.channel->slots[i];
    engine->slots[i].model = RW__NO_MODEL;
  }
  if (!rw__meet(&listener, &engine->socket)) return rw__fail_errno(RW_SYSTEM, "cannot make the socket of the engine");
  rw_status status = rw__spawn_engine(&engine->process, listener, place);
  close(listener);
  return status == RW_OK ? shake_hands(engine, timeout) : status;
}

static rw_status make(struct rw__engine **out, double timeout, const struct rw__place *place) {
  struct rw__engine *engine = calloc(1, sizeof *engine);
  if (engine == NULL) return rw__fail(RW_OUT_OF_MEMORY, "no memory for the engine");
  engine->socket = -1;
  engine->memory.fd = -1;
  engine->process = (struct rw__process){.pid = -1, .errors = -1};
  pthread_mutex_init(&engine->mutex, NULL);
  pthread_mutex_init(&engine->ending, NULL);
  pthread_cond_init(&engine->returned, NULL);
  rw_status status = start(engine, timeout, place);
  if (status != RW_OK) {
    destroy(engine, 0);
    return status;
  }
  *out = engine;
  return RW_OK;
}

rw_status rw__engine_acquire(struct rw__engine **out, double timeout, const struct rw__place *place) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  rw_status status = RW_OK;
  *out = NULL;
  pthread_once(&once, watch_forks);
  pthread_mutex_lock(&root.mutex);
  struct rw__engine *engine = root.engine;
  /* One that is gone is its models' until they close. */
  if (engine != NULL && (atomic_load(&engine->lost) || rw__hung_up(engine->socket))) engine = NULL;
  if (engine == NULL) status = make(&engine, timeout, place);
  if (status == RW_OK) {
    root.engine = engine;
    engine->users++;
    *out = engine;
  }
  pthread_mutex_unlock(&root.mutex);
  return status;
}

void rw__engine_release(struct rw__engine *engine) {
  pthread_mutex_lock(&root.mutex);
  bool last = --engine->users == 0;
  if (last && root.engine == engine) root.engine = NULL;
  pthread_mutex_unlock(&root.mutex);
  if (last) destroy(engine, 1000);
}
