/* The engine's workers: jobs overlap, come back, are found without being given, and are waited for at the end.
 */
#define _GNU_SOURCE
#include "host/pool.h"

#include <sched.h>
#include <semaphore.h>

#include "testing.h"

enum { THREADS = 4, MANY = 20000 };

struct task {
  struct rw__job job;
  int number;
};

static struct rw__workers workers;
static struct rw__job *find_nothing(void *context) { return (void)context, NULL; }

/* Returns when `count` jobs are in it at once; not at all if they never are. */
static pthread_barrier_t all_here;

static void meet(void *context, struct rw__job *job) {
  CHECK(context == &workers);
  pthread_barrier_wait(&all_here);
  rw__workers_return(&workers, job);
}

static struct task *take_back(void) {
  struct rw__job *job;
  while ((job = rw__workers_take_back(&workers)) == NULL) sched_yield();
  return (struct task *)job;
}

static void jobs_overlap(bool spin) {
  struct task tasks[THREADS];
  CHECK(pthread_barrier_init(&all_here, NULL, THREADS) == 0);
  rw__workers_make(&workers, THREADS, spin, meet, find_nothing, &workers);
  for (int round = 0; round < 200; round++) {
    for (int i = 0; i < THREADS; i++) CHECK(rw__workers_give(&workers, &tasks[i].job));
    for (int i = 0; i < THREADS; i++) (void)take_back();
    CHECK(rw__workers_take_back(&workers) == NULL);
  }
  CHECK(workers.count == THREADS); /* as many as are needed, and no more */
  rw__workers_stop(&workers);
  pthread_barrier_destroy(&all_here);
}

static void give_back(void *context, struct rw__job *job) {
  (void)context;
  ((struct task *)job)->number *= 2;
  rw__workers_return(&workers, job);
}

static void every_job_comes_back_once(void) {
  struct task *tasks = calloc(MANY, sizeof *tasks);
  CHECK(tasks != NULL);
  rw__workers_make(&workers, 2, true, give_back, find_nothing, &workers);
  for (int i = 0; i < MANY; i++) tasks[i].number = i;
  for (int i = 0; i < MANY; i++) {
    CHECK(rw__workers_give(&workers, &tasks[i].job));
    CHECK(take_back() == &tasks[i] && tasks[i].number == 2 * i);
  }
  for (int i = 0; i < MANY; i++) CHECK(rw__workers_give(&workers, &tasks[i].job));
  for (int i = 0; i < MANY; i++) take_back()->number += 1;
  for (int i = 0; i < MANY; i++) CHECK(tasks[i].number == 4 * i + 1);
  rw__workers_stop(&workers);
  free(tasks);
}

/* What lies there for whoever watches. */
static struct task *_Atomic lying;

static struct rw__job *find_lying(void *context) {
  (void)context;
  struct task *task = atomic_exchange(&lying, NULL);
  return task != NULL ? &task->job : NULL;
}

static void jobs_are_found(void) {
  struct task first = {.number = 1}, found = {.number = 2};
  rw__workers_make(&workers, 2, true, give_back, find_lying, &workers);
  while (found.number == 2) { /* a worker watches for a while only, so the first job is to wake one each time */
    CHECK(rw__workers_give(&workers, &first.job));
    CHECK(take_back() == &first);
    atomic_store(&lying, &found);
    for (int look = 0; look < 1000 && atomic_load(&lying) != NULL; look++) sched_yield();
    if (atomic_exchange(&lying, NULL) == NULL) CHECK(take_back() == &found);
  }
  CHECK(found.number == 4);
  rw__workers_stop(&workers);
}

static struct task early, long_one, late;
static struct task *_Atomic to_be_found;
static sem_t found_one, gave_another, late_is_done, all_done;

static bool comes(sem_t *semaphore) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 30;
  return sem_timedwait(semaphore, &until) == 0;
}

/* Whoever finds the job is held there until another has been given. */
static struct rw__job *find_and_hold(void *context) {
  (void)context;
  struct task *task = atomic_exchange(&to_be_found, NULL);
  if (task == NULL) return NULL;
  sem_post(&found_one);
  CHECK(comes(&gave_another));
  return &task->job;
}

static void take_until_late_is_done(void *context, struct rw__job *job) {
  (void)context;
  if (job == &early.job) atomic_store(&to_be_found, &long_one);
  if (job == &late.job) sem_post(&late_is_done);
  if (job != &long_one.job) return;
  CHECK(comes(&late_is_done));
  sem_post(&all_done);
}

/* A job is given while the only thread, which still counts as one without a job, has just found another. */
static void no_job_waits_for_one_that_was_found(void) {
  sem_t *const all[] = {&found_one, &gave_another, &late_is_done, &all_done};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) CHECK(sem_init(all[i], 0, 0) == 0);
  rw__workers_make(&workers, 2, true, take_until_late_is_done, find_and_hold, &workers);
  CHECK(rw__workers_give(&workers, &early.job));
  CHECK(comes(&found_one));
  CHECK(rw__workers_give(&workers, &late.job));
  CHECK(workers.count == 1);
  sem_post(&gave_another);
  while (sem_wait(&all_done) != 0) continue;
  CHECK(workers.count == 2);
  rw__workers_stop(&workers);
}

static _Atomic int begun, ended;

static void take_long(void *context, struct rw__job *job) {
  (void)context, (void)job;
  atomic_fetch_add(&begun, 1);
  usleep(100000);
  atomic_fetch_add(&ended, 1);
}

static void the_end_waits_for_jobs_in_work(void) {
  struct task tasks[8];
  rw__workers_make(&workers, 2, true, take_long, find_nothing, &workers);
  for (int i = 0; i < 8; i++) CHECK(rw__workers_give(&workers, &tasks[i].job));
  while (atomic_load(&begun) < 2) sched_yield();
  rw__workers_stop(&workers);
  CHECK(atomic_load(&ended) == atomic_load(&begun) && atomic_load(&ended) < 8);
  rw__workers_stop(&workers);
}

static void none_on_one_core(void) {
  struct task task;
  rw__workers_make(&workers, 1, true, give_back, find_nothing, &workers);
  CHECK(!rw__workers_give(&workers, &task.job));
  rw__workers_stop(&workers);
}

int main(void) {
  jobs_overlap(true);
  jobs_overlap(false);
  every_job_comes_back_once();
  jobs_are_found();
  no_job_waits_for_one_that_was_found();
  the_end_waits_for_jobs_in_work();
  none_on_one_core();
  return 0;
}
