#include "tensor/element.h"

#include <string.h>

#include "tensor/whole.h"

static bool floating(int32_t type) {
  return type == RW_FLOAT32 || type == RW_FLOAT64 || type == RW_FLOAT16 || type == RW_BFLOAT16;
}

size_t rw__element_size(const rw_tensor *tensor) {
  size_t size = rw_type_size(tensor->type), given = (size_t)tensor->element_size;
  if (given == 0 || given == size) return size;
  return tensor->type == RW_BOOL && (given == 2 || given == 4 || given == 8) ? given : 0;
}

bool rw__convertible(int32_t from, int32_t to) {
  return (floating(from) && floating(to)) || (rw__is_whole(from) && rw__is_whole(to));
}

bool rw__converts(const rw_tensor *tensor, bool by_default, int32_t type) {
  bool asked = tensor->convert == 0 ? by_default : tensor->convert > 0;
  return asked && rw__convertible(tensor->type, type);
}

/* The bits of a floating-point format of IEEE 754's kind that is narrower than float64. */
struct format {
  int exponent, fraction;
};

static const struct format half = {5, 10}, brain = {8, 7};

/* Rounds once, to nearest, ties to even. */
static uint16_t narrow(double value, struct format format) {
  uint64_t bits, infinity = ((UINT64_C(1) << format.exponent) - 1) << format.fraction;
  memcpy(&bits, &value, sizeof bits);
  int bias = (1 << (format.exponent - 1)) - 1, exponent = (int)(bits >> 52 & 0x7ff) - 1023;
  uint64_t sign = bits >> 63 << (format.exponent + format.fraction), fraction = bits & ((UINT64_C(1) << 52) - 1);
  if (exponent == 1024) { /* infinite, or not a number */
    uint64_t payload = fraction == 0 ? 0 : fraction >> (52 - format.fraction) | UINT64_C(1) << (format.fraction - 1);
    return (uint16_t)(sign | infinity | payload);
  }
  if (exponent > bias) return (uint16_t)(sign | infinity);
  int lost = 52 - format.fraction, below = 1 - bias - exponent; /* greater than 0: a subnormal number */
  uint64_t head = 0;
  if (below > 0) {
    if (below > format.fraction + 1) return (uint16_t)sign;
    fraction |= UINT64_C(1) << 52;
    lost += below;
  } else {
    head = (uint64_t)(exponent + bias) << format.fraction;
  }
  uint64_t kept = head + (fraction >> lost), rest = fraction & ((UINT64_C(1) << lost) - 1);
  uint64_t middle = UINT64_C(1) << (lost - 1);
  if (rest > middle || (rest == middle && (kept & 1) != 0)) kept++; /* a carry runs on into the exponent, as it must */
  return (uint16_t)(sign | kept);
}

static double widen(uint16_t word, struct format format) {
  uint64_t sign = (uint64_t)word >> (format.exponent + format.fraction) << 63;
  uint64_t exponent = (uint64_t)word >> format.fraction & ((1U << format.exponent) - 1);
  uint64_t fraction = word & ((1U << format.fraction) - 1), bias = (UINT64_C(1) << (format.exponent - 1)) - 1, bits;
  double value;
  if (exponent == 0) { /* fraction · 2^(1 - bias - bits of the fraction) */
    uint64_t scale = (1023 + 1 - bias - (uint64_t)format.fraction) << 52;
    memcpy(&value, &scale, sizeof value);
    value *= (double)fraction;
    return sign != 0 ? -value : value;
  }
  exponent = exponent == (1U << format.exponent) - 1 ? 0x7ff : exponent + 1023 - bias;
  bits = sign | exponent << 52 | fraction << (52 - format.fraction);
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Each of these may lie at an address that is no multiple of its size. */
#define LOAD_AND_STORE(name, word, to_double, from_double)  \
  static inline double load_##name(const char *from) {      \
    word bits;                                              \
    memcpy(&bits, from, sizeof bits);                       \
    return to_double;                                       \
  }                                                         \
  static inline void store_##name(char *to, double value) { \
    word bits = from_double;                                \
    memcpy(to, &bits, sizeof bits);                         \
  }
LOAD_AND_STORE(float64, double, bits, value)
LOAD_AND_STORE(float32, float, (double)bits, (float)value)
LOAD_AND_STORE(float16, uint16_t, widen(bits, half), narrow(value, half))
LOAD_AND_STORE(bfloat16, uint16_t, widen(bits, brain), narrow(value, brain))

#define LINE static void

/* From one floating-point type to another; float64 holds all values of the others. */
#define CONVERT(from_type, to_type)                                                                                \
  LINE from_type##_to_##to_type(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) {   \
    for (int64_t i = 0; i < count; i++) store_##to_type(to + i * to_step, load_##from_type(from + i * from_step)); \
  }
CONVERT(float64, float32)
CONVERT(float64, float16)
CONVERT(float64, bfloat16)
CONVERT(float32, float64)
CONVERT(float32, float16)
CONVERT(float32, bfloat16)
CONVERT(float16, float64)
CONVERT(float16, float32)
CONVERT(float16, bfloat16)
CONVERT(bfloat16, float64)
CONVERT(bfloat16, float32)
CONVERT(bfloat16, float16)

/* From one type to the very same. */
#define MOVE(bytes)                                                                                  \
  LINE move_##bytes(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) { \
    if (to_step == bytes && from_step == bytes) {                                                    \
      memcpy(to, from, (size_t)count *bytes);                                                        \
      return;                                                                                        \
    }                                                                                                \
    for (int64_t i = 0; i < count; i++) memcpy(to + i * to_step, from + i * from_step, bytes);       \
  }
MOVE(1)
MOVE(2)
MOVE(4)
MOVE(8)

/* A truth value of Fortran: its lowest bit counts. */
static inline char truth(const char *from, size_t size) {
  uint16_t word2;
  uint32_t word4;
  uint64_t word8;
  if (size == 2) return (char)(memcpy(&word2, from, sizeof word2), word2 & 1);
  if (size == 4) return (char)(memcpy(&word4, from, sizeof word4), word4 & 1);
  if (size == 8) return (char)(memcpy(&word8, from, sizeof word8), word8 & 1);
  return (char)(*from & 1);
}

static inline void set_truth(char *to, char value, size_t size) {
  const uint16_t word2 = (uint16_t)value;
  const uint32_t word4 = (uint32_t)value;
  const uint64_t word8 = (uint64_t)value;
  const void *word = size == 2   ? (const void *)&word2
                     : size == 4 ? (const void *)&word4
                     : size == 8 ? &word8
                                 : (const void *)&value;
  memcpy(to, word, size);
}

#define TRUTH(bytes)                                                                                      \
  LINE truth_in_##bytes(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) {  \
    for (int64_t i = 0; i < count; i++) to[i * to_step] = truth(from + i * from_step, bytes);             \
  }                                                                                                       \
  LINE truth_out_##bytes(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) { \
    for (int64_t i = 0; i < count; i++) set_truth(to + i * to_step, from[i * from_step], bytes);          \
  }
TRUTH(1)
TRUTH(2)
TRUTH(4)
TRUTH(8)

static rw__line *conversion(int32_t from, int32_t to) {
  static const struct {
    int32_t from, to;
    rw__line *line;
  } lines[] = {
      {RW_FLOAT64, RW_FLOAT32, float64_to_float32},   {RW_FLOAT64, RW_FLOAT16, float64_to_float16},
      {RW_FLOAT64, RW_BFLOAT16, float64_to_bfloat16}, {RW_FLOAT32, RW_FLOAT64, float32_to_float64},
      {RW_FLOAT32, RW_FLOAT16, float32_to_float16},   {RW_FLOAT32, RW_BFLOAT16, float32_to_bfloat16},
      {RW_FLOAT16, RW_FLOAT64, float16_to_float64},   {RW_FLOAT16, RW_FLOAT32, float16_to_float32},
      {RW_FLOAT16, RW_BFLOAT16, float16_to_bfloat16}, {RW_BFLOAT16, RW_FLOAT64, bfloat16_to_float64},
      {RW_BFLOAT16, RW_FLOAT32, bfloat16_to_float32}, {RW_BFLOAT16, RW_FLOAT16, bfloat16_to_float16},
  };
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
    if (lines[i].from == from && lines[i].to == to) return lines[i].line;
  return rw__whole_line(to, from);
}

rw__line *rw__line_of(const rw_tensor *tensor, int32_t type, bool in) {
  static rw__line *const truths_in[] = {[1] = truth_in_1, [2] = truth_in_2, [4] = truth_in_4, [8] = truth_in_8};
  static rw__line *const truths_out[] = {[1] = truth_out_1, [2] = truth_out_2, [4] = truth_out_4, [8] = truth_out_8};
  static rw__line *const moves[] = {[1] = move_1, [2] = move_2, [4] = move_4, [8] = move_8};
  if (tensor->type != type) return in ? conversion(tensor->type, type) : conversion(type, tensor->type);
  size_t size = rw__element_size(tensor);
  if (type == RW_BOOL && tensor->element_size != 0) return in ? truths_in[size] : truths_out[size];
  return moves[size];
}
