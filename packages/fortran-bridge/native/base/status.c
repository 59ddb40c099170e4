#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static _Thread_local char message[4096];

static size_t begin(void) { return (size_t)snprintf(message, sizeof message, "rank %d: ", rw_rank()); }

rw_status rw__fail(rw_status status, const char *format, ...) {
  va_list arguments;
  size_t used = begin();
  va_start(arguments, format);
  vsnprintf(message + used, sizeof message - used, format, arguments);
  va_end(arguments);
  return status;
}

/* What to do about an error of the system's, where that is known. */
static void append_remedy(int error) {
  const size_t used = strlen(message);
  struct rlimit limit;
  if (error == EMFILE && getrlimit(RLIMIT_NOFILE, &limit) == 0)
    snprintf(
        message + used, sizeof message - used,
        " (this process may have %llu open at once; raise that with 'ulimit -n', or close files that it does not need)",
        (unsigned long long)limit.rlim_cur);
  if (error == EFBIG && getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    snprintf(message + used, sizeof message - used,
             " (the limit on file sizes is %llu bytes, and the memory that a rank shares with its engine counts as one "
             "file; raise it with 'ulimit -f')",
             (unsigned long long)limit.rlim_cur);
}

rw_status rw__fail_errno(rw_status status, const char *format, ...) {
  va_list arguments;
  const int error = errno;
  size_t used = begin();
  va_start(arguments, format);
  vsnprintf(message + used, sizeof message - used, format, arguments);
  va_end(arguments);
  used = strlen(message);
  snprintf(message + used, sizeof message - used, ": %s", strerror(error));
  append_remedy(error);
  return status;
}

const char *rw_error_message(void) { return message; }

const char *rw_status_name(rw_status status) {
  switch (status) {
#define X(name, number, text) \
  case RW_##name:             \
    return #name;
    RW_STATUS_TABLE(X)
#undef X
  }
  return "UNKNOWN";
}

const char *rw_status_text(rw_status status) {
  switch (status) {
#define X(name, number, text) \
  case RW_##name:             \
    return text;
    RW_STATUS_TABLE(X)
#undef X
  }
  return "a number that is no rw_status";
}

const char *rw_version(void) { return RW_VERSION; }
