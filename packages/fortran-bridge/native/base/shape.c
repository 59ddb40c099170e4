#include "base/shape.h"

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

int32_t rw__full_shape(const rw_tensor_info *info, const rw_tensor *tensor, int64_t shape[RW_MAX_RANK]) {
  int32_t lead = tensor->rank + 1 == info->rank && (info->shape[0] < 0 || info->shape[0] == 1) ? 1 : 0;
  if (lead) shape[0] = 1;
  for (int32_t i = 0; i < tensor->rank; i++) shape[lead + i] = tensor->shape[i];
  return lead + tensor->rank;
}

int32_t rw__find_dimension(const rw_tensor_info *info, const char *name) {
  for (int32_t i = 0; name != NULL && i < info->rank; i++)
    if (info->dim_name[i] != NULL && strcmp(info->dim_name[i], name) == 0) return i;
  return -1;
}
