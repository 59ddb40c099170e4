/* The limits of the system's that keep an engine from starting. */
#ifndef RW__ENGINES_LIMITS_H
#define RW__ENGINES_LIMITS_H

#include <stddef.h>

/* Appends to `text`, about a start that has failed, each limit of this process's that is lower than an engine needs,
 * and what to do. An engine has the limits of the process that starts it, and raises the soft ones itself. */
void rw__describe_limits(char *text, size_t size);

#endif
