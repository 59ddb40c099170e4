/* Which engine serves a load: this process's own, or one that the ranks of a node share. */
#ifndef RW__ENGINES_SHARING_H
#define RW__ENGINES_SHARING_H

#include <stdbool.h>

#include "channel/socket.h"
#include "rankwise.h"

enum rw__sharing {
  RW__PER_DEVICE_BUT_CPU, /* "auto" */
  RW__PER_RANK,           /* "rank" */
  RW__PER_DEVICE          /* "device" */
};

/* Names an engine among those of a process: "" is its own, "cuda:1" the one that the ranks on that device share. */
struct rw__key {
  char text[32];
};

/* Reads the option of a load (NULL: RANKWISE_ENGINES). Errors: RW_INVALID_ARGUMENT. */
rw_status rw__sharing_read(enum rw__sharing *out, const char *option, const char *path);

/* The engine for a device. False: the text leaves open which device it is; then `*out` is an engine to ask, and most
 * likely the one that it will be. */
bool rw__key_of(struct rw__key *out, enum rw__sharing sharing, const char *device);

/* Where the ranks of this job that share the engine meet. The name says the user, the job, the device and all of the
 * environment that makes one engine differ from another. */
struct rw__address rw__address_of(const struct rw__key *key);

#endif
