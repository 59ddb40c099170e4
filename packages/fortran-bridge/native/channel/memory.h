/* Blocks of a channel's memory file. */
#ifndef RW__CHANNEL_MEMORY_H
#define RW__CHANNEL_MEMORY_H

#include <stdbool.h>

#include "channel/layout.h"

/* A mapped range of the file; base is NULL where there is none. */
struct rw__block {
  void *base;
  uint64_t offset, size;
};

struct rw__memory {
  int fd; /* -1: none */
  struct rw__channel *channel;
};

/* Makes a memory file of `size` bytes, or more, and maps it. Returns its descriptor, or -1 with errno. */
int rw__memory_file(const char *name, size_t size, void **base);

/* Maps the first `size` bytes of a memory file that the other side made. NULL with errno on failure. */
void *rw__memory_map(int fd, size_t size);

bool rw__memory_create(struct rw__memory *out);         /* the rank's side; errno on failure */
bool rw__memory_attach(struct rw__memory *out, int fd); /* the engine's side; takes the descriptor */
void rw__memory_close(struct rw__memory *memory);

bool rw__block_create(struct rw__memory *memory, uint64_t size, struct rw__block *out); /* errno on failure */
bool rw__block_map(struct rw__memory *memory, uint64_t offset, uint64_t size, struct rw__block *out);
void rw__block_unmap(struct rw__block *block);

/* Frees a block that is not mapped here. Each is freed once, by one of the two sides: its range may be another block's
 * from then on. */
void rw__block_discard(struct rw__memory *memory, uint64_t offset, uint64_t size);

/* Takes the block that the engine added for an output out of its entry, mapped: it is the caller's, to be freed. False,
 * with errno: it is freed already. */
bool rw__decided_take(struct rw__memory *memory, struct rw__tensor_entry *entry, struct rw__block *out);

/* Frees it. */
void rw__decided_discard(struct rw__memory *memory, struct rw__tensor_entry *entry);

/* Frees a block, of either side's: its range is for the next one. The system gets the memory back, but for what is kept
 * for that one. A block of memory that this process lacks (forks.h) is only forgotten. */
void rw__block_free(struct rw__memory *memory, struct rw__block *block);

uint64_t rw__align(uint64_t bytes, uint64_t to);

#endif
