/* Texts that are put together piece by piece. */
#ifndef RW__BASE_TEXT_H
#define RW__BASE_TEXT_H

#include <stddef.h>

/* Adds a piece behind the end of `text`, which has room for `size` bytes; what does not fit is cut off. */
void rw__append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
