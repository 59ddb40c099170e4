/* The host's life, and its turn from request to request. */
#include "host/state.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/status.h"
#include "channel/bell.h"

static void release_connection(struct rw__connection *connection) {
  for (size_t i = 0; i < RW__SLOTS; i++) rw__body_forget(&connection->slots[i]);
  rw__memory_close(&connection->memory);
  close(connection->socket);
  atomic_store(&connection->state, RW__FREE);
}

/* A scheduler sends its warnings to every process of a job step, for the ranks to write a checkpoint; an engine that
 * died of them would take the rank's network away just then. It ends with its ranks anyway. */
static void ignore_warnings(void) {
  static const int warnings[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU};
  for (size_t i = 0; i < sizeof warnings / sizeof warnings[0]; i++) (void)signal(warnings[i], SIG_IGN);
}

rw_status rw_host_open(rw_host **out, int listen_fd, int cores, int threads) {
  void *bell = NULL;
  *out = NULL;
  rw_host *host = calloc(1, sizeof *host);
  if (host == NULL) return rw__fail(RW_OUT_OF_MEMORY, "host: no memory");
  *host =
      (rw_host){.listener = listen_fd, .stop = -1, .cores = cores, .bell_file = -1, .spinner = rw__spinner_make(cores)};
  rw__host_workers_make(host, threads);
  host->connections = calloc(RW__RANKS, sizeof *host->connections);
  if (host->connections != NULL) host->bell_file = rw__memory_file("rankwise-bell", sizeof *host->bell, &bell);
  host->bell = bell;
  rw_status status = RW_OK;
  ignore_warnings();
  if (host->bell_file < 0 || fcntl(listen_fd, F_SETFD, FD_CLOEXEC) != 0)
    status = rw__fail_errno(RW_SYSTEM, "host: cannot set up on descriptor %d", listen_fd);
  if (status == RW_OK) status = rw__watcher_start(host);
  if (status != RW_OK) {
    rw_host_close(host);
    return status;
  }
  *out = host;
  return RW_OK;
}

void rw_host_close(rw_host *host) {
  if (host == NULL) return;
  rw__workers_stop(&host->workers); /* first: the watcher ends the process if they compute on for nobody */
  rw__watcher_stop(host);
  for (int i = 0; host->connections != NULL && i < RW__RANKS; i++)
    if (atomic_load(&host->connections[i].state) != RW__FREE) release_connection(&host->connections[i]);
  if (host->listener >= 0) close(host->listener);
  if (host->bell != NULL) munmap(host->bell, sizeof *host->bell);
  if (host->bell_file >= 0) close(host->bell_file);
  free(host->connections);
  free(host->reply.bytes);
  free(host->inputs.bytes);
  free(host->outputs.bytes);
  free(host->metadata.bytes);
  free(host->placed);
  free(host->joined);
  rw__windows_free(host);
  free(host);
}

static void wait_for_something(rw_host *host) {
  if (rw__something_to_do(host)) return;
  int64_t start = rw__now();
  struct rw__spinner spinner = host->spinner;
  if (rw__workers_work(host)) spinner.watch = 0; /* the cores are for them */
  if (!rw__spin(&spinner, rw__something_to_do, host)) {
    while (!rw__something_to_do(host)) rw__sleep(host, INT64_MAX);
  }
  rw__spinner_learn(&host->spinner, rw__now() - start);
}

/* The other operations are the host's own. */
static bool is_for_ranks(rw_operation operation) {
  return operation != RW_OP_NONE && operation != RW_OP_GONE && operation != RW_OP_MADE;
}

/* What a request asks for, ready for the engine: no body, or one that was checked. */
static enum rw__body take_body(rw_host *host, rw_operation operation) {
  enum rw__body body = is_for_ranks(operation) ? rw__body_map(host) : RW__DAMAGED;
  if (body != RW__SOUND) return body;
  if (operation == RW_OP_RUN) return rw__body_take_run(host);
  if (operation == RW_OP_LOAD || operation == RW_OP_RESOLVE) return rw__body_take_load(host);
  if (operation != RW_OP_CLOSE) return RW__SOUND;
  const uint32_t model = host->record->model;
  if (rw__model_works(host->connection, model)) return RW__DAMAGED; /* a close would have been put off */
  rw__forget_calls(host->connection, model);
  rw__forget_groups(host->connection, model);
  return RW__SOUND;
}

/* Takes the request of a slot in hand. False: it is out of hand again, answered or with a worker. */
static bool take(rw_host *host, struct rw__connection *connection, uint32_t index) {
  struct rw__channel *channel = connection->memory.channel;
  host->connection = connection;
  host->slot = &channel->slots[index];
  host->record = &connection->slots[index];
  rw__mark_taken(connection, index);
  host->replaced = 0;
  host->operation = RW_OP_RUN;
  host->began = 0;
  if ((host->record->asked & RW__REPEAT) != 0 && host->record->key != 0) return !rw__give_repeat(host);
  const rw_operation asked = (rw_operation)host->slot->operation;
  if (is_for_ranks(asked)) host->operation = asked;
  if (host->record->key != 0) host->record->replaced = host->record->key;
  host->replaced = host->record->replaced;
  host->record->key = 0;
  host->record->function = NULL;
  host->record->group = 0;
  host->record->alone = false;
  host->record->mean = 0;
  host->record->model = host->slot->model;
  const enum rw__body body = take_body(host, asked);
  if (body == RW__SOUND) {
    host->record->key = ++host->last_key;
    host->record->replaced = 0;
  } else if (body == RW__NO_ROOM) {
    rw_host_fail(host, RW_OUT_OF_MEMORY,
                 "the engine cannot map the request's memory; look at the limit on its address space (ulimit -v)");
  } else {
    rw_host_fail(host, RW_INTERNAL,
                 "the request is damaged: something else writes to the memory shared with the engine");
  }
  return body == RW__SOUND;
}

static int64_t take_gone(rw_host *host, struct rw__connection *connection) {
  host->connection = connection;
  host->slot = NULL;
  host->operation = RW_OP_GONE;
  host->replaced = 0;
  return ++host->last_key;
}

static int64_t look_round(rw_host *host) {
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  if (rw__take_made(host)) return ++host->last_key;
  if (atomic_load_explicit(&host->put_off, memory_order_relaxed)) atomic_store(&host->put_off, false);
  for (int turn = 0; turn < served; turn++) {
    int at = (host->next + turn) % served;
    struct rw__connection *connection = &host->connections[at];
    int state = atomic_load_explicit(&connection->state, memory_order_acquire);
    if (state == RW__GONE && rw__is_gone(host, connection)) return take_gone(host, connection);
    if (state != RW__SERVED) continue;
    int index = rw__find_asked(host, connection, connection->turn);
    if (index < 0) continue;
    host->next = at + 1;
    if (take(host, connection, (uint32_t)index)) return host->record->key;
  }
  return 0;
}

int64_t rw_host_wait(rw_host *host) {
  for (;;) {
    if (host->workers.count > 0) rw__start_taking(host);
    if (host->operation == RW_OP_GONE) {
      rw__windows_forget(host, host->connection);
      release_connection(host->connection);
    }
    host->operation = RW_OP_NONE;
    host->record = NULL;
    int64_t key = look_round(host);
    rw__stop_taking(host);
    if (key != 0) return key;
    if (atomic_load_explicit(&host->over, memory_order_relaxed)) return 0;
    wait_for_something(host);
  }
}
