/* The threads that an engine needs, where the system has a limit on them. */
#ifndef RW__ENGINES_THREADS_H
#define RW__ENGINES_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"

/* Fails where the system does not give this user the threads that an engine needs: Node.js itself ends without a word
 * then, or hangs. */
rw_status rw__check_threads(void);

/* An engine that others kept from starting a thread after that check. */
rw_status rw__fail_for_threads(void);

/* Whether the process, an engine that starts, waits in vain for a thread that the system did not give it: no thread can
 * be had, and since the last look, which `*state` is of (0 at first), nothing moved in it. */
bool rw__lacks_threads(pid_t pid, unsigned long long *state);

/* Appends to `text` that the threads are lacking, the limit, and what to do. */
void rw__describe_threads(char *text, size_t size);

#endif
