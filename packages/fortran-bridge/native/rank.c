#include <stdlib.h>

#include "launchers.h"
#include "rankwise.h"

int rw_rank(void) {
#define X(variable) variable,
  static const char *const variables[] = {RW__RANK_VARIABLES(X)};
#undef X
  for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
    const char *text = getenv(variables[i]);
    if (text == NULL || *text == '\0') continue;
    char *end;
    long rank = strtol(text, &end, 10);
    if (*end == '\0' && rank >= 0 && rank < 1000000000) return (int)rank;
  }
  return 0;
}
