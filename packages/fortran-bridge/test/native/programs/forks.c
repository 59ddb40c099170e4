/* What a child of fork() has of its parent's models: nothing. It can close them, has models of its own, and keeps none
 * of its parent's engines alive. */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "ranks.h"

static const char *folder;

static rw_model *load(const char *name) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, name), NULL) == RW_OK);
  return model;
}

enum { MOST = 1 << 18 };
static float x[MOST], y[MOST];

/* Doubles that many numbers, each call in memory of its own size. */
static void doubles(rw_model *model, int64_t n) {
  rw_tensor input = tensor_2d(x, RW_FLOAT32, n / 5, 5), output = tensor_2d(y, RW_FLOAT32, n / 5, 5);
  for (int64_t i = 0; i < n; i++) x[i] = (float)(i + n);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int64_t i = 0; i < n; i++) CHECK(y[i] == 2 * x[i]);
}

static rw_request *request_of(rw_model *model) {
  rw_request *request = NULL;
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 1, 5);
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
  return request;
}

/* What the parent has: a model that has run, in small and large memory, and requests idle, done and in flight. */
enum { REQUESTS = 3 };
static rw_model *model, *slow;
static rw_request *requests[REQUESTS];

static void have_much(void) {
  model = load("simplenet");
  slow = load("slow");
  for (int64_t n = 5; n < MOST; n *= 10) doubles(model, n);
  for (int i = 0; i < REQUESTS; i++) requests[i] = request_of(model);
  CHECK(rw_request_run(requests[1]) == RW_OK);
  CHECK(rw_request_start(requests[2]) == RW_OK);
}

static void close_all(void) {
  for (int i = 0; i < REQUESTS; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK && rw_model_close(&slow) == RW_OK);
}

/* All that can be done with them fails, and none touches memory. */
static void use_the_parents(void) {
  size_t which = 0;
  int done = 0;
  rw_tensor tensor = tensor_2d(x, RW_FLOAT32, 1, 5), output = tensor_2d(y, RW_FLOAT32, 1, 5);
  CHECK_FAILS(rw_model_run(model, &tensor, 1, &output, 1), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_put(requests[0], 0, &tensor), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_get(requests[1], 0, &output), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_start(requests[1]), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_wait(requests[2]), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_test(requests[2], &done), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_wait_any(requests, REQUESTS, &which), RW_ENGINE_LOST, "ended");
}

/* The child's own memory comes to lie where its parent's was. */
static void child_closes_what_it_inherited(int order) {
  rw_model *own = NULL;
  if (order == 0) close_all();
  own = load("simplenet");
  for (int64_t n = 5; n < MOST; n *= 10) doubles(own, n);
  rw_request *request = request_of(own);
  if (order == 1) close_all();
  if (order == 2) {
    use_the_parents();
    close_all();
  }
  for (int64_t n = 5; n < MOST; n *= 10) doubles(own, n);
  CHECK(rw_request_run(request) == RW_OK && rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&own) == RW_OK);
}

static void what_is_inherited_can_be_closed(void) {
  pid_t pids[3];
  have_much();
  start_ranks(pids, 3, child_closes_what_it_inherited);
  for (int i = 0; i < 3; i++) ends_well(pids[i]);
  CHECK(rw_request_wait(requests[2]) == RW_OK);
  doubles(model, 50);
  close_all();
}

static void live_on(int rank) {
  (void)rank;
  pause_for(5);
}

static void a_child_does_not_keep_the_engine(void) {
  pid_t child;
  model = load("simplenet");
  int64_t engine = rw_model_engine_pid(model);
  start_ranks(&child, 1, live_on);
  doubles(model, 5);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(is_gone(engine));
  CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
}

static _Atomic bool loading;

static void *load_again_and_again(void *context) {
  (void)context;
  for (int round = 0; round < 2; round++) {
    rw_model *one = load("simplenet");
    CHECK(rw_model_close(&one) == RW_OK);
  }
  atomic_store(&loading, false);
  return NULL;
}

/* Sockets, and memory of rankwise's. */
static void has_no_descriptor_of_an_engine(int rank) {
  DIR *directory = opendir("/proc/self/fd");
  CHECK(rank == 0 && directory != NULL);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    char link[600], target[256];
    snprintf(link, sizeof link, "/proc/self/fd/%s", entry->d_name);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) continue;
    target[length] = '\0';
    if (strncmp(target, "socket:", 7) == 0 || strstr(target, "rankwise") != NULL) {
      fprintf(stderr, "descriptor %s is %s\n", entry->d_name, target);
      _exit(1);
    }
  }
  closedir(directory);
}

/* Forks at every moment of a load, and of a close. */
static void a_fork_in_the_middle_of_a_load(void) {
  pthread_t thread;
  atomic_store(&loading, true);
  CHECK(pthread_create(&thread, NULL, load_again_and_again, NULL) == 0);
  while (atomic_load(&loading)) {
    pid_t child;
    start_ranks(&child, 1, has_no_descriptor_of_an_engine);
    ends_well(child);
  }
  CHECK(pthread_join(thread, NULL) == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  has_no_descriptor_of_an_engine(0);
  what_is_inherited_can_be_closed();
  a_child_does_not_keep_the_engine();
  a_fork_in_the_middle_of_a_load();
  return 0;
}
