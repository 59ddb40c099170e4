#define _GNU_SOURCE
#include "client/timeouts.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/floating.h"
#include "base/status.h"

enum { START_SECONDS = 60 };

static const int64_t second = INT64_C(1000000000);

/* Longer than any job, and its end can still be counted in ns. */
static const int64_t forever_seconds = INT64_C(8000000000);

/* -1: negative, or not a number. */
__attribute__((noinline)) static int64_t to_ns(double seconds) {
  if (!(seconds >= 0)) return -1;
  if (seconds >= (double)forever_seconds) return seconds <= 1.7976931348623157e308 ? INT64_MAX : -1;
  int64_t ns = (int64_t)(seconds * 1e9);
  return ns == 0 && seconds > 0 ? 1 : ns;
}

static int64_t ns_of(double seconds) {
  const struct rw__floating held = rw__floating_hold();
  int64_t ns = to_ns(seconds);
  rw__floating_restore(held);
  return ns;
}

/* "30", "0.5": whatever the program's locale has for a point. -1: anything else. */
static int64_t parse(const char *text) {
  int64_t seconds = 0, ns = 0, unit = second;
  if (!isdigit((unsigned char)*text)) return -1;
  for (; isdigit((unsigned char)*text); text++)
    if (seconds < forever_seconds) seconds = 10 * seconds + (*text - '0');
  if (*text == '.')
    for (text++; isdigit((unsigned char)*text); text++) ns += (unit /= 10) * (*text - '0');
  if (*text != '\0') return -1;
  return seconds >= forever_seconds ? INT64_MAX : seconds * second + ns;
}

/* Seconds that an option gives, else a variable, else `otherwise`; 0 gives none. */
static rw_status read_one(int64_t *out, double option, const char *variable, int64_t otherwise, const char *doing,
                          const char *model) {
  *out = ns_of(option);
  if (*out < 0)
    return rw__fail(RW_INVALID_ARGUMENT, "%s '%s': a timeout is negative or not a number; give seconds, or 0", doing,
                    model);
  const char *text = getenv(variable);
  if (*out == 0 && text != NULL && *text != '\0' && (*out = parse(text)) < 0)
    return rw__fail(RW_INVALID_ARGUMENT, "%s '%s': %s is '%s'; give seconds, as 30 or 0.5", doing, model, variable,
                    text);
  if (*out == 0) *out = otherwise;
  return RW_OK;
}

rw_status rw__timeouts_read(struct rw__timeouts *out, const rw_load_options *options, const char *doing,
                            const char *model) {
  const rw_load_options none = RW_LOAD_OPTIONS_INIT;
  if (options == NULL) options = &none;
  rw_status status =
      read_one(&out->start, options->start_timeout, "RANKWISE_START_TIMEOUT", START_SECONDS * second, doing, model);
  if (status == RW_OK)
    status = read_one(&out->load, options->load_timeout, "RANKWISE_LOAD_TIMEOUT", INT64_MAX, doing, model);
  if (status == RW_OK)
    status = read_one(&out->run, options->run_timeout, "RANKWISE_RUN_TIMEOUT", INT64_MAX, doing, model);
  return status;
}
