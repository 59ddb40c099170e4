#include "tensor/copy.h"

#include <string.h>

#include "base/floating.h"
#include "tensor/element.h"

/* Elements along a side of the squares in which dimensions are exchanged: lines of both sides stay in the cache until
 * they are used up. */
enum { TILE = 32 };

struct dimension {
  int64_t count, dense, apart; /* elements; bytes from one to the next in the slot, and in the caller's memory */
};

struct walk {
  struct dimension dimensions[RW_MAX_RANK + 1];
  int32_t rank; /* at least 1; the last dimension is the fastest in the slot */
  int32_t near; /* the dimension that is the fastest in the caller's memory */
  rw__line *line;
  bool in;
};

/* Dimensions of one element are left out, and those that follow on each other on both sides become one. */
static void add_dimension(struct walk *walk, struct dimension outer) {
  struct dimension *inner = &walk->dimensions[walk->rank];
  if (outer.count == 1) return;
  if (walk->rank > 0 && outer.apart == inner->apart * inner->count) {
    inner->count *= outer.count;
    return;
  }
  walk->dimensions[++walk->rank] = outer;
}

/* `size`: of an element in the slot; 0: nothing is moved along there. */
static struct walk walk_of(const rw_tensor *tensor, int64_t size, rw__line *line, bool in) {
  struct walk found = {.line = line, .in = in}, walk = found;
  int64_t dense = size, packed = (int64_t)rw__element_size(tensor);
  /* From the fastest dimension to the slowest, and then the other way round. */
  for (int32_t i = tensor->rank - 1; i >= 0; i--) {
    add_dimension(&found, (struct dimension){tensor->shape[i], dense, tensor->strided ? tensor->stride[i] : packed});
    dense *= tensor->shape[i];
    packed *= tensor->shape[i];
  }
  if (found.rank == 0)
    found.dimensions[found.rank = 1] = (struct dimension){1, size, (int64_t)rw__element_size(tensor)};
  walk.rank = found.rank;
  for (int32_t i = 0; i < walk.rank; i++) walk.dimensions[i] = found.dimensions[found.rank - i];
  walk.near = walk.rank - 1;
  for (int32_t i = walk.rank - 1; i >= 0; i--) {
    int64_t step = walk.dimensions[i].apart, nearest = walk.dimensions[walk.near].apart;
    if ((step < 0 ? -step : step) < (nearest < 0 ? -nearest : nearest)) walk.near = i;
  }
  return walk;
}

static void move_line(const struct walk *walk, char *dense, char *apart, int64_t count) {
  const struct dimension *inner = &walk->dimensions[walk->rank - 1];
  if (walk->in)
    walk->line(dense, inner->dense, apart, inner->apart, count);
  else
    walk->line(apart, inner->apart, dense, inner->dense, count);
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* The plane of the dimension that is the fastest in the slot and the one that is in the caller's memory, tile by tile;
 * a line where they are the same. */
static void move_plane(const struct walk *walk, char *dense, char *apart) {
  const struct dimension *inner = &walk->dimensions[walk->rank - 1], *near = &walk->dimensions[walk->near];
  if (near == inner) {
    move_line(walk, dense, apart, inner->count);
    return;
  }
  for (int64_t row = 0; row < near->count; row += TILE)
    for (int64_t column = 0; column < inner->count; column += TILE)
      for (int64_t i = row; i < least(row + TILE, near->count); i++)
        move_line(walk, dense + i * near->dense + column * inner->dense,
                  apart + i * near->apart + column * inner->apart, least(TILE, inner->count - column));
}

/* Goes through the other dimensions like an odometer. */
static void go(const struct walk *walk, char *dense, char *apart) {
  int64_t at[RW_MAX_RANK] = {0};
  for (;;) {
    move_plane(walk, dense, apart);
    int32_t i = walk->rank - 2;
    for (; i >= 0; i--) {
      const struct dimension *dimension = &walk->dimensions[i];
      if (i == walk->near) continue;
      dense += dimension->dense;
      apart += dimension->apart;
      if (++at[i] < dimension->count) break;
      dense -= dimension->dense * dimension->count;
      apart -= dimension->apart * dimension->count;
      at[i] = 0;
    }
    if (i < 0) return;
  }
}

/* A conversion computes, which the state of the program's floating-point unit must neither stop nor bend. */
static void move(const rw_tensor *tensor, int32_t type, bool in, char *dense) {
  const struct walk walk = walk_of(tensor, (int64_t)rw_type_size(type), rw__line_of(tensor, type, in), in);
  if (tensor->type == type) {
    go(&walk, dense, tensor->data);
    return;
  }
  const struct rw__floating held = rw__floating_hold();
  go(&walk, dense, tensor->data);
  rw__floating_restore(held);
}

static bool plain(const rw_tensor *tensor, int32_t type) {
  return !tensor->strided && tensor->type == type && tensor->element_size == 0;
}

void rw__copy_in(void *dense, int32_t type, const rw_tensor *from, size_t bytes) {
  if (bytes == 0) return;
  if (plain(from, type)) {
    memcpy(dense, from->data, bytes);
    return;
  }
  move(from, type, true, dense);
}

void rw__copy_out(const rw_tensor *to, const void *dense, int32_t type, size_t bytes) {
  if (bytes == 0) return;
  if (plain(to, type)) {
    memcpy(to->data, dense, bytes);
    return;
  }
  move(to, type, false, (char *)(size_t)dense);
}

bool rw__outlier_in(int32_t type, const rw_tensor *from, size_t bytes, struct rw__range *found) {
  *found = rw__range_of(type);
  rw__line *line = bytes > 0 && rw__is_whole(type) ? rw__outliers(found, from->type) : NULL;
  if (line == NULL) return false;
  const struct walk walk = walk_of(from, 0, line, true);
  go(&walk, (char *)found, from->data);
  return found->exceeded;
}

bool rw__outlier_out(const rw_tensor *to, const void *dense, int32_t type, size_t bytes, struct rw__range *found) {
  *found = rw__range_of(to->type);
  rw__line *line = bytes > 0 && rw__is_whole(type) ? rw__outliers(found, type) : NULL;
  const int64_t size = (int64_t)rw_type_size(type);
  if (line != NULL) line((char *)found, 0, dense, size, (int64_t)bytes / size);
  return found->exceeded;
}
