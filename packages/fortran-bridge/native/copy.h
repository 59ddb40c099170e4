/* Copies between a caller's tensor, whose elements may lie apart, and the dense bytes of a slot. */
#ifndef RW__COPY_H
#define RW__COPY_H

#include "rankwise.h"

/* Elements of a shape, or -1 where a dimension is negative or the product of elements and `size` exceeds 2^62 bytes. */
int64_t rw__elements(int32_t rank, const int64_t *shape, size_t size);

/* `dense` has room for all elements, the last dimension fastest. */
void rw__copy_in(void *dense, const rw_tensor *from, size_t bytes);
void rw__copy_out(const rw_tensor *to, const void *dense, size_t bytes);

#endif
