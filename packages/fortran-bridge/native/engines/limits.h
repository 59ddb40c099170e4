/* The limits of the system's that keep an engine from starting. */
#ifndef RW__ENGINES_LIMITS_H
#define RW__ENGINES_LIMITS_H

#include <stddef.h>

#include "engines/process.h"

/* Appends to `text`, about an engine whose start has failed, the limits that may have kept it from that, and what to
 * do. An engine has the limits of the process that starts it, and raises the soft ones itself. */
void rw__describe_limits(const struct rw__process *process, char *text, size_t size);

#endif
