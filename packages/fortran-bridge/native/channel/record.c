#include "channel/record.h"

#include <stdlib.h>
#include <string.h>

void rw__write(struct rw__writer *writer, const void *bytes, size_t count) {
  if (writer->failed || count == 0) return; /* nothing may have no address */
  if (writer->room - writer->used < count) {
    size_t room = 2 * (writer->used + count);
    char *grown = realloc(writer->bytes, room);
    if (grown == NULL) {
      writer->failed = true;
      return;
    }
    writer->bytes = grown;
    writer->room = room;
  }
  memcpy(writer->bytes + writer->used, bytes, count);
  writer->used += count;
}

void rw__write_number(struct rw__writer *writer, int64_t number) { rw__write(writer, &number, sizeof number); }

void rw__write_string(struct rw__writer *writer, const char *text) { rw__write(writer, text, strlen(text) + 1); }

int64_t rw__read_number(struct rw__reader *reader) {
  int64_t number = 0;
  if ((size_t)(reader->end - reader->at) < sizeof number) {
    reader->failed = true;
    return 0;
  }
  memcpy(&number, reader->at, sizeof number);
  reader->at += sizeof number;
  return number;
}

const char *rw__read_string(struct rw__reader *reader) {
  const char *text = reader->at;
  const char *end = memchr(text, '\0', (size_t)(reader->end - text));
  if (end == NULL) {
    reader->failed = true;
    return "";
  }
  reader->at = end + 1;
  return text;
}
