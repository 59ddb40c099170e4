/* The engine's answer to a load, as bytes: written by the host face, read by the client face. */
#ifndef RW__CHANNEL_RECORD_H
#define RW__CHANNEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "rankwise.h"

/* A text of bytes that grows. Starts as {0}; `failed` once memory ran out. */
struct rw__writer {
  char *bytes;
  size_t used, room;
  bool failed;
};

void rw__write(struct rw__writer *writer, const void *bytes, size_t count);
void rw__write_number(struct rw__writer *writer, int64_t number);
void rw__write_string(struct rw__writer *writer, const char *text);

/* A text of bytes being read; `failed` once it ended too early. */
struct rw__reader {
  const char *at, *end;
  bool failed;
};

int64_t rw__read_number(struct rw__reader *reader);
const char *rw__read_string(struct rw__reader *reader); /* "" on failure; points into the bytes */

#endif
