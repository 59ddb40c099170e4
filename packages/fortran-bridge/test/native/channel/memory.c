/* Blocks: both sides add and map them; freed ones are used again, and large ones give their memory back; ranges that
 * are not there are refused. */
#define _GNU_SOURCE
#include "channel/memory.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"

static int64_t memory_used(int fd) {
  struct stat info;
  CHECK(fstat(fd, &info) == 0);
  return (int64_t)info.st_blocks * 512;
}

static int64_t file_size(int fd) {
  struct stat info;
  CHECK(fstat(fd, &info) == 0);
  return (int64_t)info.st_size;
}

int main(void) {
  struct rw__memory rank, engine;
  struct rw__block block, seen;
  CHECK(rw__memory_create(&rank));
  CHECK(rw__memory_attach(&engine, dup(rank.fd)));
  int64_t empty = memory_used(rank.fd);

  CHECK(rw__block_create(&rank, 100, &block));
  memcpy(block.base, "from the rank", 14);
  CHECK(rw__block_map(&engine, block.offset, block.size, &seen));
  CHECK(strcmp(seen.base, "from the rank") == 0);
  rw__block_unmap(&seen);
  rw__block_free(&rank, &block);

  CHECK(rw__block_create(&engine, 1 << 20, &block));
  memset(block.base, 7, 1 << 20);
  CHECK(rw__block_map(&rank, block.offset, block.size, &seen));
  CHECK(((char *)seen.base)[(1 << 20) - 1] == 7);
  CHECK(memory_used(rank.fd) >= empty + (1 << 20));
  rw__block_unmap(&block);
  rw__block_free(&rank, &seen);

  const int64_t once = memory_used(rank.fd), size = file_size(rank.fd);
  for (int i = 0; i < 2000; i++) { /* from either side, in any size up to that: nothing grows */
    CHECK(rw__block_create(i % 2 == 0 ? &rank : &engine, (uint64_t)(1 + i % 256) << 12, &block));
    rw__block_free(i % 3 == 0 ? &rank : &engine, &block);
  }
  CHECK(memory_used(rank.fd) == once && file_size(rank.fd) == size);

  CHECK(rw__block_create(&rank, 64 << 20, &block)); /* joined from what is free, with the file's end */
  CHECK(file_size(rank.fd) == (64 << 20) + (int64_t)rw__align(sizeof(struct rw__channel), 4096));
  rw__block_free(&rank, &block);
  CHECK(memory_used(rank.fd) <= empty + (32 << 20));

  CHECK(!rw__block_create(&rank, UINT64_C(1) << 50, &block) && errno == ENOMEM);
  CHECK(!rw__block_create(&rank, UINT64_MAX, &block) && errno == ENOMEM);
  uint64_t end = atomic_load(&rank.channel->end);
  CHECK(!rw__block_map(&engine, end + (UINT64_C(1) << 55), 4096, &seen) && errno == EPROTO);
  CHECK(!rw__block_map(&engine, 0, UINT64_MAX & ~UINT64_C(4095), &seen) && errno == EPROTO);
  CHECK(!rw__block_map(&engine, 1, 4096, &seen) && errno == EPROTO);
  CHECK(ftruncate(rank.fd, 0) != 0 && errno == EPERM); /* sealed */
  rw__memory_close(&engine);
  rw__memory_close(&rank);
  return 0;
}
