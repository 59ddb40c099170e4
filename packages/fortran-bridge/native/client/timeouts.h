/* How long a load lets the engine take. */
#ifndef RW__CLIENT_TIMEOUTS_H
#define RW__CLIENT_TIMEOUTS_H

#include <stdint.h>

#include "rankwise.h"

struct rw__timeouts {
  int64_t start, load, run; /* ns; INT64_MAX: no limit */
};

/* As the options say; where they do not, as the environment does; else the defaults. `options` NULL: none. `doing` and
 * `model` are for errors: "load of", "net.onnx". Errors: RW_INVALID_ARGUMENT. */
rw_status rw__timeouts_read(struct rw__timeouts *out, const rw_load_options *options, const char *doing,
                            const char *model);

#endif
