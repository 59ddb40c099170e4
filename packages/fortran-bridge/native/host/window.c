/* Windows: address ranges in which the tensors of several requests appear one after another, mapped there from the
 * ranks' memory files, so that a batch is run on the very memory of the ranks. Where the same requests meet again
 * nothing is mapped anew. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/state.h"

/* What a part of a window shows. */
struct piece {
  const struct rw__connection *connection; /* NULL: nothing */
  uint64_t at, offset, bytes;              /* in the window; in the rank's memory file */
};

struct rw__window {
  char *base; /* NULL: closed */
  uint64_t size;
  struct piece *pieces;
  size_t n_pieces;
};

static bool reserve(struct rw__window *window, uint64_t size) {
  void *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  *window = (struct rw__window){.base = base, .size = size};
  return true;
}

int rw_host_window_open(rw_host *host, int64_t size) {
  size_t at = 0, page = (size_t)sysconf(_SC_PAGESIZE);
  while (at < host->n_windows && host->windows[at].base != NULL) at++;
  if (at == host->n_windows) {
    struct rw__window *grown = realloc(host->windows, (at + 1) * sizeof *grown);
    if (grown == NULL) return -1;
    host->windows = grown;
    host->windows[host->n_windows++] = (struct rw__window){.base = NULL};
  }
  return reserve(&host->windows[at], rw__align((uint64_t)size, page)) ? (int)at : -1;
}

void rw_host_window_close(rw_host *host, int window) {
  struct rw__window *closing = &host->windows[window];
  if (closing->base == NULL) return;
  munmap(closing->base, closing->size);
  free(closing->pieces);
  *closing = (struct rw__window){.base = NULL};
}

static bool hide(struct rw__window *window, struct piece *piece) {
  void *at = window->base + piece->at;
  piece->connection = NULL;
  return mmap(at, piece->bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == at;
}

static bool overlap(const struct piece *one, const struct piece *other) {
  return one->at < other->at + other->bytes && other->at < one->at + one->bytes;
}

static bool show(struct rw__window *window, struct piece *piece, struct piece wanted) {
  void *at = window->base + wanted.at;
  if (piece->connection == wanted.connection && piece->at == wanted.at && piece->offset == wanted.offset &&
      piece->bytes == wanted.bytes)
    return true;
  /* Pieces of larger batches and of other sizes may lie there: what a piece says is shown, is shown. */
  for (size_t i = 0; i < window->n_pieces; i++) {
    struct piece *there = &window->pieces[i];
    if (there->connection != NULL && (there == piece || overlap(there, &wanted)) && !hide(window, there)) return false;
  }
  if (mmap(at, wanted.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, wanted.connection->memory.fd,
           (off_t)wanted.offset) != at)
    return false;
  *piece = wanted;
  return true;
}

static bool has_pieces(struct rw__window *window, size_t count) {
  if (count <= window->n_pieces) return true;
  struct piece *grown = realloc(window->pieces, count * sizeof *grown);
  if (grown == NULL) return false;
  window->pieces = grown;
  while (window->n_pieces < count) window->pieces[window->n_pieces++] = (struct piece){.connection = NULL};
  return true;
}

void *rw_host_batch_window(rw_host *host, int window, int output, int i, int64_t row_bytes) {
  struct rw__window *shown = &host->windows[window];
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), at = 0;
  size_t count = rw__batch_size(host);
  if (shown->base == NULL || !has_pieces(shown, count)) return NULL;
  /* All are checked first, so that nothing is mapped where one cannot be shown. */
  for (size_t k = 0; k < count; k++) {
    struct rw__batch_part part = rw__batch_part(host, k, output, i);
    uint64_t bytes = (uint64_t)part.rows * (uint64_t)row_bytes;
    if (!part.own || part.bytes < bytes || bytes % page != 0 || bytes == 0) return NULL;
    at += bytes;
  }
  if (at > shown->size) return NULL;
  at = 0;
  for (size_t k = 0; k < count; k++) {
    struct rw__batch_part part = rw__batch_part(host, k, output, i);
    uint64_t bytes = (uint64_t)part.rows * (uint64_t)row_bytes;
    if (!show(shown, &shown->pieces[k], (struct piece){part.connection, at, part.offset, bytes})) return NULL;
    at += bytes;
  }
  return shown->base;
}

void rw__windows_forget(rw_host *host, const struct rw__connection *connection) {
  for (size_t w = 0; w < host->n_windows; w++)
    for (size_t p = 0; p < host->windows[w].n_pieces; p++)
      if (host->windows[w].pieces[p].connection == connection)
        (void)hide(&host->windows[w], &host->windows[w].pieces[p]);
}

void rw__windows_free(rw_host *host) {
  for (size_t w = 0; w < host->n_windows; w++) rw_host_window_close(host, (int)w);
  free(host->windows);
}
