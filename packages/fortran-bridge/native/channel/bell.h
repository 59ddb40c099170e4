/* Sleeping and waking between the two sides. Who is going to sleep says so, and then looks once more whether there is
 * something; who has something says so, and then looks whether someone sleeps. So one of the two always sees the other.
 *
 * Whoever sees a sleeper wakes it, also where another has rung already: that other one may have been killed, or lost
 * its core, between its step before and the wake. Nothing but the sleeper's own words tells that it is awake.
 * test/native/spin has a model of it. Every sleep has a limit too, for the words lie in memory that all ranks map: a
 * stray write to them costs time. */
#ifndef RW__CHANNEL_BELL_H
#define RW__CHANNEL_BELL_H

#include <stdbool.h>
#include <stdint.h>

#include "channel/layout.h"

/* How long either side sleeps at most before it looks again, ns. */
#define RW__LOOK_NS INT64_C(100000000)

/* Wakes those who sleep. */
void rw__bell_ring(struct rw__bell *bell);

/* Sleeps until it rings, `most` ns at most and never longer than RW__LOOK_NS, unless `done` is so. May return early. */
void rw__bell_sleep(struct rw__bell *bell, int64_t most, bool (*done)(void *context), void *context);

#endif
