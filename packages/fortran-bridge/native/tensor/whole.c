#include "tensor/whole.h"

#include <string.h>

static const struct {
  int32_t type;
  struct rw__range range;
} wholes[] = {
    {RW_INT8, {.least = INT8_MIN, .most = INT8_MAX}},    {RW_UINT8, {.most = UINT8_MAX}},
    {RW_INT16, {.least = INT16_MIN, .most = INT16_MAX}}, {RW_UINT16, {.most = UINT16_MAX}},
    {RW_INT32, {.least = INT32_MIN, .most = INT32_MAX}}, {RW_UINT32, {.most = UINT32_MAX}},
    {RW_INT64, {.least = INT64_MIN, .most = INT64_MAX}}, {RW_UINT64, {.most = UINT64_MAX}},
};

enum { WHOLES = sizeof wholes / sizeof wholes[0] };

bool rw__is_whole(int32_t type) {
  for (int i = 0; i < WHOLES; i++)
    if (wholes[i].type == type) return true;
  return false;
}

struct rw__range rw__range_of(int32_t type) {
  for (int i = 0; i < WHOLES; i++)
    if (wholes[i].type == type) return wholes[i].range;
  return (struct rw__range){0};
}

/* A value that fits is the same bits, with more or fewer of those that say no more than its sign. */
#define RESIZE(from_type, to_type)                                                                     \
  static void from_type##_in_##to_type(char *to, int64_t to_step, const char *from, int64_t from_step, \
                                       int64_t count) {                                                \
    for (int64_t i = 0; i < count; i++) {                                                              \
      from_type value;                                                                                 \
      memcpy(&value, from + i * from_step, sizeof value);                                              \
      const to_type resized = (to_type)value;                                                          \
      memcpy(to + i * to_step, &resized, sizeof resized);                                              \
    }                                                                                                  \
  }
#define RESIZES(from_type)    \
  RESIZE(from_type, uint8_t)  \
  RESIZE(from_type, uint16_t) \
  RESIZE(from_type, uint32_t) \
  RESIZE(from_type, uint64_t)
RESIZES(int8_t)
RESIZES(uint8_t)
RESIZES(int16_t)
RESIZES(uint16_t)
RESIZES(int32_t)
RESIZES(uint32_t)
RESIZES(int64_t)
RESIZES(uint64_t)

rw__line *rw__whole_line(int32_t to, int32_t from) {
#define ROW(number, from_type) \
  [number] = { from_type##_in_uint8_t, from_type##_in_uint16_t, from_type##_in_uint32_t, from_type##_in_uint64_t }
  static rw__line *const lines[][4] = {ROW(RW_INT8, int8_t),     ROW(RW_UINT8, uint8_t),  ROW(RW_INT16, int16_t),
                                       ROW(RW_UINT16, uint16_t), ROW(RW_INT32, int32_t),  ROW(RW_UINT32, uint32_t),
                                       ROW(RW_INT64, int64_t),   ROW(RW_UINT64, uint64_t)};
  static const uint8_t place[] = {[1] = 0, [2] = 1, [4] = 2, [8] = 3};
  return lines[from][place[rw_type_size(to)]];
}

#define LOOK(from_type, is_negative)                                                                               \
  static void look_at_##from_type(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) { \
    struct rw__range *range = (struct rw__range *)(void *)to;                                                      \
    const int64_t least = range->least;                                                                            \
    const uint64_t most = range->most;                                                                             \
    (void)to_step;                                                                                                 \
    for (int64_t i = 0; i < count && !range->exceeded; i++) {                                                      \
      from_type value;                                                                                             \
      memcpy(&value, from + i * from_step, sizeof value);                                                          \
      const bool negative = is_negative;                                                                           \
      if (negative ? (int64_t)value >= least : (uint64_t)value <= most) continue;                                  \
      *range = (struct rw__range){least, most, true, negative, (uint64_t)value};                                   \
    }                                                                                                              \
  }
LOOK(int8_t, value < 0)
LOOK(uint8_t, false)
LOOK(int16_t, value < 0)
LOOK(uint16_t, false)
LOOK(int32_t, value < 0)
LOOK(uint32_t, false)
LOOK(int64_t, value < 0)
LOOK(uint64_t, false)

rw__line *rw__outliers(const struct rw__range *range, int32_t from) {
  static rw__line *const lines[] = {
      [RW_INT8] = look_at_int8_t,     [RW_UINT8] = look_at_uint8_t,  [RW_INT16] = look_at_int16_t,
      [RW_UINT16] = look_at_uint16_t, [RW_INT32] = look_at_int32_t,  [RW_UINT32] = look_at_uint32_t,
      [RW_INT64] = look_at_int64_t,   [RW_UINT64] = look_at_uint64_t};
  const struct rw__range all = rw__range_of(from);
  return all.least >= range->least && all.most <= range->most ? NULL : lines[from];
}
