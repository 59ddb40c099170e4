/* FNV-1a (draft-eastlake-fnv). Engines are told apart by it, and nothing is kept safe. */
#ifndef RW__BASE_HASH_H
#define RW__BASE_HASH_H

#include <stdint.h>

#define RW__HASH_START UINT64_C(0xcbf29ce484222325)

/* The value with a text behind it, the end of the text too. */
static inline uint64_t rw__hash(uint64_t value, const char *text) {
  do value = (value ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
  while (*text++ != '\0');
  return value;
}

#endif
