/* Threads that work for the engine's own: it gives them jobs, and takes back those that it has to end itself. They are
 * started when there is first something for them, wait as a rank does (wait.h), and end with the host. */
#ifndef RW__HOST_POOL_H
#define RW__HOST_POOL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "channel/wait.h"

/* The head of what a worker is given; it lies in the giver's memory. */
struct rw__job {
  struct rw__job *next;
};

/* Jobs in turn. */
struct rw__jobs {
  struct rw__job *first, *last;
  _Atomic int count;
};

struct rw__workers {
  int limit; /* of threads; fewer than 2: there are none, and every job is refused */
  bool spin; /* whether a thread without a job watches for one before it sleeps */
  void (*work)(void *context, struct rw__job *job);
  struct rw__job *(*find)(void *context);
  void *context;

  pthread_mutex_t mutex; /* guards what follows; the counts and `over` may be read without */
  pthread_cond_t given;
  struct rw__jobs waiting, returned;
  int idle;          /* threads without a job */
  _Atomic int count; /* threads */
  pthread_t *threads;
  _Atomic bool over;
};

/* Nothing is started yet. Workers call work(context, job) for each job, and find(context) while they watch: a job that
 * no one has to give them, or NULL. */
void rw__workers_make(struct rw__workers *workers, int limit, bool spin,
                      void (*work)(void *context, struct rw__job *job), struct rw__job *(*find)(void *context),
                      void *context);

/* False: no thread is free for the job, and the system gives no new one. */
bool rw__workers_give(struct rw__workers *workers, struct rw__job *job);

/* Called by work(): hands the job back to the giver, who takes it in turn; NULL where there is none. */
void rw__workers_return(struct rw__workers *workers, struct rw__job *job);
struct rw__job *rw__workers_take_back(struct rw__workers *workers);

/* Waits for the jobs that are in work; those that wait are dropped. Safe to call twice. */
void rw__workers_stop(struct rw__workers *workers);

#endif
