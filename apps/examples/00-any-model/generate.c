#include "generate.h"

#include <rankwise.h>

static double fraction(size_t k, int rank) { return (double)((7 * k + 13 * (size_t)rank + 3) % 17) / 16.0 - 0.5; }

/* 1, or the bits of 0.5 in the two formats of 16 bits. */
static uint16_t one_of(int32_t type) {
  if (type == RW_FLOAT16) return 0x3800;
  return type == RW_BFLOAT16 ? 0x3F00 : 1;
}

void generate(void *data, int32_t type, size_t count, int rank) {
  if (type == RW_FLOAT32) {
    for (size_t k = 0; k < count; k++) ((float *)data)[k] = (float)fraction(k, rank);
  } else if (type == RW_FLOAT64) {
    for (size_t k = 0; k < count; k++) ((double *)data)[k] = fraction(k, rank);
  } else if (rw_type_size(type) == 1) {
    for (size_t k = 0; k < count; k++) ((uint8_t *)data)[k] = k % 2;
  } else if (rw_type_size(type) == 2) {
    for (size_t k = 0; k < count; k++) ((uint16_t *)data)[k] = k % 2 ? one_of(type) : 0;
  } else if (rw_type_size(type) == 4) {
    for (size_t k = 0; k < count; k++) ((uint32_t *)data)[k] = k % 2;
  } else {
    for (size_t k = 0; k < count; k++) ((uint64_t *)data)[k] = k % 2;
  }
}
