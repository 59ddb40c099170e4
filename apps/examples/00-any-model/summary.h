/* A tensor in one line: its type, shape, smallest, largest, mean and first values. */
#ifndef EXAMPLES_SUMMARY_H
#define EXAMPLES_SUMMARY_H

#include <rankwise.h>
#include <stddef.h>

/* The number of elements of a tensor. */
size_t count_of(const rw_tensor *tensor);

/* Appends "float32 [1, 5]" to the text in `line`, which holds `size` bytes. */
void append_type(char *line, size_t size, const rw_tensor *tensor);

/* Appends " min -1 max 1 mean 0 first 0 0.5 1", or " empty". */
void append_contents(char *line, size_t size, const rw_tensor *tensor);

#endif
