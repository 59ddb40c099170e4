/* Shapes of tensors. */
#ifndef RW__BASE_SHAPE_H
#define RW__BASE_SHAPE_H

#include "rankwise.h"

/* Elements of a shape, or -1 where a dimension is negative or the product of elements and `size` exceeds 2^62 bytes. */
int64_t rw__elements(int32_t rank, const int64_t *shape, size_t size);

/* The shape that a caller's tensor stands for: its own, or with a leading 1 where the model declares one dimension
 * more, and that one free or 1. Returns the rank. */
int32_t rw__full_shape(const rw_tensor_info *info, const rw_tensor *tensor, int64_t shape[RW_MAX_RANK]);

/* The first dimension that has this name in the model, or -1; of no name, -1. */
int32_t rw__find_dimension(const rw_tensor_info *info, const char *name);

#endif
