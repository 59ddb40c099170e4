/* Which engine serves a load. */
#ifndef RW__ENGINES_CHOOSE_H
#define RW__ENGINES_CHOOSE_H

#include "engines/load_body.h"

/* A device as an engine names it: "cuda:1". */
struct rw__device {
  char text[32];
};

/* Acquires the engine for a load, and tells the device where the request leaves it open (else `device` is empty).
 *   timeout  ns for the start of an engine.
 * Errors: as rw_model_load(). */
rw_status rw__choose_engine(struct rw__engine **out, struct rw__device *device, const struct rw__load_request *request,
                            int64_t timeout, const struct rw__place *place);

#endif
