/* Elements as the caller has them in memory, which may be of another kind than the model's. */
#ifndef RW__TENSOR_ELEMENT_H
#define RW__TENSOR_ELEMENT_H

#include <stdbool.h>

#include "rankwise.h"

/* Bytes of an element in the caller's memory; 0: type and element_size make no sense together. */
size_t rw__element_size(const rw_tensor *tensor);

/* Whether the elements are to be converted to or from the model's `type`, and can be. */
bool rw__converts(const rw_tensor *tensor, int32_t type);

/* Moves `count` elements, `to_step` and `from_step` bytes apart. */
typedef void rw__line(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count);

/* How elements get from the caller's memory to the model's `type`, or (`in` is false) back. */
rw__line *rw__line_of(const rw_tensor *tensor, int32_t type, bool in);

#endif
