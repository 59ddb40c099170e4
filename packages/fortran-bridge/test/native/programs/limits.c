/* Limits of the system's under which programs are started: an engine runs, or the error names the limit at once. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "testing.h"

static const char *folder;

enum outcome { RAN, FAILED };

/* Loads and runs, or fails within 2 s with an error that has all of `words`. */
static enum outcome load(const char *const *words) {
  rw_model *model = NULL;
  float x[5] = {1, 2, 3, 4, 5}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  double start = seconds();
  if (rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK) {
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && y[4] == 10);
    CHECK(rw_model_close(&model) == RW_OK);
    return RAN;
  }
  for (; *words != NULL; words++) CHECK(strstr(rw_error_message(), *words) != NULL);
  CHECK(seconds() - start < 2.0);
  return FAILED;
}

/* In a child, whose limits end with it. */
static enum outcome in_a_child(enum outcome (*test)(rlim_t limit), rlim_t limit) {
  int ended;
  pid_t child = fork();
  if (child == 0) _exit(test(limit) == RAN ? 10 : 11);
  CHECK(waitpid(child, &ended, 0) == child);
  CHECK(WIFEXITED(ended) && (WEXITSTATUS(ended) == 10 || WEXITSTATUS(ended) == 11));
  return WEXITSTATUS(ended) == 10 ? RAN : FAILED;
}

static enum outcome with_hard_limit_on_files(rlim_t limit) {
  char is[64];
  const struct rlimit files = {limit, limit};
  CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
  snprintf(is, sizeof is, "open files is %d, and an engine needs 128", (int)limit);
  return load((const char *const[]){is, "ulimit -Hn", NULL});
}

/* The engine raises its own; the program, whose limit stays, needs a few files itself. */
static enum outcome with_soft_limit_on_files(rlim_t limit) {
  char is[64];
  struct rlimit files;
  CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = limit;
  CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
  snprintf(is, sizeof is, "this process may have %d open at once", (int)limit);
  enum outcome outcome = load((const char *const[]){is, "ulimit -n", NULL});
  CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur == limit);
  return outcome;
}

/* Descriptors that the test was started with would count. */
static void close_the_inherited(void) {
  for (int fd = 3; fd < 256; fd++) close(fd);
}

static void takes_few_open_files(void) {
  static const rlim_t few[] = {8, 9, 10, 11, 12, 14, 16, 20, 24, 32, 48};
  for (size_t i = 0; i < sizeof few / sizeof few[0]; i++) CHECK(in_a_child(with_hard_limit_on_files, few[i]) == FAILED);
  (void)in_a_child(with_hard_limit_on_files, 64); /* according to the disk's speed */
  CHECK(in_a_child(with_hard_limit_on_files, 128) == RAN);
  for (rlim_t limit = 3; limit < 8; limit++) CHECK(in_a_child(with_soft_limit_on_files, limit) == FAILED);
  (void)in_a_child(with_soft_limit_on_files, 8);
  for (rlim_t limit = 12; limit <= 20; limit += 4) CHECK(in_a_child(with_soft_limit_on_files, limit) == RAN);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  close_the_inherited();
  takes_few_open_files();
  return 0;
}
