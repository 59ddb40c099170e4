/* What a load, or the question which device it would run on, puts into its slot. */
#ifndef RW__ENGINES_LOAD_BODY_H
#define RW__ENGINES_LOAD_BODY_H

#include "engines/engine.h"

struct rw__load_request {
  const rw_load_options *options;
  const char *path; /* absolute; or the name of a model that comes as bytes */
  const char *device;
  const void *bytes;
  size_t size;
  bool from_bytes;
  const char *environment; /* variables, each ended by a 0 */
  size_t environment_size;
  int64_t timeout; /* ns; INT64_MAX: no limit */
};

/* Writes the body of the slot's request. Errors: RW_OUT_OF_MEMORY. */
rw_status rw__load_body_write(struct rw__engine *engine, struct rw__own_slot *own,
                              const struct rw__load_request *request);

#endif
