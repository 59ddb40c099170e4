/* The C++ library that Node.js gets from the loader: modules of compilers put older ones into LD_LIBRARY_PATH. */
#ifndef RW__ENGINES_LIBSTDCXX_H
#define RW__ENGINES_LIBSTDCXX_H

#include <stdbool.h>
#include <stddef.h>

#include "engines/process.h"

/* Whether what the process wrote to stderr says that its C++ library is too old. */
bool rw__lacks_libstdcxx(const struct rw__process *process);

/* Appends to `text` what to do if that was it, and the system's own did not help. */
void rw__describe_libstdcxx(const struct rw__process *process, char *text, size_t size);

#endif
