/* Input for any model: the same numbers in Fortran, C and TypeScript. */
#ifndef EXAMPLES_GENERATE_H
#define EXAMPLES_GENERATE_H

#include <stddef.h>
#include <stdint.h>

/* Fills a tensor of `count` elements of an rw_type with the numbers for a rank: fractions between -0.5 and 0.5
 * where it holds such, else 0 and 1 in turn. */
void generate(void *data, int32_t type, size_t count, int rank);

#endif
