#define _GNU_SOURCE
#include "host/pool.h"

#include <signal.h>
#include <stdlib.h>

/* As the engine's own thread has it for a run: two threads of one engine must not differ in what they can compute. */
#define STACK_SIZE ((size_t)8 << 20)

/* How long a thread sleeps at most before it looks for a job: pthread_cond_signal of glibc before 2.42 can lose its
 * wake (glibc's bug 25847). */
#define LONGEST_NS INT64_C(1000000000)

static void push(struct rw__jobs *jobs, struct rw__job *job) {
  job->next = NULL;
  *(jobs->first == NULL ? &jobs->first : &jobs->last->next) = job;
  jobs->last = job;
  atomic_fetch_add(&jobs->count, 1);
}

static struct rw__job *pop(struct rw__jobs *jobs) {
  struct rw__job *job = jobs->first;
  if (job == NULL) return NULL;
  jobs->first = job->next;
  atomic_fetch_sub(&jobs->count, 1);
  return job;
}

static void *work(void *context);

/* One more, where there may be more. With the mutex held. */
static void start_one(struct rw__workers *workers) {
  pthread_attr_t attributes;
  sigset_t all, before;
  if (workers->count == workers->limit || atomic_load(&workers->over)) return;
  if (workers->threads == NULL) workers->threads = calloc((size_t)workers->limit, sizeof *workers->threads);
  if (workers->threads == NULL || pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  sigfillset(&all); /* signals are the main thread's business */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&workers->threads[workers->count], &attributes, work, workers) == 0) {
    workers->count++;
    workers->idle++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

/* What a thread without a job watches for. */
struct watch {
  struct rw__workers *workers;
  struct rw__job *found;
};

static bool something_to_do(void *context) {
  struct watch *watch = context;
  struct rw__workers *workers = watch->workers;
  if (atomic_load(&workers->waiting.count) > 0 || atomic_load(&workers->over)) return true;
  watch->found = workers->find(workers->context);
  return watch->found != NULL;
}

/* The next job; NULL when there will be none. */
static struct rw__job *next(struct rw__workers *workers, struct rw__spinner *spinner) {
  struct watch watch = {workers, NULL};
  int64_t start = rw__now();
  if (workers->spin) (void)rw__spin(spinner, something_to_do, &watch);
  struct rw__job *job = watch.found;
  pthread_mutex_lock(&workers->mutex);
  while (job == NULL && !atomic_load(&workers->over) && (job = pop(&workers->waiting)) == NULL)
    rw__condition_wait(&workers->given, &workers->mutex, LONGEST_NS);
  if (job != NULL) workers->idle--;
  /* One that found its job itself may be the one whom a job that waits was given for. */
  if (atomic_load(&workers->waiting.count) > workers->idle) start_one(workers);
  pthread_mutex_unlock(&workers->mutex);
  rw__spinner_learn(spinner, rw__now() - start);
  return job;
}

static void *work(void *context) {
  struct rw__workers *workers = context;
  struct rw__spinner spinner = rw__spinner_make(2);
  spinner.watch = 0; /* the cores are the rank's too: they are for those who have something to do */
  struct rw__job *job;
  while ((job = next(workers, &spinner)) != NULL) {
    workers->work(workers->context, job);
    pthread_mutex_lock(&workers->mutex);
    workers->idle++;
    pthread_mutex_unlock(&workers->mutex);
  }
  return NULL;
}

void rw__workers_make(struct rw__workers *workers, int limit, bool spin,
                      void (*work_on)(void *context, struct rw__job *job), struct rw__job *(*find)(void *context),
                      void *context) {
  *workers = (struct rw__workers){.limit = limit, .spin = spin, .work = work_on, .find = find, .context = context};
  pthread_mutex_init(&workers->mutex, NULL);
  rw__condition_make(&workers->given);
}

bool rw__workers_give(struct rw__workers *workers, struct rw__job *job) {
  if (workers->limit < 2) return false;
  pthread_mutex_lock(&workers->mutex);
  if (atomic_load(&workers->waiting.count) >= workers->idle) start_one(workers);
  bool taken = workers->count > 0;
  if (taken) push(&workers->waiting, job);
  pthread_mutex_unlock(&workers->mutex);
  if (taken) pthread_cond_signal(&workers->given);
  return taken;
}

void rw__workers_return(struct rw__workers *workers, struct rw__job *job) {
  pthread_mutex_lock(&workers->mutex);
  push(&workers->returned, job);
  pthread_mutex_unlock(&workers->mutex);
}

struct rw__job *rw__workers_take_back(struct rw__workers *workers) {
  if (atomic_load_explicit(&workers->returned.count, memory_order_relaxed) == 0) return NULL;
  pthread_mutex_lock(&workers->mutex);
  struct rw__job *job = pop(&workers->returned);
  pthread_mutex_unlock(&workers->mutex);
  return job;
}

void rw__workers_stop(struct rw__workers *workers) {
  pthread_mutex_lock(&workers->mutex);
  atomic_store(&workers->over, true);
  pthread_mutex_unlock(&workers->mutex);
  pthread_cond_broadcast(&workers->given);
  for (int i = 0; i < workers->count; i++) pthread_join(workers->threads[i], NULL);
  workers->count = 0;
  workers->limit = 0;
  free(workers->threads);
  workers->threads = NULL;
}
