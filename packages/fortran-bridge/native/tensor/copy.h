/* Copies between a caller's tensor, whose elements may lie apart or be of another type, and the dense bytes of a slot.
 */
#ifndef RW__TENSOR_COPY_H
#define RW__TENSOR_COPY_H

#include "tensor/whole.h"

/* `dense` has room for all elements of the model's `type`, the last dimension fastest. */
void rw__copy_in(void *dense, int32_t type, const rw_tensor *from, size_t bytes);
void rw__copy_out(const rw_tensor *to, const void *dense, int32_t type, size_t bytes);

/* Whether one of the elements is a whole number that the other side's type does not have, which must not be copied:
 * `*found` says which. */
bool rw__outlier_in(int32_t type, const rw_tensor *from, size_t bytes, struct rw__range *found);
bool rw__outlier_out(const rw_tensor *to, const void *dense, int32_t type, size_t bytes, struct rw__range *found);

#endif
