/* Limits of the system's under which programs are started: an engine runs, or the error names the limit at once. */
#define _GNU_SOURCE
#include <dirent.h>
#include <grp.h>
#include <pthread.h>
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
  for (rlim_t limit = 12; limit <= 20; limit += 4) CHECK(in_a_child(with_soft_limit_on_files, limit) == RAN);
}

enum { MANY = 250000 }; /* elements, of 1 MB */

static const char *const lacks_file[] = {"the limit on file sizes is", "raise it with 'ulimit -f'", NULL};

/* Calls whose output's shape the run decides: each of them adds a block to the file, and gives it back. */
static void many_calls(rw_model *model, const float *x) {
  struct stat info;
  int64_t size = 0;
  rw_tensor input = tensor_1d((void *)(size_t)x, RW_FLOAT32, MANY);
  for (int call = 0; call < 3000; call++) {
    rw_tensor output = {0};
    CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    CHECK(output.shape[0] == MANY && ((float *)output.data)[MANY - 1] == x[MANY - 1]);
    rw_tensor_release(&output);
    CHECK(fstat(channel_file(), &info) == 0);
    if (call == 10) size = (int64_t)info.st_size;
  }
  CHECK((int64_t)info.st_size == size);
}

/* The memory that a rank shares with its engine counts as a file: what is in use at once is limited, not the sum. */
static enum outcome with_limit_on_file_sizes(rlim_t limit) {
  rw_model *model = NULL;
  float *x = calloc(8 * MANY, sizeof *x);
  CHECK(x != NULL);
  x[MANY - 1] = 7;
  CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit}) == 0);
  CHECK(rw_model_load(&model, model_file(folder, "identity-float32"), NULL) == RW_OK);
  many_calls(model, x);
  /* The input has room, and the output none: the engine says so; then the input has none. */
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5 * MANY), output = {0};
  for (int i = 0; lacks_file[i] != NULL; i++)
    CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_OUT_OF_MEMORY, lacks_file[i]);
  CHECK(strstr(rw_error_message(), "there is no memory for an output of 1250000 elements") != NULL);
  input.shape[0] = 8 * MANY;
  for (int i = 0; lacks_file[i] != NULL; i++)
    CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_OUT_OF_MEMORY, lacks_file[i]);
  for (int n = 1; n <= 200; n++) { /* slots that are not in use hold little */
    rw_tensor small = tensor_1d(x, RW_FLOAT32, MANY / 2 + 1000 * n), whole = {0};
    CHECK(rw_model_run(model, &small, 1, &whole, 1) == RW_OK && whole.shape[0] == small.shape[0]);
    rw_tensor_release(&whole);
  }
  many_calls(model, x);
  CHECK(rw_model_close(&model) == RW_OK);
  free(x);
  return RAN;
}

/* Processes and threads of this process's user. */
static rlim_t tasks_of_this_user(void) {
  rlim_t count = 0;
  DIR *folder = opendir("/proc");
  CHECK(folder != NULL);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    char path[320], line[256];
    struct stat info;
    int threads;
    snprintf(path, sizeof path, "/proc/%s/status", entry->d_name);
    FILE *file = atoi(entry->d_name) > 0 ? fopen(path, "re") : NULL;
    if (file == NULL) continue;
    if (fstat(fileno(file), &info) == 0 && info.st_uid == getuid())
      while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Threads: %d", &threads) == 1) count += (rlim_t)threads;
    fclose(file);
  }
  closedir(folder);
  return count;
}

/* The limit does not hold for root: another user does the test then, one who has nothing else. */
static void become_ordinary(void) {
  enum { NOBODY_ELSE = 61234 };
  if (geteuid() != 0) return;
  CHECK(setgroups(0, NULL) == 0 && setgid(NOBODY_ELSE) == 0 && setuid(NOBODY_ELSE) == 0);
  if (access(model_file(folder, "simplenet"), R_OK) == 0) return;
  fprintf(stderr, "limits on processes are not tested: no user but root can read %s\n", folder);
  exit(0);
}

static void limit_tasks(rlim_t more) {
  const rlim_t limit = tasks_of_this_user() + more;
  CHECK(setrlimit(RLIMIT_NPROC, &(struct rlimit){limit, limit}) == 0);
}

static const char *const lacks_threads[] = {"the system did not give this user", "RLIMIT_NPROC ('ulimit -u')", NULL};

static enum outcome with_few_tasks(rlim_t more) {
  limit_tasks(more);
  return load(lacks_threads);
}

static void *wait_for(void *stop) {
  pthread_mutex_lock(stop);
  return NULL;
}

/* Other programs of the user, which take every thread there is as soon as the engine has begun to start. */
static void *take_all(void *stop) {
  enum { MOST = 64 };
  pthread_t threads[MOST];
  int made = 0;
  usleep(300000);
  while (made < MOST && pthread_create(&threads[made], NULL, wait_for, stop) == 0) made++;
  CHECK(made > 0 && made < MOST);
  return wait_for(stop);
}

/* A start that hangs because it got no thread is not waited for until its time is up. */
static enum outcome with_others_who_take_all(rlim_t more) {
  pthread_t others;
  static pthread_mutex_t stop = PTHREAD_MUTEX_INITIALIZER;
  limit_tasks(more);
  setenv("RANKWISE_ENGINE", FAKES "/silent.cjs", 1);
  pthread_mutex_lock(&stop);
  CHECK(pthread_create(&others, NULL, take_all, &stop) == 0);
  return load(lacks_threads);
}

static void takes_few_processes(void) {
  become_ordinary();
  CHECK(in_a_child(with_few_tasks, 40) == RAN);
  for (rlim_t more = 11; more > 4; more--) (void)in_a_child(with_few_tasks, more); /* others may start some meanwhile */
  for (rlim_t more = 4; more > 0; more--) CHECK(in_a_child(with_few_tasks, more) == FAILED);
  CHECK(in_a_child(with_few_tasks, 0) == FAILED);
  CHECK(in_a_child(with_others_who_take_all, 40) == FAILED);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  close_the_inherited();
  takes_few_open_files();
  CHECK(in_a_child(with_limit_on_file_sizes, 8 << 20) == RAN);
  takes_few_processes();
  return 0;
}
