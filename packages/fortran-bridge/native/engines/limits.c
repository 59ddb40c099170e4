#include "engines/limits.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/text.h"
#include "engines/threads.h"

/* Node.js 20 has nearly 70 files open at once while it loads the engine's modules; drivers of GPUs want some
 * more. */
enum { FILES = 128 };

/* Node.js aborts where it gets no thread, mostly without a word. */
static bool may_lack_threads(const struct rw__process *process) {
  char words[2048] = "";
  rw__describe_words(process, words, sizeof words);
  return strstr(words, strerror(EAGAIN)) != NULL ||
         (process->ended && WIFSIGNALED(process->status) && WTERMSIG(process->status) == SIGABRT && *words == '\0');
}

void rw__describe_limits(const struct rw__process *process, char *text, size_t size) {
  struct rlimit files;
  /* Node.js raises the soft limit to the hard one. */
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < FILES)
    rw__append(text, size,
               ". The hard limit on open files is %llu, and an engine needs %d: raise it ('ulimit -Hn' shows it; the "
               "job script, the scheduler or the administrator sets it)",
               (unsigned long long)files.rlim_max, FILES);
  if (may_lack_threads(process)) {
    rw__append(text, size, ". It looks as if ");
    rw__describe_threads(text, size);
  }
}
