#include "copy.h"

#include <stdbool.h>
#include <string.h>

int64_t rw__elements(int32_t rank, const int64_t *shape, size_t size) {
  const int64_t most = (INT64_C(1) << 62) / (int64_t)(size > 0 ? size : 1);
  bool empty = false;
  for (int32_t i = 0; i < rank; i++) {
    if (shape[i] < 0) return -1;
    if (shape[i] == 0) empty = true;
  }
  int64_t count = empty ? 0 : 1;
  for (int32_t i = 0; i < rank && !empty; i++) {
    if (count > most / shape[i]) return -1;
    count *= shape[i];
  }
  return count;
}

/* The trailing dimensions over which the elements lie one after another, as one run of bytes. */
static int32_t dense_from(const rw_tensor *tensor, size_t *run) {
  int32_t first = tensor->rank;
  while (first > 0 && (tensor->stride[first - 1] == (int64_t)*run || tensor->shape[first - 1] == 1)) {
    *run *= (size_t)tensor->shape[first - 1];
    first--;
  }
  return first;
}

static void move(char *dense, char *scattered, size_t bytes, bool in) {
  if (in)
    memcpy(dense, scattered, bytes);
  else
    memcpy(scattered, dense, bytes);
}

/* Goes through the outer dimensions like an odometer, moving one run at each step. */
static void walk(const rw_tensor *tensor, char *dense, bool in) {
  int64_t at[RW_MAX_RANK] = {0};
  size_t run = rw_type_size(tensor->type);
  int32_t outer = dense_from(tensor, &run);
  char *scattered = tensor->data;
  for (;;) {
    move(dense, scattered, run, in);
    dense += run;
    int32_t i = outer - 1;
    while (i >= 0 && ++at[i] == tensor->shape[i]) {
      scattered -= tensor->stride[i] * (tensor->shape[i] - 1);
      at[i--] = 0;
    }
    if (i < 0) return;
    scattered += tensor->stride[i];
  }
}

void rw__copy_in(void *dense, const rw_tensor *from, size_t bytes) {
  if (bytes == 0) return;
  if (from->strided)
    walk(from, dense, true);
  else
    memcpy(dense, from->data, bytes);
}

void rw__copy_out(const rw_tensor *to, const void *dense, size_t bytes) {
  if (bytes == 0) return;
  if (to->strided)
    walk(to, (char *)(size_t)dense, false);
  else
    memcpy(to->data, dense, bytes);
}
