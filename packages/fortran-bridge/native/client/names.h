/* Names that were given, and names that were meant. */
#ifndef RW__CLIENT_NAMES_H
#define RW__CLIENT_NAMES_H

#include <stddef.h>

#include "rankwise.h"

/* The one of the tensors whose name `name` most likely meant, or NULL where none is close. */
const char *rw__nearest_name(const char *name, const rw_tensor_info *infos, size_t count);

#endif
