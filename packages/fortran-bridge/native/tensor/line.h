/* How elements get from one place to another. */
#ifndef RW__TENSOR_LINE_H
#define RW__TENSOR_LINE_H

#include <stdint.h>

/* Moves `count` elements, `to_step` and `from_step` bytes apart. Each may lie at an address that is no multiple of its
 * size. */
typedef void rw__line(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count);

#endif
