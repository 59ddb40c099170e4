/* What is left when a side dies: an error within a second, no engine, nothing in /dev/shm. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "processes.h"

static const char *folder;

static int entries(const char *path) {
  int count = 0;
  DIR *directory = opendir(path);
  CHECK(directory != NULL);
  while (readdir(directory) != NULL) count++;
  closedir(directory);
  return count;
}

struct kill_later {
  int64_t pid;
  double after, at;
};

static void *kill_later(void *context) {
  struct kill_later *plan = context;
  pause_for(plan->after);
  plan->at = seconds();
  kill((pid_t)plan->pid, SIGKILL);
  return NULL;
}

static rw_status run_slow(rw_model *model, int64_t times) {
  float total = 0;
  rw_tensor input = {.data = &times, .type = RW_INT64}, output = {.data = &total, .type = RW_FLOAT32};
  return rw_model_run(model, &input, 1, &output, 1);
}

static void *times_out(void *model) {
  CHECK_FAILS(run_slow(model, 1), RW_TIMEOUT, "run_timeout");
  return NULL;
}

static void engine_killed_while_the_rank_waits(void) {
  rw_model *model = NULL;
  pthread_t thread;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  struct kill_later plan = {.pid = rw_model_engine_pid(model), .after = 0.3};
  CHECK(pthread_create(&thread, NULL, kill_later, &plan) == 0);
  CHECK_FAILS(run_slow(model, INT64_C(1) << 40), RW_ENGINE_LOST, "Killed");
  pthread_join(thread, NULL);
  CHECK(seconds() - plan.at < 1.0);
  CHECK_FAILS(run_slow(model, 1), RW_ENGINE_LOST, "load it again");
  rw_model *next = NULL;
  CHECK(rw_model_load(&next, model_file(folder, "slow"), NULL) == RW_OK); /* while the lost one is still open */
  CHECK(run_slow(next, 10) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(run_slow(next, 10) == RW_OK);
  CHECK(rw_model_close(&next) == RW_OK);
}

static void engine_killed_between_calls(void) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  CHECK(run_slow(model, 1) == RW_OK);
  CHECK(kill((pid_t)rw_model_engine_pid(model), SIGKILL) == 0);
  double start = seconds();
  CHECK_FAILS(run_slow(model, 1), RW_ENGINE_LOST, "slow.onnx");
  CHECK(seconds() - start < 1.0);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void run_that_takes_too_long(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.run_timeout = 0.5;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), &options) == RW_OK);
  int64_t pid = rw_model_engine_pid(model);
  CHECK(kill((pid_t)pid, SIGSTOP) == 0);
  double start = seconds();
  CHECK_FAILS(run_slow(model, 1), RW_TIMEOUT, "run_timeout");
  CHECK(seconds() - start < 2.0);
  CHECK(kill((pid_t)pid, SIGCONT) == 0);
  CHECK(run_slow(model, 1) == RW_OK); /* the answer that came too late is no one's */
  CHECK(rw_model_close(&model) == RW_OK);
  goes_within(pid, 2.0);
}

enum { CALLERS = 300 }; /* more than there are slots */

static void *wait_for_ever(void *model) {
  CHECK_FAILS(run_slow(model, INT64_C(1) << 40), RW_ENGINE_LOST, "ended");
  return NULL;
}

static void engine_killed_while_more_threads_wait_than_there_are_slots(void) {
  rw_model *model = NULL;
  pthread_t threads[CALLERS];
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  for (int i = 0; i < CALLERS; i++) CHECK(pthread_create(&threads[i], NULL, wait_for_ever, model) == 0);
  pause_for(0.3);
  CHECK(kill((pid_t)rw_model_engine_pid(model), SIGKILL) == 0);
  double killed = seconds();
  for (int i = 0; i < CALLERS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(seconds() - killed < 3.0);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void every_slot_times_out(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.run_timeout = 1.0;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), &options) == RW_OK);
  int64_t pid = rw_model_engine_pid(model);
  CHECK(kill((pid_t)pid, SIGSTOP) == 0);
  pthread_t threads[CALLERS];
  double start = seconds();
  for (int i = 0; i < CALLERS; i++) CHECK(pthread_create(&threads[i], NULL, times_out, model) == 0);
  for (int i = 0; i < CALLERS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(seconds() - start < 5.0);
  CHECK(kill((pid_t)pid, SIGCONT) == 0);
  CHECK(run_slow(model, 1) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

/* Schedulers send these to every process of a step; the engine is there for as long as its rank. */
static void warnings_of_the_scheduler(void) {
  static const int warnings[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGPROF};
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  for (size_t i = 0; i < sizeof warnings / sizeof warnings[0]; i++) {
    CHECK(kill((pid_t)rw_model_engine_pid(model), warnings[i]) == 0);
    pause_for(0.05);
    CHECK(run_slow(model, 1) == RW_OK);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void a_busy_engine_is_collected_too(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.run_timeout = 0.3;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), &options) == RW_OK);
  CHECK_FAILS(run_slow(model, INT64_C(1) << 40), RW_TIMEOUT, "run_timeout");
  (void)rw_model_close(&model);
  CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* Starts a rank that tells its engine's pid and then does as told. */
static int64_t start_rank(pid_t *rank, void (*then)(rw_model *model)) {
  int ends[2];
  int64_t engine = 0;
  CHECK(pipe(ends) == 0);
  *rank = fork();
  if (*rank == 0) {
    rw_model *model = NULL;
    CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
    engine = rw_model_engine_pid(model);
    CHECK(write(ends[1], &engine, sizeof engine) == sizeof engine);
    then(model);
    _exit(0);
  }
  close(ends[1]);
  CHECK(read(ends[0], &engine, sizeof engine) == sizeof engine);

  close(ends[0]);
  return engine;
}

static void idle(rw_model *model) {
  (void)model;
  pause();
}

static void compute(rw_model *model) { (void)run_slow(model, INT64_C(1) << 40); }

static void leave(rw_model *model) { (void)model; /* without a close */ }

static void rank_gone(void (*how)(rw_model *model), int kill_it, double limit) {
  pid_t rank;
  int64_t engine = start_rank(&rank, how);
  if (kill_it) {
    pause_for(0.2);
    CHECK(!is_gone(engine));
    CHECK(kill(rank, SIGKILL) == 0);
  }
  CHECK(waitpid(rank, NULL, 0) == rank);
  goes_within(engine, limit);
}

/* Neither side has a file in /dev/shm, so none can be left there. (Other programs' may come and go meanwhile.) */
static void shares_no_named_memory(int64_t pid) {
  char path[64], line[4096];
  int mapped = 0;
  snprintf(path, sizeof path, "/proc/%lld/maps", (long long)pid);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  while (fgets(line, sizeof line, file) != NULL) {
    CHECK(strstr(line, "/dev/shm/") == NULL);
    mapped += strstr(line, "memfd:rankwise-channel") != NULL;
  }
  fclose(file);
  CHECK(mapped > 0);
}

static void nothing_is_named(void) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  CHECK(run_slow(model, 1) == RW_OK);
  shares_no_named_memory(getpid());
  shares_no_named_memory(rw_model_engine_pid(model));
  CHECK(rw_model_close(&model) == RW_OK);
}

static void engine_inherits_nothing(void) {
  rw_model *model = NULL;
  int ends[2];
  char path[64], target[256], wanted[64];
  CHECK(pipe(ends) == 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
  ssize_t length = readlink(path, wanted, sizeof wanted - 1);
  CHECK(length > 0);
  wanted[length] = '\0';
  CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
  snprintf(path, sizeof path, "/proc/%lld/fd", (long long)rw_model_engine_pid(model));
  DIR *directory = opendir(path);
  CHECK(directory != NULL);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    char link[600];
    snprintf(link, sizeof link, "%s/%s", path, entry->d_name);
    length = readlink(link, target, sizeof target - 1);
    if (length < 0) continue;
    target[length] = '\0';
    CHECK(strcmp(target, wanted) != 0);
  }
  closedir(directory);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void lives_leave_no_descriptor(void) {
  int descriptors = entries("/proc/self/fd");
  for (int round = 0; round < 5; round++) {
    rw_model *model = NULL;
    CHECK(rw_model_load(&model, model_file(folder, "slow"), NULL) == RW_OK);
    CHECK(run_slow(model, 1) == RW_OK);
    CHECK(rw_model_close(&model) == RW_OK);
  }
  CHECK(entries("/proc/self/fd") == descriptors);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  engine_killed_while_the_rank_waits();
  engine_killed_between_calls();
  engine_killed_while_more_threads_wait_than_there_are_slots();
  run_that_takes_too_long();
  every_slot_times_out();
  warnings_of_the_scheduler();
  a_busy_engine_is_collected_too();
  rank_gone(idle, 1, 1.0);
  rank_gone(compute, 1, 4.0);
  rank_gone(leave, 0, 1.0);
  nothing_is_named();
  engine_inherits_nothing();
  lives_leave_no_descriptor();
  return 0;
}
