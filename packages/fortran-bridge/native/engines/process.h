/* Starting the engine's process. */
#ifndef RW__ENGINES_PROCESS_H
#define RW__ENGINES_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "engines/environment.h"

struct rw__process {
  pid_t pid; /* -1: none, or ended and collected */
  bool ended;
  int status; /* of wait(2), once ended */
  int errors; /* memory file that receives what the process writes to stderr */
};

/* The descriptor, or a copy in its place, above those that the engine's own take: none is overwritten before it is
 * copied. -1 with errno on failure. */
int rw__raised(int fd);

/* Starts the engine with `listener`, a raised one, as its descriptor 3. It inherits no other descriptor (mpiexec waits
 * for every holder of a rank's pipes), no blocked or ignored signal, and a process group of its own, so that Ctrl-C
 * reaches it through the end of its ranks. Its environment is that of `surroundings`. It may run on
 * the cores of the process, and not on those of the calling thread alone; one that is shared (`key`, else "") on every
 * core that the job has. */
rw_status rw__spawn_engine(struct rw__process *out, int listener, const struct rw__surroundings *surroundings,
                           const char *key);

/* The stderr of an engine that another rank started, or -1: memory that outlives both. */
int rw__errors_of(int64_t pid);

/* Appends to `text` how the process ended, waiting `patience` ms for it. Returns its exit status, or -1 if it has none.
 */
int rw__describe_end(struct rw__process *process, int patience, char *text, size_t size);

/* Appends to `text` the end of what the process wrote to stderr. */
void rw__describe_words(const struct rw__process *process, char *text, size_t size);

/* Lets go of the process: ends it if it has not ended by itself within `patience` ms, and collects it. */
void rw__release_process(struct rw__process *process, int patience);

/* Lets go of a process that others use still. Returns its number where it is to be collected later, else -1. */
pid_t rw__leave_process(struct rw__process *process);

#endif
