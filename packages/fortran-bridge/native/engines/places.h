/* Where the parts of an engine lie: its script, the Node.js that runs it, and the library that it opens. */
#ifndef RW_ENGINES_PLACES_H
#define RW_ENGINES_PLACES_H

#include <limits.h>

struct rw__places {
  char node[PATH_MAX];   /* a path, or a name that is looked up on the PATH */
  char script[PATH_MAX]; /* where it should be; whether it can be read is not checked */
  const char *library;   /* this very library; "" where it is a part of the program: the engine has its own then */
};

/*
 * What the user names (RANKWISE_NODE, RANKWISE_ENGINE) comes first. Then what lies in the folder `rankwise` beside the
 * library, which may be moved; then what the build knew, which is the checkout.
 */
void rw__find_places(struct rw__places *out);

#endif
