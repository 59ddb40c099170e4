#include "channel/ranges.h"

#include <unistd.h>

/* A cell: the page where the range begins, its pages, and its kind. 0: none. */
enum { SIZE_BITS = 31, OFFSET_BITS = 32 };

uint64_t rw__page(void) { return (uint64_t)sysconf(_SC_PAGESIZE); }

/* No sum of the two wraps: both are below 2^32 pages. */
static bool is_sound(const struct rw__channel *channel, struct rw__range range) {
  return range.size > 0 && range.offset % rw__page() == 0 && range.size % rw__page() == 0 &&
         range.offset / rw__page() < UINT64_C(1) << OFFSET_BITS && range.size / rw__page() < UINT64_C(1) << SIZE_BITS &&
         range.offset >= sizeof *channel && range.offset + range.size <= atomic_load(&channel->end);
}

static uint64_t word_of(struct rw__range range) {
  return range.offset / rw__page() << (SIZE_BITS + 1) | range.size / rw__page() << 1 | range.full;
}

static struct rw__range range_of(uint64_t word) {
  return (struct rw__range){.offset = (word >> (SIZE_BITS + 1)) * rw__page(),
                            .size = (word >> 1 & ((UINT64_C(1) << SIZE_BITS) - 1)) * rw__page(),
                            .full = word & 1};
}

/* Whether there is a range in the cell; one that makes no sense is taken out. */
static bool look(struct rw__channel *channel, size_t cell, uint64_t *word, struct rw__range *range) {
  *word = atomic_load(&channel->free[cell]);
  if (*word == 0) return false;
  *range = range_of(*word);
  if (is_sound(channel, *range)) return true;
  (void)atomic_compare_exchange_strong(&channel->free[cell], word, 0);
  return false;
}

static bool take_out(struct rw__channel *channel, size_t cell, uint64_t word) {
  return atomic_compare_exchange_strong(&channel->free[cell], &word, 0);
}

static bool take_best(struct rw__channel *channel, uint64_t size, bool full, struct rw__range *out) {
  uint64_t word, best_word = 0;
  size_t best = 0;
  struct rw__range range;
  do {
    best_word = 0;
    for (size_t i = 0; i < RW__FREE_RANGES; i++) {
      if (!look(channel, i, &word, &range) || range.full != full || range.size < size) continue;
      if (best_word != 0 && range.size >= out->size) continue;
      best = i;
      best_word = word;
      *out = range;
    }
  } while (best_word != 0 && !take_out(channel, best, best_word)); /* or another was faster */
  return best_word != 0;
}

bool rw__range_take(struct rw__channel *channel, uint64_t size, bool full, struct rw__range *out) {
  if (!take_best(channel, size, full, out)) return false;
  struct rw__range rest = {.offset = out->offset + size, .size = out->size - size, .full = full};
  out->size = size;
  if (rest.size > 0) (void)rw__range_put(channel, rest);
  return true;
}

bool rw__range_take_cell(struct rw__channel *channel, size_t cell, struct rw__range *out) {
  uint64_t word;
  return look(channel, cell, &word, out) && take_out(channel, cell, word);
}

bool rw__range_take_last(struct rw__channel *channel, uint64_t end, struct rw__range *out) {
  uint64_t word;
  for (size_t i = 0; i < RW__FREE_RANGES; i++)
    if (look(channel, i, &word, out) && out->offset + out->size == end && take_out(channel, i, word)) return true;
  return false;
}

static bool touch(struct rw__range one, struct rw__range other) {
  return one.full == other.full && (one.offset + one.size == other.offset || other.offset + other.size == one.offset);
}

static bool overlap(struct rw__range one, struct rw__range other) {
  return one.offset < other.offset + other.size && other.offset < one.offset + one.size;
}

bool rw__range_put(struct rw__channel *channel, struct rw__range range) {
  uint64_t word;
  struct rw__range other;
  if (!is_sound(channel, range)) return true;
  for (size_t i = 0; i < RW__FREE_RANGES; i++)
    if (look(channel, i, &word, &other) && overlap(range, other)) return true;
  for (size_t i = 0; i < RW__FREE_RANGES; i++) {
    if (!look(channel, i, &word, &other) || !touch(range, other)) continue;
    if ((range.size + other.size) / rw__page() >= UINT64_C(1) << SIZE_BITS || !take_out(channel, i, word)) continue;
    if (other.offset < range.offset) range.offset = other.offset;
    range.size += other.size;
    i = (size_t)-1; /* it has other neighbours now */
  }
  for (size_t i = 0; i < RW__FREE_RANGES; i++) {
    uint64_t none = 0;
    if (atomic_compare_exchange_strong(&channel->free[i], &none, word_of(range))) return true;
  }
  return false;
}

uint64_t rw__ranges_full(struct rw__channel *channel) {
  uint64_t word, bytes = 0;
  struct rw__range range;
  for (size_t i = 0; i < RW__FREE_RANGES; i++)
    if (look(channel, i, &word, &range) && range.full) bytes += range.size;
  return bytes;
}
