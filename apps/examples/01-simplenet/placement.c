#include "placement.h"

#include <string.h>

place place_of(const char *device, const char *runtime) {
  place mine = {{0}, {0}};
  snprintf(mine.device, sizeof mine.device, "%s", device);
  snprintf(mine.runtime, sizeof mine.runtime, "%s", runtime);
  return mine;
}

/* The last of the neighbours from `first` on that have the same device. */
static int last_of_run(const place *places, int ranks, int first) {
  int last = first;
  while (last + 1 < ranks && strcmp(places[last + 1].device, places[first].device) == 0) last++;
  return last;
}

static int is_new_runtime(const place *places, int rank) {
  for (int r = 0; r < rank; r++) {
    if (strcmp(places[r].runtime, places[rank].runtime) == 0) return 0;
  }
  return 1;
}

void print_placement(FILE *stream, const place *places, int ranks, const char *through) {
  if (last_of_run(places, ranks, 0) == ranks - 1) {
    fprintf(stream, "each on %s", places[0].device);
  } else {
    for (int first = 0; first < ranks;) {
      int last = last_of_run(places, ranks, first);
      fputs(first == 0 ? "" : ", ", stream);
      if (first == last) {
        fprintf(stream, "rank %d on %s", first, places[first].device);
      } else {
        fprintf(stream, "ranks %d-%d on %s", first, last, places[first].device);
      }
      first = last + 1;
    }
  }
  fprintf(stream, ", through %s (", through);
  for (int rank = 0; rank < ranks; rank++) {
    if (is_new_runtime(places, rank)) fprintf(stream, "%s%s", rank == 0 ? "" : "; ", places[rank].runtime);
  }
  fputs(")", stream);
}
