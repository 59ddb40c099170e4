/* Copies between a caller's tensor, whose elements may lie apart or be of another type, and the dense bytes of a slot.
 */
#ifndef RW__TENSOR_COPY_H
#define RW__TENSOR_COPY_H

#include "rankwise.h"

/* `dense` has room for all elements of the model's `type`, the last dimension fastest. */
void rw__copy_in(void *dense, int32_t type, const rw_tensor *from, size_t bytes);
void rw__copy_out(const rw_tensor *to, const void *dense, int32_t type, size_t bytes);

#endif
