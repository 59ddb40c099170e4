#define _GNU_SOURCE
#include "channel/wait.h"

#include <linux/futex.h>
#include <sched.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  WATCH_NS = 20000,        /* with a core each: a small call is answered within a tenth of this */
  LIMIT_NS = 1000000,      /* with a core each: the core has nothing better to do; MPI itself waits like this */
  LIMIT_SHARED_NS = 50000, /* on one core: a few hand-overs, then the core belongs to others */
  LOOKS_PER_CLOCK = 32
};

static void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

struct rw__spinner rw__spinner_make(int cores) {
  bool own = cores >= 2;
  return (struct rw__spinner){.watch = own ? WATCH_NS : 0, .limit = own ? LIMIT_NS : LIMIT_SHARED_NS, .mean = 0};
}

int64_t rw__now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t rw__deadline(int64_t timeout) {
  int64_t now = rw__now();
  return timeout < INT64_MAX - now ? now + timeout : INT64_MAX;
}

bool rw__spin(const struct rw__spinner *spinner, bool (*done)(void *context), void *context) {
  if (done(context)) return true;
  if (spinner->mean > spinner->limit) return false;
  int64_t start = rw__now(), now = start;
  while (spinner->mean <= spinner->watch && now - start < spinner->watch) {
    for (int look = 0; look < LOOKS_PER_CLOCK; look++) {
      pause_briefly();
      if (done(context)) return true;
    }
    now = rw__now();
  }
  while (now - start < spinner->limit) {
    sched_yield();
    if (done(context)) return true;
    now = rw__now();
  }
  return false;
}

void rw__spinner_learn(struct rw__spinner *spinner, int64_t waited) {
  /* Bounded, so that one long wait does not keep the next hundred short ones from spinning. */
  int64_t bounded = waited < 4 * spinner->limit ? waited : 4 * spinner->limit;
  spinner->mean += (bounded - spinner->mean) / 8;
}

void rw__futex_wait(_Atomic uint32_t *word, uint32_t expected, int64_t timeout) {
  struct timespec time = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
  /* Not the PRIVATE variant: the word lies in memory shared between processes. */
  if (timeout > 0) syscall(SYS_futex, word, FUTEX_WAIT, expected, &time, NULL, 0);
}

void rw__futex_wake(_Atomic uint32_t *word, int sleepers) {
  syscall(SYS_futex, word, FUTEX_WAKE, sleepers, NULL, NULL, 0);
}

void rw__condition_make(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

void rw__condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t timeout) {
  const int64_t until = rw__now() + timeout;
  struct timespec time = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
  pthread_cond_timedwait(condition, mutex, &time);
}
