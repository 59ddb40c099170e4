/* Tensors of the module ftorch: made, described, filled and copied. */
#include "tensor.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char message[512];

int ft_fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return 1;
}

const char *rankwise_ftorch_message(void) { return message; }

size_t ft_size(int32_t type) {
  static const size_t sizes[] = {
      [FT_INT8] = 1, [FT_INT16] = 2, [FT_INT32] = 4, [FT_INT64] = 8, [FT_FLOAT32] = 4, [FT_FLOAT64] = 8};
  return type >= 0 && type <= FT_FLOAT64 ? sizes[type] : 0;
}

int64_t ft_count(const ft_tensor *tensor) {
  int64_t count = 1;
  for (int i = 0; i < tensor->rank; i++) count *= tensor->shape[i];
  return count;
}

int ft_is_dense(const ft_tensor *tensor) {
  int64_t dense = 1;
  for (int i = tensor->rank - 1; i >= 0; i--) {
    if (tensor->shape[i] != 1 && tensor->stride[i] != dense) return 0;
    dense *= tensor->shape[i];
  }
  return 1;
}

/* A tensor without memory, the last dimension fastest. */
static int describe(ft_tensor **out, int rank, const int64_t *shape, int type, int device_type, int device_index) {
  *out = NULL;
  if (ft_size(type) == 0)
    return ft_fail(
        "%d is not a data type of tensors; give torch_kFloat32, torch_kFloat64 or torch_kInt8 to "
        "torch_kInt64",
        type);
  if (rank < 0 || rank > RW_MAX_RANK)
    return ft_fail("a tensor has 0 to %d dimensions, but ndims is %d", RW_MAX_RANK, rank);
  int64_t bytes = (int64_t)ft_size(type);
  for (int i = 0; i < rank; i++) {
    if (shape[i] < 0) return ft_fail("dimension %d of a tensor has the size %lld", i + 1, (long long)shape[i]);
    if (shape[i] > 0 && bytes > INT64_MAX / shape[i]) return ft_fail("the tensor is too large for any memory");
    if (shape[i] > 0) bytes *= shape[i];
  }
  ft_tensor *tensor = calloc(1, sizeof *tensor);
  if (tensor == NULL) return ft_fail("there is no memory for a tensor");
  tensor->type = type;
  tensor->rank = rank;
  tensor->device_type = device_type;
  tensor->device_index = device_index;
  int64_t dense = 1;
  for (int i = rank - 1; i >= 0; i--) {
    tensor->shape[i] = shape[i];
    tensor->stride[i] = dense;
    if (shape[i] > 0) dense *= shape[i];
  }
  *out = tensor;
  return 0;
}

static int allocate(ft_tensor **out) {
  ft_tensor *tensor = *out;
  size_t bytes = (size_t)ft_count(tensor) * ft_size(tensor->type);
  tensor->data = malloc(bytes > 0 ? bytes : 1);
  tensor->owned = 1;
  if (tensor->data != NULL) return 0;
  free(tensor);
  *out = NULL;
  return ft_fail("there is no memory for a tensor of %zu bytes", bytes);
}

int rankwise_ftorch_new(ft_tensor **out, int rank, const int64_t *shape, int type, int device_type, int device_index) {
  return describe(out, rank, shape, type, device_type, device_index) || allocate(out);
}

/* layout: the dimensions from the fastest to the slowest, each from 1. A tensor of a GPU is a copy from then on, as in
 * FTorch, where it lies there. */
int rankwise_ftorch_wrap(ft_tensor **out, void *data, int rank, const int64_t *shape, const int *layout, int type,
                         int device_type, int device_index) {
  if (describe(out, rank, shape, type, device_type, device_index)) return 1;
  ft_tensor *tensor = *out;
  unsigned seen = 0;
  int64_t stride = 1;
  for (int i = 0; i < rank; i++) {
    int at = layout[i];
    if (at < 1 || at > rank || (seen >> at & 1u)) {
      free(tensor);
      *out = NULL;
      return ft_fail("element %d of layout is %d; layout must have each of 1 to %d once", i + 1, at, rank);
    }
    seen |= 1u << at;
    tensor->stride[at - 1] = stride;
    if (shape[at - 1] > 0) stride *= shape[at - 1];
  }
  size_t bytes = (size_t)ft_count(tensor) * ft_size(type);
  if (data == NULL && bytes > 0) {
    free(tensor);
    *out = NULL;
    return ft_fail("the array of a tensor is not allocated or associated");
  }
  if (device_type == 0) {
    tensor->data = data;
    return 0;
  }
  if (allocate(out)) return 1;
  if (bytes > 0) memcpy(tensor->data, data, bytes);
  return 0;
}

void rankwise_ftorch_free(ft_tensor *tensor) {
  if (tensor == NULL) return;
  if (tensor->owned) free(tensor->data);
  free(tensor);
}

/* 0: rank, 1: type, 2: device type, 3: device index. */
int32_t rankwise_ftorch_get(const ft_tensor *tensor, int what) {
  const int32_t numbers[] = {tensor->rank, tensor->type, tensor->device_type, tensor->device_index};
  return numbers[what];
}

const int64_t *rankwise_ftorch_extents(const ft_tensor *tensor, int strides) {
  return strides ? tensor->stride : tensor->shape;
}

void rankwise_ftorch_view(const ft_tensor *tensor, rw_tensor *out) {
  static const int32_t types[] = {[FT_INT8] = RW_INT8,   [FT_INT16] = RW_INT16,     [FT_INT32] = RW_INT32,
                                  [FT_INT64] = RW_INT64, [FT_FLOAT32] = RW_FLOAT32, [FT_FLOAT64] = RW_FLOAT64};
  static char nothing[1]; /* an array without elements may have no address */
  *out = (rw_tensor){.data = tensor->data != NULL ? tensor->data : nothing, .type = types[tensor->type]};
  out->rank = tensor->rank;
  out->onnx_order = 1;
  out->strided = !ft_is_dense(tensor);
  for (int i = 0; i < tensor->rank; i++) {
    out->shape[i] = tensor->shape[i];
    out->stride[i] = tensor->stride[i] * (int64_t)ft_size(tensor->type);
  }
}

int ft_next(const ft_tensor *tensor, int64_t *index) {
  for (int i = tensor->rank - 1; i >= 0; i--) {
    if (++index[i] < tensor->shape[i]) return 1;
    index[i] = 0;
  }
  return 0;
}

int64_t ft_offset(const ft_tensor *tensor, const int64_t *index) {
  int64_t offset = 0;
  for (int i = 0; i < tensor->rank; i++) offset += index[i] * tensor->stride[i];
  return offset;
}

int64_t ft_whole_at(const ft_tensor *tensor, int64_t offset) {
  switch (tensor->type) {
    case FT_INT8:
      return ((const int8_t *)tensor->data)[offset];
    case FT_INT16:
      return ((const int16_t *)tensor->data)[offset];
    case FT_INT32:
      return ((const int32_t *)tensor->data)[offset];
    default:
      return ((const int64_t *)tensor->data)[offset];
  }
}

double ft_real_at(const ft_tensor *tensor, int64_t offset) {
  if (tensor->type == FT_FLOAT32) return (double)((const float *)tensor->data)[offset];
  if (tensor->type == FT_FLOAT64) return ((const double *)tensor->data)[offset];
  return (double)ft_whole_at(tensor, offset);
}

/* A real that an integer cannot hold has no right value, but must not be undefined behaviour. */
static int64_t to_whole(double real) {
  if (!(fabs(real) < 9.2e18)) return INT64_MIN;
  return (int64_t)real;
}

void ft_store(ft_tensor *tensor, int64_t offset, int64_t whole, double real, int is_whole) {
  if (tensor->type == FT_FLOAT32) {
    ((float *)tensor->data)[offset] = is_whole ? (float)whole : (float)real;
    return;
  }
  if (tensor->type == FT_FLOAT64) {
    ((double *)tensor->data)[offset] = is_whole ? (double)whole : real;
    return;
  }
  int64_t value = is_whole ? whole : to_whole(real);
  switch (tensor->type) {
    case FT_INT8:
      ((int8_t *)tensor->data)[offset] = (int8_t)value;
      break;
    case FT_INT16:
      ((int16_t *)tensor->data)[offset] = (int16_t)value;
      break;
    case FT_INT32:
      ((int32_t *)tensor->data)[offset] = (int32_t)value;
      break;
    default:
      ((int64_t *)tensor->data)[offset] = value;
  }
}

/* The memory of a tensor has no gaps, whatever its layout. */
void rankwise_ftorch_fill(ft_tensor *tensor, int value) {
  int64_t count = ft_count(tensor);
  for (int64_t i = 0; i < count; i++) ft_store(tensor, i, value, 0, 1);
}

void ft_write_shape(const ft_tensor *tensor, char *text, size_t size) {
  size_t used = (size_t)snprintf(text, size, "[");
  for (int i = 0; i < tensor->rank && used < size; i++)
    used += (size_t)snprintf(text + used, size - used, "%s%lld", i > 0 ? ", " : "", (long long)tensor->shape[i]);
  if (used < size) snprintf(text + used, size - used, "]");
}

/* Copies the values into what the other tensor has, converted to its type; a dimension of `from` that is missing or 1
 * is repeated, as in torch. */
int rankwise_ftorch_copy(ft_tensor *to, const ft_tensor *from) {
  ft_tensor source = *from;
  source.rank = to->rank;
  int lead = to->rank - from->rank;
  for (int i = 0; i < to->rank && lead >= 0; i++) {
    int64_t extent = i < lead ? 1 : from->shape[i - lead];
    if (extent != 1 && extent != to->shape[i]) lead = -1;
    source.stride[i] = extent == 1 ? 0 : from->stride[i - (lead < 0 ? 0 : lead)];
  }
  if (lead < 0) {
    char have[160], want[160];
    ft_write_shape(from, have, sizeof have);
    ft_write_shape(to, want, sizeof want);
    return ft_fail("a tensor of shape %s cannot be copied to one of shape %s: give both the same shape", have, want);
  }
  if (ft_count(to) == 0) return 0;
  int is_whole = from->type <= FT_INT64;
  int64_t index[RW_MAX_RANK] = {0};
  do {
    int64_t at = ft_offset(&source, index);
    ft_store(to, ft_offset(to, index), is_whole ? ft_whole_at(from, at) : 0, is_whole ? 0 : ft_real_at(from, at),
             is_whole);
  } while (ft_next(to, index));
  return 0;
}
