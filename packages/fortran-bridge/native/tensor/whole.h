/* Whole numbers in memory of another size or sign than the model's. */
#ifndef RW__TENSOR_WHOLE_H
#define RW__TENSOR_WHOLE_H

#include <stdbool.h>

#include "rankwise.h"
#include "tensor/line.h"

/* Whether a type is that of whole numbers. */
bool rw__is_whole(int32_t type);

/* Moves numbers of the one type into memory of the other, which has room for the values: see rw__outliers(). */
rw__line *rw__whole_line(int32_t to, int32_t from);

/* The values of a type, and the first that was found to be none of them. */
struct rw__range {
  int64_t least;
  uint64_t most;
  bool exceeded, by_negative;
  uint64_t value; /* its bits, of 64 */
};

struct rw__range rw__range_of(int32_t type);

/* Looks at numbers of a type; `to` of the line is a struct rw__range. NULL: the range holds all of them. */
rw__line *rw__outliers(const struct rw__range *range, int32_t from);

#endif
