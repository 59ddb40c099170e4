#include "base/rank.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/launchers.h"

enum { NOT_GIVEN = -1 };

/* Of the process and no engine's: a message of a load that fails before there is an engine names the rank too. */
static _Atomic int32_t given = NOT_GIVEN;

void rw__rank_given(int32_t rank) { atomic_store(&given, rank); }

int rw_rank(void) {
#define X(variable) variable,
  static const char *const variables[] = {RW__RANK_VARIABLES(X)};
#undef X
  int32_t told = atomic_load(&given);
  if (told != NOT_GIVEN) return told;
  for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
    const char *text = getenv(variables[i]);
    if (text == NULL || *text == '\0') continue;
    char *end;
    long rank = strtol(text, &end, 10);
    if (*end == '\0' && rank >= 0 && rank < 1000000000) return (int)rank;
  }
  return 0;
}
