#define _GNU_SOURCE
#include "engines/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/status.h"
#include "base/text.h"
#include "engines/cores.h"
#include "engines/forks.h"
#include "engines/places.h"
#include "engines/threads.h"

enum { ENGINE_SOCKET = 3, KILLED_MS = 1000 };

/* Every descriptor that would be inherited is named, since posix_spawn_file_actions_addclosefrom_np is younger than
 * many clusters' glibc. One above the limit cannot be named: a debugger's. One that another thread opens meanwhile is
 * left; libraries open with O_CLOEXEC. */
static int close_inherited(posix_spawn_file_actions_t *actions) {
  const long limit = sysconf(_SC_OPEN_MAX);
  DIR *folder = opendir("/proc/self/fd");
  if (folder == NULL) return errno == EMFILE || errno == ENFILE ? errno : ENOSYS;
  int error = 0;
  for (struct dirent *entry; error == 0 && (entry = readdir(folder)) != NULL;) {
    int fd = atoi(entry->d_name);
    if (fd <= ENGINE_SOCKET || fd >= limit || (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0) continue;
    error = posix_spawn_file_actions_addclose(actions, fd);
  }
  closedir(folder);
  return error;
}

static int prepare_files(posix_spawn_file_actions_t *actions, int listener, int errors) {
  int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, listener, ENGINE_SOCKET);
  if (error == 0) error = close_inherited(actions);
  return error;
}

static int prepare_attributes(posix_spawnattr_t *attributes) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  int error = posix_spawnattr_setsigdefault(attributes, &all);
  if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0) error = posix_spawnattr_setpgroup(attributes, 0);
  if (error == 0)
    error =
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  return error;
}

static int spawn(pid_t *pid, char **arguments, int listener, int errors, char **environment) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0) return error;
  error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    error = prepare_files(&actions, listener, errors);
    if (error == 0) error = prepare_attributes(&attributes);
    if (error == 0) error = posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int rw__raised(int fd) {
  if (fd < 0 || fd > ENGINE_SOCKET) return fd;
  const int copy = fcntl(fd, F_DUPFD_CLOEXEC, ENGINE_SOCKET + 1);
  const int error = errno == EINVAL ? EMFILE : errno; /* EINVAL: the limit is lower than that */
  close(fd);
  errno = error;
  return copy;
}

static void drop_errors(struct rw__process *process) {
  rw__forks_hold();
  if (process->errors >= 0) close(process->errors);
  process->errors = -1;
  rw__forks_allow();
}

rw_status rw__spawn_engine(struct rw__process *out, int listener, const struct rw__surroundings *surroundings,
                           const char *key) {
  struct rw__places places;
  rw__find_places(&places);
  *out = (struct rw__process){.pid = -1, .errors = -1};
  if (access(places.script, R_OK) != 0)
    return rw__fail_errno(
        RW_ENGINE_START_FAILED,
        "cannot start the engine: its script '%s' cannot be read (build rankwise with 'npm run setup', or set "
        "RANKWISE_ENGINE to start.cjs: lib/rankwise/start.cjs of an installed rankwise, "
        "packages/fortran-bridge/dist/engine/start.cjs of a checkout)",
        places.script);
  rw_status status = rw__check_threads();
  if (status != RW_OK) return status;
  rw__forks_hold();
  out->errors = rw__raised(memfd_create("rankwise-engine-errors", MFD_CLOEXEC));
  rw__forks_allow();
  if (out->errors < 0) return rw__fail_errno(RW_SYSTEM, "cannot start the engine: no memory for what it says");
  char **environment = rw__environment_of(surroundings);
  /* V8 compiles and collects garbage with one thread more, not four: the cores are the ranks'. */
  char *arguments[] = {
      places.node, "--v8-pool-size=1", places.script, (char *)(size_t)places.library, (char *)(size_t)key, NULL};
  if (*key == '\0') arguments[4] = NULL;
  struct rw__cores own;
  rw__lend_cores(&own, *key != '\0');
  int error = environment == NULL ? ENOMEM : spawn(&out->pid, arguments, listener, out->errors, environment);
  rw__take_cores_back(&own);
  free(environment);
  if (error == 0) return RW_OK;
  out->pid = -1;
  rw__release_process(out, 0);
  if (error == EAGAIN) return rw__fail_for_threads();
  errno = error;
  if (error == ENOENT || error == EACCES || error == ENOTDIR)
    return rw__fail_errno(RW_NODE_UNAVAILABLE,
                          "cannot start the engine: Node.js '%s' cannot be run (install Node.js 20.19 or later, or set "
                          "RANKWISE_NODE to its program; compute nodes may lack the login node's PATH)",
                          places.node);
  if (error == ENOSYS)
    return rw__fail(RW_ENGINE_START_FAILED,
                    "cannot start the engine: /proc/self/fd cannot be read; mount /proc in the container");
  return rw__fail_errno(RW_ENGINE_START_FAILED, "cannot start the engine: posix_spawn of '%s' failed", places.node);
}

/* Waits for the end of the process, `patience` ms at most. Its number is forgotten then: it may be another's soon. */
static void collect(struct rw__process *process, int patience) {
  struct timespec tick = {.tv_nsec = 1000000};
  for (int waited = 0; process->pid > 0; waited++) {
    pid_t pid = waitpid(process->pid, &process->status, WNOHANG);
    process->ended = process->ended || pid == process->pid;
    if (pid == process->pid || (pid < 0 && errno != EINTR)) process->pid = -1; /* or someone else has collected it */
    if (process->pid < 0 || waited >= patience) return;
    nanosleep(&tick, NULL);
  }
}

int rw__describe_end(struct rw__process *process, int patience, char *text, size_t size) {
  collect(process, patience);
  const int status = process->status;
  if (process->ended && WIFEXITED(status)) rw__append(text, size, " (exit status %d)", WEXITSTATUS(status));
  if (process->ended && WIFSIGNALED(status))
    rw__append(text, size, " (signal %d, %s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return process->ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void rw__describe_words(const struct rw__process *process, char *text, size_t size) {
  enum { TAIL = 1500 };
  char said[TAIL + 1];
  const int fd = process->errors;
  off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
  off_t from = end > TAIL ? end - TAIL : 0;
  ssize_t count = end > 0 ? pread(fd, said, TAIL, from) : 0;
  while (count > 0 && (said[count - 1] == '\n' || said[count - 1] == ' ')) count--;
  if (count <= 0) return;
  said[count] = '\0';
  rw__append(text, size, ". It said: %s", said);
}

void rw__release_process(struct rw__process *process, int patience) {
  collect(process, patience);
  if (process->pid > 0) kill(process->pid, SIGKILL);
  collect(process, KILLED_MS);
  drop_errors(process);
  *process = (struct rw__process){.pid = -1, .errors = -1};
}

pid_t rw__leave_process(struct rw__process *process) {
  collect(process, 0);
  pid_t pid = process->pid;
  drop_errors(process);
  *process = (struct rw__process){.pid = -1, .errors = -1};
  return pid;
}

int rw__errors_of(int64_t pid) {
  char path[64];
  struct stat info;
  snprintf(path, sizeof path, "/proc/%lld/fd/2", (long long)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))) return fd;
  close(fd); /* another process: the engine runs where its number is another one */
  return -1;
}
