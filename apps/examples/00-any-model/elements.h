/* The elements of a tensor of any type, as numbers of one type. */
#ifndef EXAMPLES_ELEMENTS_H
#define EXAMPLES_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>

/* Element k of `data`, whose elements are of an rw_type. */
double element_of(const void *data, int32_t type, size_t k);

#endif
