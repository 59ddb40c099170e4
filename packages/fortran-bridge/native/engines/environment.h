/* The environment that an engine gets, or is told of. */
#ifndef RW__ENGINES_ENVIRONMENT_H
#define RW__ENGINES_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rank's numbers; count 0: none are given, and what the launcher tells counts. */
struct rw__place {
  int32_t rank, count, local_rank, local_count;
};

/* In what an engine differs from the process that starts it. */
struct rw__surroundings {
  struct rw__place place;
  bool systems_libstdcxx; /* it is to take the system's C++ library, whatever LD_LIBRARY_PATH says */
};

/* This process's environment for an engine: without what configures the user's Node.js, and with the numbers in
 * RANKWISE_RANK and its like. NULL: no memory. To be released by free(); its texts are partly those of the environment
 * itself. */
char **rw__environment_of(const struct rw__surroundings *surroundings);

/* This process's environment as bytes, each variable ended by a 0, the last of them RANKWISE_CORES, the cores that the
 * calling thread may run on as the kernel lists them: 0-3,8. NULL: no memory. To be released by
 * free(). */
char *rw__environment_text(size_t *size);

#endif
