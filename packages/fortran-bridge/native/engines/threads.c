#define _GNU_SOURCE
#include "engines/threads.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/text.h"

enum {
  /* The process, two of Node.js's platform, one of libuv's pool, the inspector's and the watcher. */
  THREADS = 6,
  STACK = 256 << 10
};

static void *wait_for_all(void *barrier) {
  pthread_mutex_lock(barrier);
  pthread_mutex_unlock(barrier);
  return NULL;
}

/* Whether the system gives `count` more threads at once: tried, since nothing tells how many a user has, and the job's
 * cgroup has a limit too. What fails for another reason is not counted as a no. */
static bool gives_threads(int count) {
  pthread_mutex_t barrier = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[THREADS];
  pthread_attr_t attributes;
  sigset_t all, own;
  int made = 0, error = 0;
  /* Without memory for their stacks it would be the same error. */
  const size_t stacks = (size_t)count * STACK;
  void *memory = mmap(NULL, stacks, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return true;
  munmap(memory, stacks);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &own); /* no handler of the program's runs in them */
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  pthread_mutex_lock(&barrier);
  for (; error == 0 && made < count; made += error == 0) {
    error = pthread_create(&threads[made], &attributes, wait_for_all, &barrier);
  }
  pthread_mutex_unlock(&barrier);
  while (made > 0) pthread_join(threads[--made], NULL);
  pthread_mutex_destroy(&barrier);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &own, NULL);
  return error != EAGAIN;
}

void rw__describe_threads(char *text, size_t size) {
  struct rlimit limit;
  rw__append(text, size, "the system did not give this user the %d processes and threads that an engine needs. ",
             THREADS);
  if (getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    rw__append(text, size, "RLIMIT_NPROC ('ulimit -u') is %llu, for all that the user runs on this node; the",
               (unsigned long long)limit.rlim_cur);
  else
    rw__append(text, size, "The");
  rw__append(text, size,
             " job's cgroup may have a lower limit (pids.max). Raise the limit, or start fewer ranks, threads or other "
             "programs on the node");
}

rw_status rw__fail_for_threads(void) {
  char text[512] = "";
  rw__describe_threads(text, sizeof text);
  return rw__fail(RW_ENGINE_START_FAILED, "cannot start the engine: %s", text);
}

rw_status rw__check_threads(void) { return gives_threads(THREADS) ? RW_OK : rw__fail_for_threads(); }

/* A sum over the process's threads that changes when one of them runs; 0: one of them runs, or waits for a disk. */
static unsigned long long activity(pid_t pid) {
  char path[320], line[1024];
  unsigned long long sum = 1;
  snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
  DIR *folder = opendir(path);
  if (folder == NULL) return 0;
  for (struct dirent *entry; sum != 0 && (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%ld/task/%s/stat", (long)pid, entry->d_name);
    FILE *file = fopen(path, "re");
    const char *rest = file != NULL && fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
    char state = 'R';
    unsigned long long user = 0, system = 0, faults = 0;
    if (file != NULL) fclose(file);
    if (rest == NULL ||
        sscanf(rest, ") %c %*s %*s %*s %*s %*s %*s %llu %*s %*s %*s %llu %llu", &state, &faults, &user, &system) != 4)
      state = 'R';
    sum = state == 'S' ? sum + faults + user + system : 0;
  }
  closedir(folder);
  return sum;
}

bool rw__lacks_threads(pid_t pid, unsigned long long *state) {
  const unsigned long long before = *state;
  *state = activity(pid);
  return *state != 0 && *state == before && !gives_threads(1);
}
