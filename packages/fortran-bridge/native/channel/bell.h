/* Sleeping and waking between the two sides. A word says whether someone sleeps on it: 1, else 0. Who is going to sleep
 * says so and then looks once more whether there is something; who has something says so and then looks whether someone
 * sleeps. So one of the two always sees the other. */
#ifndef RW__CHANNEL_BELL_H
#define RW__CHANNEL_BELL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Wakes those who sleep on the word, `sleepers` at most. */
void rw__bell_ring(_Atomic uint32_t *asleep, int sleepers);

/* Sleeps until it rings, `left` ns at most (negative: no limit), unless `done` is so. May return early. */
void rw__bell_sleep(_Atomic uint32_t *asleep, int64_t left, bool (*done)(void *context), void *context);

#endif
