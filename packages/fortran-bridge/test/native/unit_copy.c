/* Strided copies against the definition: element by element. */
#define _GNU_SOURCE
#include "copy.h"
#include "testing.h"

static unsigned random_state = 1;

static int random_below(int n) {
  random_state = random_state * 1664525u + 1013904223u;
  return (int)((random_state >> 8) % (unsigned)n);
}

/* The byte offset of element `flat` of a tensor. */
static int64_t offset_of(const rw_tensor *tensor, int64_t flat) {
  int64_t offset = 0;
  for (int i = tensor->rank - 1; i >= 0; i--) {
    offset += flat % tensor->shape[i] * tensor->stride[i];
    flat /= tensor->shape[i];
  }
  return offset;
}

static void one_case(void) {
  static const int32_t types[] = {RW_INT8, RW_INT16, RW_FLOAT32, RW_FLOAT64};
  static char memory[1 << 16], dense[1 << 16], back[1 << 16];
  rw_tensor tensor = {.type = types[random_below(4)], .rank = random_below(5), .strided = 1};
  int64_t size = (int64_t)rw_type_size(tensor.type), step = size, begin = 0;
  for (int i = tensor.rank - 1; i >= 0; i--) {
    tensor.shape[i] = 1 + random_below(4);
    tensor.stride[i] = step * (1 + random_below(2));
    step = tensor.stride[i] * tensor.shape[i];
    if (random_below(3) == 0) {
      begin += tensor.stride[i] * (tensor.shape[i] - 1);
      tensor.stride[i] = -tensor.stride[i];
    }
  }
  CHECK(step <= (int64_t)sizeof memory);
  for (size_t i = 0; i < sizeof memory; i++) memory[i] = (char)random_below(256);
  tensor.data = memory + begin;
  int64_t count = rw__elements(tensor.rank, tensor.shape, (size_t)size);
  rw__copy_in(dense, &tensor, (size_t)(count * size));
  for (int64_t e = 0; e < count; e++)
    CHECK(memcmp(dense + e * size, (char *)tensor.data + offset_of(&tensor, e), (size_t)size) == 0);
  memcpy(back, memory, sizeof memory);
  memset(dense, 0, (size_t)(count * size));
  rw__copy_out(&tensor, dense, (size_t)(count * size));
  for (int64_t e = 0; e < count; e++) {
    int64_t at = begin + offset_of(&tensor, e);
    CHECK(memcmp(memory + at, dense, (size_t)size) == 0);
    memcpy(memory + at, back + at, (size_t)size);
  }
  CHECK(memcmp(memory, back, sizeof memory) == 0); /* nothing but the elements was written */
}

int main(void) {
  const int64_t big[] = {INT64_C(1) << 31, INT64_C(1) << 31}, empty[] = {INT64_MAX, 0, INT64_MAX}, bad[] = {0, -1};
  for (int i = 0; i < 5000; i++) one_case();
  CHECK(rw__elements(0, NULL, 4) == 1);
  CHECK(rw__elements(2, big, 8) == -1);
  CHECK(rw__elements(2, big, 1) == INT64_C(1) << 62);
  CHECK(rw__elements(3, empty, 8) == 0);
  CHECK(rw__elements(2, bad, 8) == -1);
  return 0;
}
