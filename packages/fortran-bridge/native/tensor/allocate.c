#include "tensor/allocate.h"

#include <stdlib.h>
#include <string.h>

bool rw__allocate_output(rw_tensor *tensor, int32_t type, int32_t rank, const int64_t *shape, const void *data,
                         size_t bytes) {
  void *copy = malloc(bytes + 1);
  if (copy == NULL) return false;
  if (bytes > 0) memcpy(copy, data, bytes);
  tensor->data = copy;
  tensor->type = type;
  tensor->rank = rank;
  memcpy(tensor->shape, shape, (size_t)rank * sizeof shape[0]);
  tensor->strided = 0;
  tensor->allocated = 1;
  return true;
}

void rw_tensor_release(rw_tensor *tensor) {
  if (tensor == NULL || !tensor->allocated) return;
  free(tensor->data);
  tensor->data = NULL;
  tensor->allocated = 0;
}
