/* An engine that cannot start: the error says which part, where it was looked for, and what to do. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_of.h"
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

/* What the user configures his own Node.js programs with stays out of the engine, and the rest gets there. */
static void keeps_node_variables_from_the_engine(void) {
  static const char *const node[] = {
      "NODE_PATH",       "NODE_DEBUG",           "NODE_V8_COVERAGE", "NODE_CHANNEL_FD", "NODE_EXTRA_CA_CERTS",
      "UV_USE_IO_URING", "ELECTRON_RUN_AS_NODE", "OPENSSL_CONF",     "SSL_CERT_FILE"};
  rw_model *model = NULL;
  setenv("NODE_OPTIONS", "--inspect=127.0.0.1:0 --no-such-option", 1);
  for (size_t i = 0; i < sizeof node / sizeof node[0]; i++) setenv(node[i], "/nowhere/of-the-user", 1);
  setenv("CUDA_VISIBLE_DEVICES", "7", 1);
  setenv("OMP_NUM_THREADS", "3", 1);
  setenv("PMI_MINE", "kept", 1);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  const pid_t engine = engine_of_this_process();
  CHECK(engine > 0);
  CHECK(!engine_has_variable(engine, "NODE_OPTIONS="));
  for (size_t i = 0; i < sizeof node / sizeof node[0]; i++) CHECK(!engine_has_variable(engine, node[i]));
  CHECK(engine_has_variable(engine, "CUDA_VISIBLE_DEVICES=7"));
  CHECK(engine_has_variable(engine, "OMP_NUM_THREADS=3"));
  CHECK(engine_has_variable(engine, "PMI_MINE=kept"));
  CHECK(rw_model_close(&model) == RW_OK);
}

/* An option that Node.js knows, which opens a port. */
static void opens_no_port(void) {
  rw_model *model = NULL;
  setenv("NODE_OPTIONS", "--inspect=127.0.0.1:0", 1);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(!engine_has_port(engine_of_this_process()));
  CHECK(rw_model_close(&model) == RW_OK);
}

/* A module of an old compiler: its C++ library comes first in LD_LIBRARY_PATH, and Node.js does not start with it. The
 * rest of that path, and of LD_PRELOAD, stays as it is. */
static void takes_the_systems_libstdcxx(void) {
  rw_model *model = NULL;
  setenv("LD_LIBRARY_PATH", OLD_LIBSTDCXX, 1);
  setenv("LD_PRELOAD", "libm.so.6", 1);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  const pid_t engine = engine_of_this_process();
  CHECK(engine_has_variable(engine, "LD_LIBRARY_PATH=" OLD_LIBSTDCXX));
  CHECK(engine_has_variable_with(engine, "LD_PRELOAD=", "/usr/$LIB/libstdc++.so.6:/$LIB/libgcc_s.so.1:libm.so.6"));
  CHECK(rw_model_close(&model) == RW_OK);
  unsetenv("LD_LIBRARY_PATH");
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(engine_has_variable_with(engine_of_this_process(), "LD_PRELOAD=", "libm.so.6"));
  CHECK(!engine_has_variable_with(engine_of_this_process(), "LD_PRELOAD=", "libstdc++"));
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

static void in_a_child(void (*test)(void)) {
  pid_t child = fork();
  if (child == 0) {
    test();
    _exit(0);
  }
  int ended;
  CHECK(waitpid(child, &ended, 0) == child);
  CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

static void (*change)(void);

static void change_and_run(void) {
  change();
  runs();
}

static void runs_after(void (*to_change)(void)) {
  change = to_change;
  in_a_child(change_and_run);
}

/* The test would see one: a port of its own is one. */
static void sees_ports(void) {
  const struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(!engine_has_port(getpid()));
  CHECK(fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof any) == 0 && listen(fd, 1) == 0);
  CHECK(engine_has_port(getpid()));
  close(fd);
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
  fails_with("RANKWISE_NODE", FAKES "/node-for-newer-libstdcxx", 0, RW_ENGINE_START_FAILED,
             "(exit status 127). The libstdc++ that Node.js found is too old for it");
  fails_with("RANKWISE_NODE", FAKES "/node-for-newer-libstdcxx", 0, RW_ENGINE_START_FAILED,
             "It said: node: libstdc++.so.6: version `GLIBCXX_9.9' not found");
  in_a_child(takes_the_systems_libstdcxx);
  sees_ports();
  in_a_child(keeps_node_variables_from_the_engine);
  in_a_child(opens_no_port);
  runs_after(close_the_standard_streams);
  runs_after(ignore_and_block_signals);
  runs_after(be_interrupted);
  runs_after(times_out_interrupted);
  return 0;
}
