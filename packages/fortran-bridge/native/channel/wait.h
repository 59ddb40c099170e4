/* How a side waits for the other: it spins briefly, for the answer to a small call comes sooner than the kernel could
 * put a thread to sleep and wake it; then it sleeps in the kernel (futex).
 *
 * Where rank and engine have a core each, the spin watches the word. Where they share one, watching would only keep
 * the other side from running, so the spin hands the core over (sched_yield) each time round.
 * A side that has lately waited longer than it would watch hands the core over from the beginning, for the cores may be
 * fewer than the threads; one that has waited long sleeps at once. The running mean is that of glibc's adaptive mutex
 * (nptl/pthread_mutex_lock.c, PTHREAD_MUTEX_ADAPTIVE_NP).
 */
#ifndef RW__CHANNEL_WAIT_H
#define RW__CHANNEL_WAIT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* How one waiter spins. */
struct rw__spinner {
  int64_t watch; /* ns to watch without giving the core away */
  int64_t limit; /* ns to spin at most */
  int64_t mean;  /* ns, running mean of the waits */
};

/* cores: those that rank and engine have to themselves together. */
struct rw__spinner rw__spinner_make(int cores);

/* Spins until done(context) or the time is up; returns whether it is done. */
bool rw__spin(const struct rw__spinner *spinner, bool (*done)(void *context), void *context);

/* Tells the spinner how long a whole wait took, sleep included. */
void rw__spinner_learn(struct rw__spinner *spinner, int64_t waited);

int64_t rw__now(void); /* ns, monotonic */

/* When `timeout` ns from now are over; INT64_MAX: never. */
int64_t rw__deadline(int64_t timeout);

/* Sleeps while *word is `expected`, `timeout` ns at most. May return early. */
void rw__futex_wait(_Atomic uint32_t *word, uint32_t expected, int64_t timeout);
void rw__futex_wake(_Atomic uint32_t *word, int sleepers);

/* A condition whose waits end after `timeout` ns, whatever becomes of the system's clock. */
void rw__condition_make(pthread_cond_t *condition);
void rw__condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t timeout);

#endif
