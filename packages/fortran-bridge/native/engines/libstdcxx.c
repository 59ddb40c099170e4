#include "engines/libstdcxx.h"

#include <string.h>

#include "base/text.h"

bool rw__lacks_libstdcxx(const struct rw__process *process) {
  static const char *const signs[] = {"libstdc++.so.6: ", "libgcc_s.so.1: ", "GLIBCXX_", "CXXABI_"}; /* the loader's */
  char words[2048] = "";
  rw__describe_words(process, words, sizeof words);
  bool lacks = false;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) lacks = lacks || strstr(words, signs[i]) != NULL;
  return lacks;
}

void rw__describe_libstdcxx(const struct rw__process *process, char *text, size_t size) {
  if (rw__lacks_libstdcxx(process))
    rw__append(
        text, size,
        ". The libstdc++ that Node.js found is too old for it, with the system's own too: unload the module that "
        "puts an older one into LD_LIBRARY_PATH or LD_PRELOAD, or load one that has a newer one");
}
