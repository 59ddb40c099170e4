/* The host's second thread: it sleeps in the kernel until a rank connects or is gone. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/status.h"
#include "channel/socket.h"
#include "host/state.h"

/* How long the engine may compute on for nobody. */
#define GRACE_MS 2000

#define BREATH_MS 100

static struct rw__connection *free_connection(rw_host *host, int *index) {
  for (*index = 0; *index < RW__RANKS; (*index)++)
    if (atomic_load(&host->connections[*index].state) == RW__FREE) return &host->connections[*index];
  return NULL;
}

static void greet(rw_host *host, int socket, rw_status status) {
  struct rw__welcome welcome = {.magic = RW__MAGIC,
                                .protocol = RW__PROTOCOL,
                                .status = (int32_t)status,
                                .cores = host->cores,
                                .pid = (int32_t)getpid()};
  (void)rw__send(socket, &welcome, sizeof welcome, status == RW_OK ? host->bell_file : -1);
}

/* Takes in the rank that said hello on `socket`; on failure tells it why. False: the socket is to be closed. */
static bool admit(rw_host *host, int socket) {
  struct rw__hello hello;
  int memory_file, index;
  if (!rw__receive(socket, &hello, sizeof hello, &memory_file)) return false;
  struct rw__connection *connection = free_connection(host, &index);
  rw_status status = RW_OK;
  if (hello.magic != RW__MAGIC || hello.protocol != RW__PROTOCOL || memory_file < 0) status = RW_VERSION_MISMATCH;
  if (status == RW_OK && connection == NULL) status = RW_OUT_OF_MEMORY;
  if (status == RW_OK && !rw__memory_attach(&connection->memory, memory_file)) {
    memory_file = -1; /* attach has closed it */
    status = RW_SYSTEM;
  }
  if (status == RW_OK) {
    connection->socket = socket;
    connection->rank = hello.rank;
    connection->turn = 0;
    memset(connection->slots, 0, sizeof connection->slots);
    if (atomic_load(&host->served) <= index) atomic_store(&host->served, index + 1);
    atomic_store(&connection->state, RW__SERVED);
  } else if (memory_file >= 0) {
    close(memory_file);
  }
  greet(host, socket, status);
  return status == RW_OK;
}

/* The sockets that the watcher looks at: stop, listener, then those of ranks, greeted or not yet. There is room for
 * some ranks more than an engine serves, which have to be told so. */
enum { MOST_WATCHED = 2 + RW__RANKS + 64 };

struct watched {
  struct pollfd sockets[MOST_WATCHED];
  bool greeted[MOST_WATCHED];
  nfds_t count;
};

static void forget(struct watched *watched, nfds_t i) {
  watched->count--;
  watched->sockets[i] = watched->sockets[watched->count];
  watched->greeted[i] = watched->greeted[watched->count];
}

static void accept_rank(rw_host *host, struct watched *watched) {
  int socket = accept4(host->listener, NULL, NULL, SOCK_CLOEXEC);
  if (socket < 0) {
    (void)poll(NULL, 0, BREATH_MS); /* out of descriptors, for example: the connection is still pending */
    return;
  }
  if (!rw__same_user(socket) || watched->count == MOST_WATCHED) {
    close(socket);
    return;
  }
  watched->sockets[watched->count] = (struct pollfd){.fd = socket, .events = POLLIN | POLLRDHUP};
  watched->greeted[watched->count++] = false;
}

static void mark_gone(rw_host *host, int socket) {
  for (int i = 0; i < RW__RANKS; i++) {
    struct rw__connection *connection = &host->connections[i];
    if (atomic_load(&connection->state) == RW__SERVED && connection->socket == socket)
      atomic_store(&connection->state, RW__GONE);
  }
}

static void look_at_rank(rw_host *host, struct watched *watched, nfds_t i) {
  int socket = watched->sockets[i].fd;
  short events = watched->sockets[i].revents;
  if (!watched->greeted[i] && (events & POLLIN) != 0 && admit(host, socket)) {
    watched->greeted[i] = true;
    watched->sockets[i].events = POLLRDHUP; /* nothing more is to be said */
    return;
  }
  if (watched->greeted[i] && (events & (POLLHUP | POLLRDHUP | POLLERR)) == 0) return;
  bool served = watched->greeted[i];
  forget(watched, i);
  if (served)
    mark_gone(host, socket); /* the engine's thread closes it with the rest */
  else
    close(socket);
}

/* No rank is left: lets the engine's thread know, and ends the process if that thread goes on computing for nobody. */
static void finish(rw_host *host) {
  struct pollfd stop = {.fd = host->stop, .events = POLLIN};
  /* Who comes now finds the name free, and starts a new engine, since this one is ending. */
  close(host->listener);
  host->listener = -1;
  atomic_store(&host->over, true);
  rw__ring(host);
  if (poll(&stop, 1, GRACE_MS) == 0) _exit(0);
}

static void *watch(void *context) {
  rw_host *host = context;
  struct watched *watched = calloc(1, sizeof *watched);
  if (watched == NULL) _exit(1);
  watched->sockets[0] = (struct pollfd){.fd = host->stop, .events = POLLIN};
  watched->sockets[1] = (struct pollfd){.fd = host->listener, .events = POLLIN};
  watched->count = 2;
  bool met = false; /* the rank that started the engine: it is connected from the beginning */
  do {
    (void)poll(watched->sockets, watched->count, -1);
    if (watched->sockets[0].revents != 0) {
      free(watched);
      return NULL;
    }
    for (nfds_t i = watched->count; i-- > 2;)
      if (watched->sockets[i].revents != 0) look_at_rank(host, watched, i);
    if (watched->sockets[1].revents != 0) accept_rank(host, watched);
    met = met || watched->count > 2;
    rw__ring(host);
  } while (!met || watched->count > 2);
  free(watched);
  finish(host);
  return NULL;
}

rw_status rw__watcher_start(rw_host *host) {
  host->stop = eventfd(0, EFD_CLOEXEC);
  if (host->stop < 0) return rw__fail_errno(RW_SYSTEM, "host: eventfd failed");
  sigset_t all, before;
  sigfillset(&all); /* signals are the main thread's business, and none must break a poll here */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  errno = pthread_create(&host->watcher, NULL, watch, host);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (errno != 0) return rw__fail_errno(RW_SYSTEM, "host: the thread that watches the ranks cannot be started");
  host->watching = true;
  return RW_OK;
}

void rw__watcher_stop(rw_host *host) {
  const uint64_t one = 1;
  if (host->watching) {
    ssize_t written = write(host->stop, &one, sizeof one);
    (void)written; /* an eventfd of 0 always has room */
    pthread_join(host->watcher, NULL);
  }
  host->watching = false;
  if (host->stop >= 0) close(host->stop);
  host->stop = -1;
}
