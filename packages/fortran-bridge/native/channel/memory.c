#define _GNU_SOURCE
#include "channel/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/ranges.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* Small blocks are not worth the look at the system's memory. */
#define LOOK_FROM (UINT64_C(16) << 20)
#define RESERVE_STEP (UINT64_C(16) << 20)

/* What free ranges may keep of the system's memory, so that a block of the next call need not be reserved again. */
#define KEPT_BYTES (UINT64_C(32) << 20)

uint64_t rw__align(uint64_t bytes, uint64_t to) { return (bytes + to - 1) / to * to; }

/* Bytes that the system can give without swapping, or UINT64_MAX where it does not say. */
static uint64_t memory_available(void) {
  unsigned long long kib = 0;
  char line[128];
  FILE *file = fopen("/proc/meminfo", "re");
  if (file == NULL) return UINT64_MAX;
  bool found = false;
  while (!found && fgets(line, sizeof line, file) != NULL) found = sscanf(line, "MemAvailable: %llu kB", &kib) == 1;
  fclose(file);
  return found ? (uint64_t)kib * 1024 : UINT64_MAX;
}

/* In steps: at a signal in the middle, older kernels give back the whole and start again. */
static bool reserve(int fd, uint64_t offset, uint64_t size) {
  for (uint64_t done = 0; done < size;) {
    uint64_t step = size - done < RESERVE_STEP ? size - done : RESERVE_STEP;
    int result;
    do {
      result = fallocate(fd, 0, (off_t)(offset + done), (off_t)step);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
      int error = errno == ENOSPC ? ENOMEM : errno;
      (void)fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)size);
      errno = error;
      return false;
    }
    done += step;
  }
  return true;
}

/* Whether a block can be had, before any part of it is taken. Past the system's memory a memory file brings the
 * out-of-memory killer, past the limit on file sizes a signal that ends the process: an error is better than both. (A
 * limit on the job's memory is not looked at: it strikes as for any array of the program's.) */
static bool has_memory(uint64_t size) {
  errno = ENOMEM;
  return size <= (UINT64_C(1) << 62) && (size <= LOOK_FROM || size <= memory_available());
}

static bool may_grow(uint64_t start, uint64_t size) {
  struct rlimit limit;
  errno = EFBIG;
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
         (size <= limit.rlim_cur && start <= limit.rlim_cur - size);
}

static void *map(int fd, uint64_t offset, uint64_t size) {
  void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
  if (base == MAP_FAILED) return NULL;
  /* A child of the rank must neither write here nor keep the memory alive. */
  (void)madvise(base, size, MADV_DONTFORK);
  return base;
}

int rw__memory_file(const char *name, size_t size, void **base) {
  /* Some systems allow only memory files that can never be executed, older ones do not know of such. */
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  uint64_t whole = rw__align(size, rw__page());
  /* Sealed against shrinking, so that neither side can make the other's mapping fault. */
  if (reserve(fd, 0, whole) && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) == 0 && (*base = map(fd, 0, whole)) != NULL)
    return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

void *rw__memory_map(int fd, size_t size) {
  struct stat info;
  uint64_t whole = rw__align(size, rw__page());
  if (fstat(fd, &info) != 0) return NULL;
  if ((uint64_t)info.st_size < whole) {
    errno = EPROTO;
    return NULL;
  }
  return map(fd, 0, whole);
}

bool rw__memory_create(struct rw__memory *out) {
  void *base = NULL;
  out->channel = NULL;
  out->fd = rw__memory_file("rankwise-channel", sizeof(struct rw__channel), &base);
  if (out->fd < 0) return false;
  out->channel = base;
  out->channel->magic = RW__MAGIC;
  atomic_store(&out->channel->end, rw__align(sizeof(struct rw__channel), rw__page()));
  return true;
}

bool rw__memory_attach(struct rw__memory *out, int fd) {
  out->fd = fd;
  out->channel = rw__memory_map(fd, sizeof(struct rw__channel));
  if (out->channel != NULL && out->channel->magic == RW__MAGIC) return true;
  rw__memory_close(out);
  errno = EPROTO;
  return false;
}

void rw__memory_close(struct rw__memory *memory) {
  if (memory->channel != NULL) munmap(memory->channel, rw__align(sizeof(struct rw__channel), rw__page()));
  if (memory->fd >= 0) close(memory->fd);
  memory->channel = NULL;
  memory->fd = -1;
}

static void punch(const struct rw__memory *memory, struct rw__range range) {
  (void)fallocate(memory->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)range.offset, (off_t)range.size);
}

static void put_empty(struct rw__memory *memory, struct rw__range range) {
  if (range.full) punch(memory, range);
  range.full = false;
  (void)rw__range_put(memory->channel, range);
}

/* Puts a range back as it was. */
static void put_back(struct rw__memory *memory, struct rw__range range) {
  const int error = errno;
  (void)rw__range_put(memory->channel, range);
  errno = error;
}

/* Free ranges become one wherever they touch: full and empty ones, and those that were put back at the same time. */
static void join_all(struct rw__memory *memory) {
  struct rw__range range;
  for (size_t cell = 0; cell < RW__FREE_RANGES; cell++)
    if (rw__range_take_cell(memory->channel, cell, &range)) put_empty(memory, range);
}

/* A new range at the end of the file, the free one before that included. errno on failure. */
static bool grow(struct rw__memory *memory, uint64_t size, struct rw__range *out) {
  struct rw__channel *channel = memory->channel;
  for (;;) {
    uint64_t end = atomic_load(&channel->end);
    errno = EPROTO; /* a stray write: the channel lies before it */
    if (end < sizeof *channel || end > UINT64_C(1) << 62 || end % rw__page() != 0) return false;
    struct rw__range last = {.offset = end};
    bool joined = rw__range_take_last(channel, end, &last);
    if (!joined) last = (struct rw__range){.offset = end};
    const uint64_t start = last.offset;
    const bool grows = start + size > end, may = !grows || may_grow(start, size);
    if (may && grows && atomic_compare_exchange_strong(&channel->end, &end, start + size)) {
      *out = (struct rw__range){.offset = start, .size = size};
      return true;
    }
    if (joined) put_back(memory, last);
    if (!may) return false;
    /* Another thread was faster, or has freed enough meanwhile. */
    if (rw__range_take(channel, size, true, out) || rw__range_take(channel, size, false, out)) return true;
  }
}

/* A range with memory. errno on failure. */
static bool take_range(struct rw__memory *memory, uint64_t size, struct rw__range *out) {
  if (rw__range_take(memory->channel, size, true, out)) return true;
  if (!rw__range_take(memory->channel, size, false, out)) {
    join_all(memory);
    if (!rw__range_take(memory->channel, size, false, out) && !grow(memory, size, out)) return false;
  }
  if (out->full || reserve(memory->fd, out->offset, out->size)) {
    out->full = true;
    return true;
  }
  put_back(memory, *out);
  return false;
}

bool rw__block_create(struct rw__memory *memory, uint64_t size, struct rw__block *out) {
  struct rw__range range;
  *out = (struct rw__block){0};
  if (!has_memory(size) || !take_range(memory, rw__align(size > 0 ? size : 1, rw__page()), &range)) return false;
  out->base = map(memory->fd, range.offset, range.size);
  if (out->base == NULL) {
    put_back(memory, range);
    return false;
  }
  out->offset = range.offset;
  out->size = range.size;
  return true;
}

bool rw__block_map(struct rw__memory *memory, uint64_t offset, uint64_t size, struct rw__block *out) {
  struct stat info;
  *out = (struct rw__block){0};
  if (fstat(memory->fd, &info) != 0) return false;
  if (size == 0 || offset % rw__page() != 0 || size % rw__page() != 0 || offset > (uint64_t)info.st_size ||
      size > (uint64_t)info.st_size - offset) {
    errno = EPROTO;
    return false;
  }
  out->base = map(memory->fd, offset, size);
  if (out->base == NULL) return false;
  out->offset = offset;
  out->size = size;
  return true;
}

void rw__block_unmap(struct rw__block *block) {
  if (block->base != NULL) munmap(block->base, block->size);
  *block = (struct rw__block){0};
}

void rw__block_discard(struct rw__memory *memory, uint64_t offset, uint64_t size) {
  struct rw__range range = {.offset = offset, .size = size, .full = true};
  if (memory->channel == NULL || size == 0) return;
  if (size > KEPT_BYTES || rw__ranges_full(memory->channel) > KEPT_BYTES - size)
    put_empty(memory, range);
  else if (!rw__range_put(memory->channel, range))
    punch(memory, range);
}

void rw__decided_discard(struct rw__memory *memory, struct rw__tensor_entry *entry) {
  const uint64_t size = entry->block;
  entry->block = 0; /* the entry is read again where the same body runs again */
  rw__block_discard(memory, entry->offset, size);
}

bool rw__decided_take(struct rw__memory *memory, struct rw__tensor_entry *entry, struct rw__block *out) {
  if (!rw__block_map(memory, entry->offset, entry->block, out)) {
    const int error = errno;
    rw__decided_discard(memory, entry);
    errno = error;
    return false;
  }
  entry->block = 0;
  return true;
}

void rw__block_free(struct rw__memory *memory, struct rw__block *block) {
  const struct rw__block freed = *block;
  if (memory->channel == NULL) *block = (struct rw__block){0};
  if (block->base == NULL) return;
  rw__block_unmap(block);
  rw__block_discard(memory, freed.offset, freed.size);
}
