/* Where the ranks of a job ran, in a few words. */
#ifndef EXAMPLES_PLACEMENT_H
#define EXAMPLES_PLACEMENT_H

#include <stdio.h>

/* Where one rank ran: texts of a fixed length, so that MPI can gather them. */
typedef struct place {
  char device[128];
  char runtime[128];
} place;

place place_of(const char *device, const char *runtime);

/* Prints "each on cpu, through its engine (...)", or "ranks 0-1 on cuda:0, ranks 2-3 on cuda:1, through ...".
 * `through` is the part of rankwise that each rank called. */
void print_placement(FILE *stream, const place *places, int ranks, const char *through);

#endif
