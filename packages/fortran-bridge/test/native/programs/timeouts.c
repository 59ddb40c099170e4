/* How long a load, a run and a wait may take: each has its own time, of the options or of the environment. */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <signal.h>

#include "testing.h"

static const char *folder;

static rw_status load_with(rw_model **model, const char *name, double load_timeout, double run_timeout) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.load_timeout = load_timeout;
  options.run_timeout = run_timeout;
  return rw_model_load(model, model_file(folder, name), &options);
}

/* For 0.45 s the engine does not get on. */
static void *stop_for_a_while(void *model) {
  const struct timespec nap = {.tv_nsec = 450000000};
  pid_t engine = (pid_t)rw_model_engine_pid(model);
  CHECK(kill(engine, SIGSTOP) == 0);
  nanosleep(&nap, NULL);
  CHECK(kill(engine, SIGCONT) == 0);
  return NULL;
}

static pthread_t hold(rw_model *model) {
  const struct timespec moment = {.tv_nsec = 50000000};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, stop_for_a_while, model) == 0);
  nanosleep(&moment, NULL);
  return thread;
}

static void a_load_has_its_own(rw_model *first) {
  rw_model *model = NULL;
  pthread_t thread = hold(first);
  double start = seconds();
  CHECK_FAILS(load_with(&model, "simplenet", 0.15, 0), RW_TIMEOUT, "load_timeout");
  CHECK(seconds() - start < 0.4);
  CHECK(pthread_join(thread, NULL) == 0);

  thread = hold(first);
  CHECK(load_with(&model, "simplenet", 0, 0.15) == RW_OK); /* the time of a run is not that of the load */
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void variables(rw_model *first) {
  rw_model *model = NULL;
  setenv("RANKWISE_LOAD_TIMEOUT", "0.15", 1);
  pthread_t thread = hold(first);
  CHECK_FAILS(load_with(&model, "simplenet", 0, 0), RW_TIMEOUT, "load_timeout");
  CHECK(pthread_join(thread, NULL) == 0);
  thread = hold(first);
  CHECK(load_with(&model, "simplenet", 60, 0) == RW_OK); /* an option comes first */
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(rw_model_close(&model) == RW_OK);
  unsetenv("RANKWISE_LOAD_TIMEOUT");

  static const char *const names[] = {"RANKWISE_START_TIMEOUT", "RANKWISE_LOAD_TIMEOUT", "RANKWISE_RUN_TIMEOUT"};
  static const char *const bad[] = {"soon", "-1", "1,5", "1.5s", ".", " 1", "1e3"};
  static const char *const good[] = {"", "0", "30", "1.5", "10.", "99999999999999999999"};
  for (int i = 0; i < 3; i++) {
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
      setenv(names[i], bad[k], 1);
      CHECK_FAILS(load_with(&model, "simplenet", 0, 0), RW_INVALID_ARGUMENT, names[i]);
    }
    for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
      setenv(names[i], good[k], 1);
      CHECK(load_with(&model, "simplenet", 0, 0) == RW_OK);
      CHECK(rw_model_close(&model) == RW_OK);
    }
    unsetenv(names[i]);
  }
}

/* Each wait has the time of a run; the request is in flight through all of them. */
static void each_wait(rw_request *request, rw_status (*wait)(rw_request *)) {
  float total = 0;
  int64_t times = 1;
  rw_tensor input = {.name = "times", .data = &times, .type = RW_INT64}, output = {.name = "total"};
  output.data = &total;
  output.type = RW_FLOAT32;
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
  CHECK(rw_request_start(request) == RW_OK);
  for (int i = 0; i < 2; i++) {
    double start = seconds();
    CHECK_FAILS(wait(request), RW_TIMEOUT, "run_timeout");
    CHECK(seconds() - start > 0.1);
  }
  for (int tries = 0; wait(request) != RW_OK; tries++) CHECK(tries < 50);
  CHECK(rw_request_get(request, 0, &output) == RW_OK && total == 1);
}

static rw_status wait_for_any(rw_request *request) {
  size_t which;
  return rw_request_wait_any(&request, 1, &which);
}

static void waits(void) {
  rw_model *model = NULL;
  rw_request *request = NULL;
  CHECK(load_with(&model, "slow", 0, 0.12) == RW_OK);
  CHECK(rw_request_open(&request, model) == RW_OK);
  pthread_t thread = hold(model);
  each_wait(request, rw_request_wait);
  CHECK(pthread_join(thread, NULL) == 0);
  thread = hold(model);
  each_wait(request, wait_for_any);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void misuse(void) {
  static const double bad[] = {-1.0, -1e-300, (double)INFINITY, (double)NAN};
  rw_model *model = NULL;
  for (int i = 0; i < 4; i++) {
    CHECK_FAILS(load_with(&model, "simplenet", bad[i], 0), RW_INVALID_ARGUMENT, "timeout is negative");
    CHECK_FAILS(load_with(&model, "simplenet", 0, bad[i]), RW_INVALID_ARGUMENT, "timeout is negative");
  }
  CHECK(load_with(&model, "simplenet", 1e300, 1e300) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  rw_model *model = NULL;
  CHECK(argc == 2);
  folder = argv[1];
  CHECK(load_with(&model, "simplenet", 0, 0) == RW_OK);
  a_load_has_its_own(model);
  variables(model);
  waits();
  misuse();
  CHECK(rw_model_close(&model) == RW_OK);
  return 0;
}
