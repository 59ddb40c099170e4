/* Which rank this process is, where the program says so itself: an MPI library knows better than any environment. */
#ifndef RW__RANK_H
#define RW__RANK_H

#include "rankwise.h"

/* The rank's numbers; count 0: none are given, and what the launcher tells counts. */
struct rw__place {
  int32_t rank, count, local_rank, local_count;
};

/* What rw_rank() answers from now on. */
void rw__rank_given(int32_t rank);

/* This process's environment with the numbers in RANKWISE_RANK and its like, for a child. NULL: no memory. To be
 * released by free(); its texts are partly those of the environment itself. */
char **rw__environment_of(const struct rw__place *place);

#endif
