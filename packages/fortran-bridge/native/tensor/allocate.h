/* Tensors that the library allocates for the caller. */
#ifndef RW__TENSOR_ALLOCATE_H
#define RW__TENSOR_ALLOCATE_H

#include <stdbool.h>

#include "rankwise.h"

/* Makes `tensor` a copy of the dense `data`, which rw_tensor_release() frees. False: no memory. */
bool rw__allocate_output(rw_tensor *tensor, int32_t type, int32_t rank, const int64_t *shape, const void *data,
                         size_t bytes);

#endif
