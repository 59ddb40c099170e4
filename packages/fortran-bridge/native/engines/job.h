/* Which job this process is a rank of. */
#ifndef RW__ENGINES_JOB_H
#define RW__ENGINES_JOB_H

#include <stdint.h>

/* The same number for all ranks of a job on a node: by RANKWISE_JOB, else as the launcher names it, else by the process
 * that started the ranks. */
uint64_t rw__job(void);

#endif
