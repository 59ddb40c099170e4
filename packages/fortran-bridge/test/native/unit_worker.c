/* The engine's workers: jobs overlap, come back, are found without being given, and are waited for at the end.
 */
#define _GNU_SOURCE
#include "worker.h"

#include <sched.h>

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
  the_end_waits_for_jobs_in_work();
  none_on_one_core();
  return 0;
}
