/* Elements as the caller has them in memory, which may be of another kind than the model's. */
#ifndef RW__TENSOR_ELEMENT_H
#define RW__TENSOR_ELEMENT_H

#include <stdbool.h>

#include "rankwise.h"
#include "tensor/line.h"

/* Bytes of an element in the caller's memory; 0: type and element_size make no sense together. */
size_t rw__element_size(const rw_tensor *tensor);

/* Whether elements can be converted from the one type to the other: between floating-point numbers, and between whole
 * numbers as far as their values fit. */
bool rw__convertible(int32_t from, int32_t to);

/* Whether the elements are to be converted to or from the model's `type`, and can be. `by_default`: what the load says
 * where the tensor says nothing. */
bool rw__converts(const rw_tensor *tensor, bool by_default, int32_t type);

/* How elements get from the caller's memory to the model's `type`, or (`in` is false) back. */
rw__line *rw__line_of(const rw_tensor *tensor, int32_t type, bool in);

#endif
