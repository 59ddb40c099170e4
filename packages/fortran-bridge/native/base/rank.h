/* Which rank this process is, where the program says so itself: an MPI library knows better than any environment. */
#ifndef RW__BASE_RANK_H
#define RW__BASE_RANK_H

#include "rankwise.h"

/* What rw_rank() answers from now on. */
void rw__rank_given(int32_t rank);

#endif
