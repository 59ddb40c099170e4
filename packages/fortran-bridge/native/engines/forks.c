#define _GNU_SOURCE
#include "engines/forks.h"

#include <errno.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct rw__engine *noted;
static void (*afterwards)(void);

/* What the slots of a lost engine are: no request of theirs is ever answered. */
static struct rw__slot no_slot;

static void forget_addresses(struct rw__engine *engine) {
  engine->memory.channel = NULL;
  engine->bell = NULL;
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    own->slot = &no_slot;
    own->number = 1;
    own->body = (struct rw__block){0};
    own->orphans = NULL; /* another thread may have been about to free it */
    own->n_orphans = 0;
  }
}

static void lose(struct rw__engine *engine) {
  const int files[] = {engine->socket, engine->listener, engine->memory.fd, engine->process.errors};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (files[i] >= 0) close(files[i]);
  engine->socket = engine->listener = engine->memory.fd = -1;
  engine->process = (struct rw__process){.pid = -1, .errors = -1};
  forget_addresses(engine);
  pthread_mutex_init(&engine->mutex, NULL); /* whoever held them, or waited, is not in this process */
  pthread_mutex_init(&engine->ending, NULL);
  rw__condition_make(&engine->returned);
  atomic_store(&engine->lost, true);
}

static void in_child(void) {
  pthread_mutex_init(&mutex, NULL);
  for (struct rw__engine *engine = noted; engine != NULL; engine = engine->noted) lose(engine);
  noted = NULL;
  afterwards();
}

void rw__forks_watch(void (*in_child_then)(void)) {
  afterwards = in_child_then;
  (void)pthread_atfork(rw__forks_hold, rw__forks_allow, in_child);
}

void rw__forks_hold(void) { pthread_mutex_lock(&mutex); }

void rw__forks_allow(void) {
  const int error = errno;
  pthread_mutex_unlock(&mutex);
  errno = error;
}

void rw__forks_note(struct rw__engine *engine) {
  rw__forks_hold();
  engine->noted = noted;
  noted = engine;
  rw__forks_allow();
}

void rw__forks_forget(struct rw__engine *engine) {
  struct rw__engine **at = &noted;
  while (*at != NULL && *at != engine) at = &(*at)->noted;
  if (*at != NULL) *at = engine->noted; /* in a child its parent's are not noted */
}
