#include "engines/limits.h"

#include <sys/resource.h>

#include "base/text.h"

/* Node.js 20 to 24 have up to 70 files open at once while they load the engine's modules; drivers of GPUs want some
 * more. */
enum { FILES = 128 };

void rw__describe_limits(char *text, size_t size) {
  struct rlimit files;
  /* Node.js raises the soft limit to the hard one. */
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < FILES)
    rw__append(text, size,
               ". The hard limit on open files is %llu, and an engine needs %d: raise it ('ulimit -Hn' shows it; the "
               "job script, the scheduler or the administrator sets it)",
               (unsigned long long)files.rlim_max, FILES);
}
