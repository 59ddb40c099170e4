/* Arithmetic on tensors of the module ftorch, on the host. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "tensor.h"

/* A dense copy of this type and shape, on the device of `like`. */
static int dense_copy(ft_tensor **out, const ft_tensor *a, int32_t type, const ft_tensor *like) {
  if (rankwise_ftorch_new(out, like->rank, like->shape, type, like->device_type, like->device_index)) return 1;
  if (rankwise_ftorch_copy(*out, a) == 0) return 0;
  rankwise_ftorch_free(*out);
  *out = NULL;
  return 1;
}

/* Each dimension of the result is that of the tensor in which it is not 1. */
static int broadcast(ft_tensor *shape, int operation, const ft_tensor *a, const ft_tensor *b) {
  const ft_tensor *other = a->rank >= b->rank ? b : a;
  *shape = a->rank >= b->rank ? *a : *b;
  int lead = shape->rank - other->rank;
  for (int i = 0; i < other->rank; i++) {
    int64_t *size = &shape->shape[lead + i];
    if (*size != other->shape[i] && *size != 1 && other->shape[i] != 1) {
      char first[160], second[160];
      ft_write_shape(a, first, sizeof first);
      ft_write_shape(b, second, sizeof second);
      return ft_fail(
          "the operands of %c have the shapes %s and %s; counted from the last, dimensions must be the same, or 1 in "
          "one",
          operation, first, second);
    }
    if (*size == 1) *size = other->shape[i];
  }
  shape->device_type = a->device_type;
  shape->device_index = a->device_index;
  return 0;
}

/* Of whole numbers as unsigned ones: too large a result wraps, and is not undefined behaviour. */
#define EACH(TYPE, WIDE, OPERATOR) \
  for (int64_t i = 0; i < count; i++) ((TYPE *)x)[i] = (TYPE)((WIDE)((TYPE *)x)[i] OPERATOR(WIDE)((const TYPE *)y)[i]);
#define EACH_TYPE(OPERATOR)                    \
  switch (type) {                              \
    case FT_INT8:                              \
      EACH(int8_t, uint64_t, OPERATOR) break;  \
    case FT_INT16:                             \
      EACH(int16_t, uint64_t, OPERATOR) break; \
    case FT_INT32:                             \
      EACH(int32_t, uint64_t, OPERATOR) break; \
    case FT_INT64:                             \
      EACH(int64_t, uint64_t, OPERATOR) break; \
    case FT_FLOAT32:                           \
      EACH(float, float, OPERATOR) break;      \
    default:                                   \
      EACH(double, double, OPERATOR)           \
  }

static void combine(void *x, const void *y, int32_t type, int64_t count, int operation) {
  switch (operation) {
    case '+':
      EACH_TYPE(+) break;
    case '-':
      EACH_TYPE(-) break;
    case '*':
      EACH_TYPE(*) break;
    default:
      if (type == FT_FLOAT32) EACH(float, float, /) else EACH(double, double, /)
  }
}

/* operation: one of + - * /. The result has the greater type; a quotient of integers is float32, as in torch. */
int rankwise_ftorch_binary(ft_tensor **out, int operation, const ft_tensor *a, const ft_tensor *b) {
  *out = NULL;
  if (a->device_type != b->device_type || a->device_index != b->device_index)
    return ft_fail("the operands of %c are on different devices; bring one to the other's by torch_tensor_to",
                   operation);
  int32_t type = a->type > b->type ? a->type : b->type;
  if (operation == '/' && type <= FT_INT64) type = FT_FLOAT32;
  ft_tensor shape, *other = NULL;
  if (broadcast(&shape, operation, a, b) || dense_copy(out, a, type, &shape)) return 1;
  if (dense_copy(&other, b, type, &shape)) {
    rankwise_ftorch_free(*out);
    *out = NULL;
    return 1;
  }
  combine((*out)->data, other->data, type, ft_count(*out), operation);
  rankwise_ftorch_free(other);
  return 0;
}

int rankwise_ftorch_negative(ft_tensor **out, const ft_tensor *a) {
  if (dense_copy(out, a, a->type, a)) return 1;
  int is_whole = a->type <= FT_INT64;
  int64_t count = ft_count(a);
  for (int64_t i = 0; i < count; i++)
    ft_store(*out, i, is_whole ? (int64_t)(0 - (uint64_t)ft_whole_at(*out, i)) : 0, is_whole ? 0 : -ft_real_at(*out, i),
             is_whole);
  return 0;
}

static int64_t whole_power(int64_t base, int64_t exponent) {
  uint64_t power = 1, square = (uint64_t)base;
  for (; exponent > 0; exponent >>= 1, square *= square)
    if (exponent & 1) power *= square;
  return (int64_t)power;
}

int rankwise_ftorch_power_whole(ft_tensor **out, const ft_tensor *a, int64_t exponent) {
  if (a->type > FT_INT64) return rankwise_ftorch_power_real(out, a, (double)exponent);
  *out = NULL;
  if (exponent < 0)
    return ft_fail("the exponent %" PRId64 " of a tensor of integers is negative; give a real one", exponent);
  if (dense_copy(out, a, a->type, a)) return 1;
  int64_t count = ft_count(a);
  for (int64_t i = 0; i < count; i++) ft_store(*out, i, whole_power(ft_whole_at(*out, i), exponent), 0, 1);
  return 0;
}

int rankwise_ftorch_power_real(ft_tensor **out, const ft_tensor *a, double exponent) {
  if (dense_copy(out, a, a->type <= FT_INT64 ? FT_FLOAT32 : a->type, a)) return 1;
  int64_t count = ft_count(a);
  for (int64_t i = 0; i < count; i++) ft_store(*out, i, 0, pow(ft_real_at(*out, i), exponent), 0);
  return 0;
}

/* The sum, or the mean, into a tensor of one element. */
int rankwise_ftorch_sum(ft_tensor *out, const ft_tensor *a, int mean) {
  const char *what = mean ? "mean" : "sum";
  if (out->rank != 1 || out->shape[0] != 1)
    return ft_fail("the output of torch_tensor_%s must have the shape [1]", what);
  if (mean && a->type <= FT_INT64) return ft_fail("torch_tensor_mean needs a tensor of reals");
  int is_whole = a->type <= FT_INT64;
  uint64_t whole = 0;
  double real = 0;
  int64_t count = ft_count(a);
  for (int64_t i = 0; i < count; i++) {
    if (is_whole) whole += (uint64_t)ft_whole_at(a, i);
    if (!is_whole) real += ft_real_at(a, i);
  }
  ft_store(out, 0, (int64_t)whole, mean ? real / (double)count : real, is_whole);
  return 0;
}

static void print_element(const ft_tensor *tensor, const int64_t *index) {
  int64_t at = ft_offset(tensor, index);
  if (tensor->type <= FT_INT64)
    printf("%4" PRId64, ft_whole_at(tensor, at));
  else
    printf(tensor->type == FT_FLOAT32 ? "%13.6g" : "%21.14g", ft_real_at(tensor, at));
}

/* The values to standard output, by rows: the last dimension along a line, and what they are below. */
int rankwise_ftorch_print(const ft_tensor *tensor) {
  static const char *const names[] = {[FT_INT8] = "Char",  [FT_INT16] = "Short",   [FT_INT32] = "Int",
                                      [FT_INT64] = "Long", [FT_FLOAT32] = "Float", [FT_FLOAT64] = "Double"};
  int64_t index[RW_MAX_RANK] = {0};
  int last = tensor->rank - 1;
  if (ft_count(tensor) > 0) do {
      if (tensor->rank > 2 && index[last] == 0 && index[last - 1] == 0) {
        printf("(");
        for (int i = 0; i < last - 1; i++) printf("%" PRId64 ",", index[i] + 1);
        printf(".,.) =\n");
      }
      print_element(tensor, index);
      if (tensor->rank < 2 || index[last] == tensor->shape[last] - 1) printf("\n");
    } while (ft_next(tensor, index));
  printf("[ %s%sType{", tensor->device_type == 0 ? "CPU" : "GPU", names[tensor->type]);
  for (int i = 0; i <= last; i++) printf("%s%" PRId64, i > 0 ? "," : "", tensor->shape[i]);
  printf("} ]\n");
  return fflush(stdout) == 0 ? 0 : ft_fail("the tensor cannot be written to the standard output");
}
