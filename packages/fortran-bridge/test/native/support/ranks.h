/* Ranks of a job: children of the test, which share a job's name and a little memory with it. */
#ifndef RANKS_H
#define RANKS_H

#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "processes.h"

/* This process takes part too, and no one but its children. */
static inline void name_the_job(const char *which) {
  char job[64];
  snprintf(job, sizeof job, "%ld%s", (long)getpid(), which);
  CHECK(setenv("RANKWISE_JOB", job, 1) == 0);
}

/* Memory that the children made from now on share with this process. */
static inline void *share_memory(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED);
  return memory;
}

/* Starts ranks that do `life`, each with its number. */
static inline void start_ranks(pid_t *pids, int count, void (*life)(int rank)) {
  for (int rank = 0; rank < count; rank++) {
    pids[rank] = fork();
    CHECK(pids[rank] >= 0);
    if (pids[rank] != 0) continue;
    life(rank);
    _exit(0);
  }
}

static inline void ends_well(pid_t pid) {
  int status;
  CHECK(waitpid(pid, &status, 0) == pid);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static inline void await(_Atomic int *count, int wanted) {
  double start = seconds();
  while (atomic_load(count) < wanted) {
    CHECK(seconds() - start < 120.0);
    pause_for(0.001);
  }
}

#endif
