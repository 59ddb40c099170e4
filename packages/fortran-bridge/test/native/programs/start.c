/* An engine that cannot start: the error says which part, where it was looked for, and what to do. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

static const char *folder;

/* Loads with a variable set, in a child, so that each case begins afresh. */
static void fails_with(const char *variable, const char *value, double timeout, rw_status status, const char *text) {
  pid_t child = fork();
  if (child == 0) {
    rw_model *model = NULL;
    rw_load_options options = RW_LOAD_OPTIONS_INIT;
    options.start_timeout = timeout;
    setenv("RANKWISE_RANK", "3071", 1);
    setenv(variable, value, 1);
    double start = seconds();
    CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), status, text);
    CHECK(seconds() - start < 5.0);
    CHECK(strncmp(rw_error_message(), "rank 3071: ", 11) == 0);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1); /* no child is left */
    _exit(0);
  }
  int ended;
  CHECK(waitpid(child, &ended, 0) == child);
  CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

static void runs(void) {
  rw_model *model = NULL;
  float x[5] = {1, 2, 3, 4, 5}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && y[4] == 10);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void do_nothing(int signal) { (void)signal; }

static void close_the_standard_streams(void) {
  for (int fd = 0; fd < 3; fd++) close(fd);
}

static void ignore_and_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  sigprocmask(SIG_BLOCK, &all, NULL);
}

/* The timer of a profiler: each system call is cut short. */
static void be_interrupted(void) {
  struct itimerval often = {{0, 20000}, {0, 20000}};
  struct sigaction action = {.sa_handler = do_nothing};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
}

static void times_out_interrupted(void) {
  be_interrupted();
  setenv("RANKWISE_ENGINE", FAKES "/silent.cjs", 1);
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.start_timeout = 0.5;
  double start = seconds();
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_TIMEOUT, "start_timeout");
  CHECK(seconds() - start < 3.0);
  _exit(0);
}

static void runs_after(void (*change)(void)) {
  pid_t child = fork();
  if (child == 0) {
    change();
    runs();
    _exit(0);
  }
  int ended;
  CHECK(waitpid(child, &ended, 0) == child);
  CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  setenv("TEST_NODE", NODE, 1);
  fails_with("RANKWISE_NODE", "/nowhere/node", 0, RW_NODE_UNAVAILABLE, "'/nowhere/node' cannot be run");
  fails_with("RANKWISE_NODE", FAKES "/old-node", 0, RW_NODE_UNAVAILABLE, "16.20.2");
  fails_with("RANKWISE_ENGINE", "/nowhere/start.cjs", 0, RW_ENGINE_START_FAILED, "'/nowhere/start.cjs' cannot be read");
  fails_with("RANKWISE_ENGINE", FAKES "/dies.cjs", 0, RW_ENGINE_START_FAILED,
             "(exit status 3). It said: the disk is on fire");
  fails_with("RANKWISE_ENGINE", FAKES "/silent.cjs", 0.5, RW_TIMEOUT, "start_timeout");
  fails_with("RANKWISE_ORT_LIBRARY", "/nowhere/libonnxruntime.so", 0, RW_RUNTIME_UNAVAILABLE,
             "/nowhere/libonnxruntime.so");
  runs_after(close_the_standard_streams);
  runs_after(ignore_and_block_signals);
  runs_after(be_interrupted);
  runs_after(times_out_interrupted);
  return 0;
}
