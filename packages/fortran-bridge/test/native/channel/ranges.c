/* Blocks of one channel, added and freed by threads of two processes at once: none has two owners, also after a process
 * was killed in the middle; the file grows no larger than what is in use at once. */
#define _GNU_SOURCE
#include "channel/ranges.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel/memory.h"
#include "testing.h"

enum { PAGE = 4096, HELD = 8, LARGEST = 24, ROUNDS = 4000 };

static struct rw__memory memory;

/* Who holds each page of the file; 0: nobody that lives. Of all processes. */
static _Atomic uint32_t *owners;
enum { PAGES = 1 << 16 };

static uint32_t next(uint32_t *state) { return *state = *state * 1664525 + 1013904223; }

static void own(const struct rw__block *block, uint32_t before, uint32_t after) {
  for (uint64_t page = block->offset / PAGE; page < (block->offset + block->size) / PAGE; page++) {
    uint32_t expected = before;
    CHECK(page < PAGES && atomic_compare_exchange_strong(&owners[page], &expected, after));
  }
}

static void add(struct rw__block *block, uint32_t pages, uint32_t me) {
  CHECK(rw__block_create(&memory, pages * PAGE, block) && block->size == pages * PAGE);
  own(block, 0, me);
  memset(block->base, (int)me, block->size);
}

/* What is there is what this thread wrote. */
static void take_away(struct rw__block *block, uint32_t me) {
  const unsigned char *bytes = block->base;
  for (uint64_t i = 0; i < block->size; i += PAGE / 2) CHECK(bytes[i] == (unsigned char)me);
  own(block, me, 0);
  rw__block_free(&memory, block);
}

static void *work(void *number) {
  const uint32_t me = *(uint32_t *)number;
  struct rw__block held[HELD] = {{0}};
  uint32_t state = me;
  for (int round = 0; round < ROUNDS; round++) {
    struct rw__block *block = &held[next(&state) >> 16 & (HELD - 1)];
    if (block->base != NULL)
      take_away(block, me);
    else
      add(block, 1 + (next(&state) >> 16) % LARGEST, me);
  }
  for (int i = 0; i < HELD; i++)
    if (held[i].base != NULL) take_away(&held[i], me);
  return NULL;
}

static void work_in_threads(uint32_t first) {
  pthread_t threads[2];
  uint32_t numbers[2] = {first, first + 1};
  for (int i = 0; i < 2; i++) CHECK(pthread_create(&threads[i], NULL, work, &numbers[i]) == 0);
  for (int i = 0; i < 2; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

/* A child has no mappings of its parent's: it attaches, as an engine does. */
static pid_t start_child(uint32_t first) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child != 0) return child;
  CHECK(rw__memory_attach(&memory, dup(memory.fd)));
  do work_in_threads(first);
  while (first == 5);
  exit(0);
}

static uint64_t end_of_file(void) {
  struct stat info;
  CHECK(fstat(memory.fd, &info) == 0);
  CHECK((uint64_t)info.st_size <= atomic_load(&memory.channel->end));
  return (uint64_t)info.st_size;
}

/* All that is free is one range again, or lies past the end. */
static void check_whole(uint64_t all) {
  struct rw__block block;
  CHECK(rw__block_create(&memory, all, &block));
  CHECK(end_of_file() <= all + sizeof *memory.channel + PAGE);
  rw__block_free(&memory, &block);
}

static void of_two_processes(void) {
  int ended;
  pid_t child = start_child(1);
  work_in_threads(3);
  CHECK(waitpid(child, &ended, 0) == child && ended == 0);
  const uint64_t grown = end_of_file() - rw__align(sizeof *memory.channel, PAGE);
  /* Four threads hold HELD blocks each; the rest is what lies in between. */
  CHECK(grown <= UINT64_C(2) * 4 * HELD * LARGEST * PAGE);
  check_whole(grown);
}

static void one_is_killed(void) {
  for (int kill_after = 1; kill_after <= 8; kill_after++) {
    pid_t child = start_child(5);
    const struct timespec nap = {.tv_nsec = kill_after * 3000000};
    nanosleep(&nap, NULL);
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    work_in_threads(7); /* gets none of what the dead one held */
  }
}

/* A stray write to the table, and blocks that are freed twice, give nobody what another has. */
static void nonsense(void) {
  static const uint64_t words[] = {1, UINT64_MAX, UINT64_C(1) << 63, (UINT64_C(1) << 32) | 3, 3};
  struct rw__block block, again;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) atomic_store(&memory.channel->free[200 + i], words[i]);
  work_in_threads(9);
  add(&block, 5, 9);
  again = block;
  own(&block, 9, 0);
  rw__block_free(&memory, &block);
  rw__block_discard(&memory, again.offset, again.size);
  rw__block_discard(&memory, again.offset + PAGE, PAGE);
  rw__block_discard(&memory, 0, PAGE);
  rw__block_discard(&memory, 1, 1);
  rw__block_discard(&memory, UINT64_MAX - PAGE + 1, PAGE);
  work_in_threads(9);
  CHECK(memory.channel->magic == RW__MAGIC);
}

int main(void) {
  CHECK(rw__memory_create(&memory));
  owners = mmap(NULL, PAGES * sizeof *owners, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(owners != MAP_FAILED);
  of_two_processes();
  one_is_killed();
  nonsense();
  rw__memory_close(&memory);
  return 0;
}
