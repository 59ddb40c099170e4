#include "elements.h"

#include <math.h>
#include <rankwise.h>
#include <string.h>

static double from_float16(uint16_t bits) {
  int exponent = (bits >> 10) & 31;
  int fraction = bits & 1023;
  double value = 0.0;
  if (exponent == 0) {
    value = ldexp(fraction, -24);
  } else if (exponent < 31) {
    value = ldexp(fraction + 1024, exponent - 25);
  } else {
    value = fraction == 0 ? (double)INFINITY : (double)NAN;
  }
  return bits >> 15 ? -value : value;
}

/* bfloat16 is the upper half of a number of 32 bits. */
static double from_bfloat16(uint16_t bits) {
  uint32_t wide = (uint32_t)bits << 16;
  float value = 0.0F;
  memcpy(&value, &wide, sizeof value);
  return (double)value;
}

double element_of(const void *data, int32_t type, size_t k) {
  switch (type) {
    case RW_FLOAT32: return (double)((const float *)data)[k];
    case RW_FLOAT64: return ((const double *)data)[k];
    case RW_INT8: return ((const int8_t *)data)[k];
    case RW_UINT8:
    case RW_BOOL: return ((const uint8_t *)data)[k];
    case RW_INT16: return ((const int16_t *)data)[k];
    case RW_UINT16: return ((const uint16_t *)data)[k];
    case RW_INT32: return ((const int32_t *)data)[k];
    case RW_UINT32: return ((const uint32_t *)data)[k];
    case RW_INT64: return (double)((const int64_t *)data)[k];
    case RW_UINT64: return (double)((const uint64_t *)data)[k];
    case RW_FLOAT16: return from_float16(((const uint16_t *)data)[k]);
    case RW_BFLOAT16: return from_bfloat16(((const uint16_t *)data)[k]);
    default: return 0.0;
  }
}
