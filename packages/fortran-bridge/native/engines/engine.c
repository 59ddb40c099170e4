/* Start, sharing and end of the engine. */
#define _GNU_SOURCE
#include "engines/engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/status.h"
#include "channel/socket.h"
#include "engines/forks.h"
#include "engines/libstdcxx.h"
#include "engines/limits.h"
#include "engines/threads.h"

/* An engine that this process started, left, and has to collect when its other ranks have left it too. */
struct left {
  struct left *next;
  pid_t pid;
};

/* The one global: the engines that this process has. */
static struct {
  pthread_mutex_t mutex;
  struct rw__engine *engines;
  struct left *left;
} root = {PTHREAD_MUTEX_INITIALIZER, NULL, NULL};

/* In the child of a fork, which has no engines, and none to collect. */
static void begin_anew(void) {
  pthread_mutex_init(&root.mutex, NULL);
  root.engines = NULL;
  root.left = NULL;
}

static void watch_forks(void) { rw__forks_watch(begin_anew); }

/* Both with forks held. The first keeps errno. */
static void drop(int *descriptor) {
  const int error = errno;
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
  errno = error;
}

static bool has_socket(struct rw__engine *engine) {
  if (engine->socket < 0) engine->socket = rw__socket();
  return engine->socket >= 0;
}

static void collect_left(void) {
  for (struct left **at = &root.left; *at != NULL;) {
    struct left *left = *at;
    if (waitpid(left->pid, NULL, WNOHANG) == 0) {
      at = &left->next;
      continue;
    }
    *at = left->next;
    free(left);
  }
}

static bool is_shared(const struct rw__engine *engine) { return engine->key.text[0] != '\0'; }

/* With the root's mutex held. One that cannot be noted stays a zombie until this process ends. */
static void leave(struct rw__engine *engine) {
  pid_t pid = rw__leave_process(&engine->process);
  struct left *left = pid > 0 ? malloc(sizeof *left) : NULL;
  if (left == NULL) return;
  *left = (struct left){root.left, pid};
  root.left = left;
}

static void unmap(struct rw__engine *engine) {
  const bool mapped = engine->memory.channel != NULL; /* or they are addresses of a parent's */
  for (size_t i = 0; i < RW__SLOTS; i++) {
    struct rw__own_slot *own = &engine->slots[i];
    if (mapped) rw__block_unmap(&own->body);
    for (size_t b = 0; mapped && b < own->n_orphans; b++) rw__block_unmap(&own->orphans[b]);
    free(own->orphans);
  }
  if (engine->bell != NULL) munmap(engine->bell, sizeof *engine->bell);
  rw__memory_close(&engine->memory);
}

static void destroy(struct rw__engine *engine, int patience) {
  rw__forks_hold();
  rw__forks_forget(engine);
  drop(&engine->socket); /* the engine ends when its last rank hangs up */
  drop(&engine->memory.fd);
  drop(&engine->process.errors);
  rw__forks_allow();
  unmap(engine);
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
  rw__describe_limits(&engine->process, end, sizeof end);
  rw__describe_libstdcxx(&engine->process, end, sizeof end);
  rw__describe_words(&engine->process, end, sizeof end);
  if (exited == NODE_TOO_OLD) status = RW_NODE_UNAVAILABLE;
  return rw__fail(status, "cannot start the engine: %s%s", what, end);
}

static rw_status ended_at_once(struct rw__engine *engine) {
  return start_failed(engine, RW_ENGINE_START_FAILED, "it ended while it started");
}

/* Waits for the greeting. An engine that this process started, and that waits for a thread which it does not get, is
 * not waited for. */
static bool greets(struct rw__engine *engine, int64_t timeout) {
  enum { LOOK_NS = 300000000 };
  const int64_t deadline = rw__deadline(timeout);
  unsigned long long state = 0;
  for (;;) {
    int64_t left = deadline - rw__now();
    if (rw__readable(engine->socket, left < LOOK_NS ? left : LOOK_NS)) return true;
    if (errno != ETIMEDOUT || left <= LOOK_NS) return false;
    if (engine->process.pid <= 0 || !rw__lacks_threads(engine->process.pid, &state)) continue;
    errno = EAGAIN;
    return false;
  }
}

/* `*ended`: the engine ended before it said anything, as one does whose last rank has left. */
static rw_status shake_hands(struct rw__engine *engine, int64_t timeout, bool *ended) {
  struct rw__hello hello = {.magic = RW__MAGIC, .protocol = RW__PROTOCOL, .rank = rw_rank()};
  struct rw__welcome welcome;
  int bell = -1;
  *ended = !rw__send(engine->socket, &hello, sizeof hello, engine->memory.fd);
  if (*ended) return ended_at_once(engine);
  if (!greets(engine, timeout))
    return errno == EAGAIN ? rw__fail_for_threads()
           : errno == ETIMEDOUT
               ? start_failed(engine, RW_TIMEOUT,
                              "it did not answer in time (a slow file system? raise start_timeout of the load)")
               : rw__fail_errno(RW_SYSTEM, "cannot start the engine: poll failed");
  rw__forks_hold(); /* what there is to receive is there */
  bool received = rw__receive(engine->socket, &welcome, sizeof welcome, &bell);
  if (received && welcome.magic == RW__MAGIC && welcome.status == RW_OK && bell >= 0)
    engine->bell = rw__memory_map(bell, sizeof *engine->bell);
  drop(&bell);
  rw__forks_allow();
  if (!received) {
    *ended = errno == ECONNRESET;
    return *ended ? ended_at_once(engine)
                  : start_failed(engine, RW_VERSION_MISMATCH, "its greeting is not of this version");
  }
  if (welcome.magic != RW__MAGIC || welcome.protocol != RW__PROTOCOL)
    return rw__fail(
        RW_VERSION_MISMATCH,
        "the engine speaks version %u of the protocol, this librankwise %d: build both from the same rankwise",
        welcome.protocol, RW__PROTOCOL);
  if (welcome.status == RW_OUT_OF_MEMORY)
    return rw__fail(RW_OUT_OF_MEMORY,
                    "the engine of '%s' serves %d ranks already, and no more: give some of the node's ranks engines of "
                    "their own (RANKWISE_ENGINES=rank)",
                    engine->key.text, RW__RANKS);
  if (welcome.status != RW_OK)
    return rw__fail((rw_status)welcome.status,
                    "the engine cannot take this rank's memory; look at its limits on address space and open files "
                    "(ulimit -v, ulimit -n)");
  if (engine->bell == NULL) return rw__fail_errno(RW_SYSTEM, "cannot map the engine's memory");
  engine->pid = welcome.pid;
  rw__forks_hold();
  if (engine->process.errors < 0) engine->process.errors = rw__errors_of(welcome.pid);
  rw__forks_allow();
  for (size_t i = 0; i < RW__SLOTS; i++) engine->slots[i].spinner = rw__spinner_make(welcome.cores);
  return RW_OK;
}

static rw_status prepare_memory(struct rw__engine *engine) {
  rw__forks_hold();
  bool made = rw__memory_create(&engine->memory);
  rw__forks_allow();
  if (!made) return rw__fail_errno(RW_OUT_OF_MEMORY, "cannot make the memory shared with the engine");
  for (size_t i = 0; i < RW__SLOTS; i++) {
    engine->slots[i].slot = &engine->memory.channel->slots[i];
    engine->slots[i].model = RW__NO_MODEL;
  }
  return RW_OK;
}

/* Starts the process at a name that no one has, and connects to it. */
static rw_status start(struct rw__engine *engine, struct rw__address *address, int64_t timeout,
                       const struct rw__surroundings *surroundings, bool *taken) {
  rw__forks_hold();
  bool made = has_socket(engine) && (engine->listener = rw__raised(rw__listen(address))) >= 0;
  rw__forks_allow();
  *taken = !made && errno == EADDRINUSE;
  if (*taken)
    return rw__fail(RW_TIMEOUT, "cannot start the engine of '%s': another process began to start it but has stalled",
                    engine->key.text);
  if (!made) return rw__fail_errno(RW_SYSTEM, "cannot make the socket of the engine");
  /* At once, so that the engine has a rank however soon this one dies; and without waiting for a place among those who
   * wait already, since nothing else starts it. */
  bool connected = rw__connect(engine->socket, address, 0);
  rw_status status = rw__spawn_engine(&engine->process, engine->listener, surroundings, engine->key.text);
  if (status == RW_OK && !connected) connected = rw__connect(engine->socket, address, timeout);
  if (status == RW_OK && !connected) status = rw__fail_errno(RW_SYSTEM, "cannot connect to the engine");
  rw__forks_hold();
  drop(&engine->listener);
  rw__forks_allow();
  return status;
}

enum joined { JOINED, FAILED, FOREIGN, VACANT, AGAIN };

/* Meets the engine that has the name. */
static enum joined meet(struct rw__engine *engine, const struct rw__address *address, int64_t timeout,
                        rw_status *status) {
  bool ended = false;
  rw__forks_hold();
  bool made = has_socket(engine);
  rw__forks_allow();
  if (!made || !rw__connect(engine->socket, address, timeout)) {
    int error = errno;
    *status = rw__fail_errno(RW_TIMEOUT, "cannot connect to the engine of '%s'", engine->key.text);
    return error == ECONNREFUSED ? VACANT : error == EINTR || error == EAGAIN ? AGAIN : FAILED;
  }
  if (!rw__same_user(engine->socket)) return FOREIGN;
  *status = shake_hands(engine, timeout, &ended);
  return *status == RW_OK ? JOINED : ended ? AGAIN : FAILED;
}

static void hang_up(struct rw__engine *engine) {
  rw__forks_hold();
  drop(&engine->socket);
  rw__forks_allow();
}

static rw_status start_and_greet(struct rw__engine *engine, struct rw__address address, int64_t timeout,
                                 const struct rw__surroundings *surroundings, bool *taken, bool *ended) {
  *taken = *ended = false;
  rw_status status = start(engine, &address, timeout, surroundings, taken);
  return status == RW_OK ? shake_hands(engine, timeout, ended) : status;
}

static enum joined start_and_meet(struct rw__engine *engine, const struct rw__address *address, int64_t timeout,
                                  const struct rw__place *place, rw_status *status) {
  struct rw__surroundings surroundings = {.place = *place};
  bool taken, ended;
  *status = start_and_greet(engine, *address, timeout, &surroundings, &taken, &ended);
  if (ended && rw__lacks_libstdcxx(&engine->process)) {
    rw__release_process(&engine->process, 0);
    hang_up(engine);
    surroundings.systems_libstdcxx = true;
    *status = start_and_greet(engine, *address, timeout, &surroundings, &taken, &ended);
  }
  return *status == RW_OK ? JOINED : taken ? AGAIN : FAILED;
}

/* Until there is one, or the time is up: whoever has taken the name may die before it has started the engine, and an
 * engine may be about to end. */
static rw_status join(struct rw__engine *engine, int64_t timeout, const struct rw__place *place, bool *foreign) {
  const struct timespec nap = {.tv_nsec = 1000000};
  const int64_t deadline = rw__deadline(timeout);
  struct rw__address address = is_shared(engine) ? rw__address_of(&engine->key) : RW__ANY_ADDRESS;
  rw_status status = RW_TIMEOUT;
  for (int64_t left = timeout; left > 0; left = deadline - rw__now()) {
    enum joined joined = is_shared(engine) ? meet(engine, &address, left, &status) : VACANT;
    if (joined == VACANT) joined = start_and_meet(engine, &address, left, place, &status);
    *foreign = joined == FOREIGN;
    if (joined != AGAIN) return status;
    hang_up(engine);
    nanosleep(&nap, NULL);
  }
  return status;
}

/* `*out` is NULL where another user has the name. */
static rw_status make(struct rw__engine **out, const struct rw__key *key, int64_t timeout,
                      const struct rw__place *place) {
  struct rw__engine *engine = calloc(1, sizeof *engine);
  bool foreign = false;
  *out = NULL;
  if (engine == NULL) return rw__fail(RW_OUT_OF_MEMORY, "no memory for the engine");
  engine->key = *key;
  engine->socket = engine->listener = engine->memory.fd = -1;
  engine->process = (struct rw__process){.pid = -1, .errors = -1};
  pthread_mutex_init(&engine->mutex, NULL);
  pthread_mutex_init(&engine->ending, NULL);
  rw__condition_make(&engine->returned);
  rw__forks_note(engine);
  rw_status status = prepare_memory(engine);
  if (status == RW_OK) status = join(engine, timeout, place, &foreign);
  if (status == RW_OK && !foreign)
    *out = engine;
  else
    destroy(engine, 0);
  return foreign ? RW_OK : status;
}

/* One that is gone is its models' until they close. */
static bool lives(const struct rw__engine *engine) {
  return !atomic_load(&engine->lost) && !rw__hung_up(engine->socket);
}

static struct rw__engine *find(const struct rw__key *key) {
  struct rw__engine *engine = root.engines;
  while (engine != NULL && (strcmp(engine->key.text, key->text) != 0 || !lives(engine))) engine = engine->next;
  return engine;
}

static rw_status acquire(struct rw__engine **out, const struct rw__key *key, int64_t timeout,
                         const struct rw__place *place) {
  *out = find(key);
  if (*out != NULL) return RW_OK;
  rw_status status = make(out, key, timeout, place);
  if (*out == NULL) return status;
  (*out)->next = root.engines;
  root.engines = *out;
  return RW_OK;
}

rw_status rw__engine_acquire(struct rw__engine **out, const struct rw__key *key, int64_t timeout,
                             const struct rw__place *place) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  const struct rw__key own = {""};
  pthread_once(&once, watch_forks);
  pthread_mutex_lock(&root.mutex);
  collect_left();
  rw_status status = acquire(out, key, timeout, place);
  if (status == RW_OK && *out == NULL) status = acquire(out, &own, timeout, place);
  if (*out != NULL) (*out)->users++;
  pthread_mutex_unlock(&root.mutex);
  return status;
}

struct rw__engine *rw__engine_at_hand(void) {
  pthread_mutex_lock(&root.mutex);
  struct rw__engine *engine = root.engines;
  while (engine != NULL && !lives(engine)) engine = engine->next;
  if (engine != NULL) engine->users++;
  pthread_mutex_unlock(&root.mutex);
  return engine;
}

void rw__engine_release(struct rw__engine *engine) {
  pthread_mutex_lock(&root.mutex);
  bool last = --engine->users == 0;
  if (last) {
    struct rw__engine **at = &root.engines;
    while (*at != NULL && *at != engine) at = &(*at)->next;
    if (*at != NULL) *at = engine->next; /* a parent's is in no list of its child's */
    if (is_shared(engine)) leave(engine);
  }
  pthread_mutex_unlock(&root.mutex);
  if (last) destroy(engine, 1000);
}
