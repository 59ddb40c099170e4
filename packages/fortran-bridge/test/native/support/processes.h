/* Waiting: for a time, and for the end of another process. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include "testing.h"

static inline void pause_for(double time) {
  struct timespec wanted = {.tv_sec = (time_t)time, .tv_nsec = (long)((time - (double)(time_t)time) * 1e9)};
  nanosleep(&wanted, NULL);
}

/* A process that is gone, or a zombie, which only waits for its parent. */
static inline int is_gone(int64_t pid) {
  char path[64], line[512] = "";
  snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 1;
  int zombie = fgets(line, sizeof line, file) == NULL || strstr(line, ") Z ") != NULL;
  fclose(file);
  return zombie;
}

static inline void goes_within(int64_t pid, double limit) {
  double start = seconds();
  while (!is_gone(pid)) {
    CHECK(seconds() - start < limit);
    pause_for(0.01);
  }
}

#endif
