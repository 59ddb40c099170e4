/* The cores that a child gets: those of the thread that starts it, which may be fewer than the process has. */
#ifndef RW__ENGINES_CORES_H
#define RW__ENGINES_CORES_H

#include <sched.h> /* with _GNU_SOURCE */
#include <stdbool.h>

/* Cores that a thread may run on; room for 8192. */
struct rw__cores {
  cpu_set_t sets[8];
};

/* Lets the calling thread run wherever any thread of this process may or, if `everywhere`, on every core that the job
 * has, until rw__take_cores_back(). */
void rw__lend_cores(struct rw__cores *own, bool everywhere);
void rw__take_cores_back(const struct rw__cores *own);

#endif
