/* The free ranges of a channel's memory file, in a table that rank and engine share.
 *
 * A range belongs to who holds it, to the table, or lies past `end` of the channel. Each cell of the table is one word
 * that says a whole range, so that one compare-and-swap takes it out: exactly one thread of either process gets it,
 * and none waits for another. Who dies with a range in hand takes it along; the channel ends with either side anyway.
 * What makes no sense (a stray write, a range that is there already) is left out, for both sides read the table. */
#ifndef RW__CHANNEL_RANGES_H
#define RW__CHANNEL_RANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "channel/layout.h"

/* Whole pages of the file; `full`: all of them have memory. */
struct rw__range {
  uint64_t offset, size;
  bool full;
};

/* Bytes of a page. */
uint64_t rw__page(void);

/* Takes `size` bytes out of the smallest range of the kind that has as many. */
bool rw__range_take(struct rw__channel *channel, uint64_t size, bool full, struct rw__range *out);

/* Takes what is in a cell of the table. */
bool rw__range_take_cell(struct rw__channel *channel, size_t cell, struct rw__range *out);

/* Takes the range that ends there. */
bool rw__range_take_last(struct rw__channel *channel, uint64_t end, struct rw__range *out);

/* Puts a range back, joined with its neighbours of the same kind. False: the table is full, and nobody has the range
 * any more. */
bool rw__range_put(struct rw__channel *channel, struct rw__range range);

/* Bytes of all full ranges. */
uint64_t rw__ranges_full(struct rw__channel *channel);

#endif
