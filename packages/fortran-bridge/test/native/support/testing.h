/* The little that a C test needs: a failed check says where, and the program leaves with 1. */
#ifndef TESTING_H
#define TESTING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "rankwise.h"

#define CHECK(condition)                                                                            \
  do {                                                                                              \
    if (!(condition)) {                                                                             \
      fprintf(stderr, "%s:%d: %s does not hold (last error: %s)\n", __FILE__, __LINE__, #condition, \
              rw_error_message());                                                                  \
      exit(1);                                                                                      \
    }                                                                                               \
  } while (0)

/* The call fails with this status, and its message contains the text. */
#define CHECK_FAILS(call, expected, text)                                                                \
  do {                                                                                                   \
    rw_status got_ = (call);                                                                             \
    if (got_ != (expected) || strstr(rw_error_message(), (text)) == NULL) {                              \
      fprintf(stderr, "%s:%d: %s gave %s, \"%s\"; expected %s with \"%s\"\n", __FILE__, __LINE__, #call, \
              rw_status_name(got_), rw_error_message(), rw_status_name(expected), (text));               \
      exit(1);                                                                                           \
    }                                                                                                    \
  } while (0)

static inline double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A model made by test/models/makeModels.mjs; argv[1] of every test is their folder. */
static inline const char *model_file(const char *folder, const char *name) {
  static _Thread_local char path[4096];
  snprintf(path, sizeof path, "%s/%s.onnx", folder, name);
  return path;
}

/* The channel's memory file, or -1 where there is no engine. */
static inline int channel_file(void) {
  for (int fd = 3; fd < 256; fd++) {
    char path[64], target[256] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (readlink(path, target, sizeof target - 1) > 0 && strstr(target, "rankwise-channel") != NULL) return fd;
  }
  return -1;
}

/* What it really takes. */
static inline long shared_memory(void) {
  struct stat info;
  return fstat(channel_file(), &info) == 0 ? (long)info.st_blocks * 512 : -1;
}

static inline rw_tensor tensor_1d(void *data, int32_t type, int64_t n) {
  return (rw_tensor){.data = data, .type = type, .rank = 1, .shape = {n}};
}

static inline rw_tensor tensor_2d(void *data, int32_t type, int64_t rows, int64_t columns) {
  return (rw_tensor){.data = data, .type = type, .rank = 2, .shape = {rows, columns}};
}

#endif
