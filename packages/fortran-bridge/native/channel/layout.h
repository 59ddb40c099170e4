/* The layout of the memory that a rank and its engine share. Only this library knows it.
 *
 * One channel per (rank, engine): a memory file (memfd_create) that begins with struct rw__channel and grows by
 * blocks, page-aligned ranges of the file. Either side may add a block: it takes a range that was freed (ranges.h), or
 * the next one where none is large enough, and reserves it with fallocate(), so that memory that is not there is an
 * error and no SIGBUS. So the file is as large as what was in use at once.
 * A memory file has no name, so nothing can be left behind.
 */
#ifndef RW__CHANNEL_LAYOUT_H
#define RW__CHANNEL_LAYOUT_H

#include <stdatomic.h>
#include <stdint.h>

#include "rankwise_host.h"

#define RW__MAGIC UINT64_C(0x72616e6b77697365)
#define RW__PROTOCOL 7
#define RW__RANKS 1024 /* that one engine can serve */

/* Calls of one rank that can be in flight, or prepared, at once. */
#define RW__SLOTS 256

/* Ranges of the file that can be free at once; a further one is lost until the channel ends. */
#define RW__FREE_RANGES 256

#define RW__MESSAGE_SIZE 2048
#define RW__CACHE_LINE 64

/* A request is asked and answered with one cache line each way, each written by one side alone, besides those of the
 * tensors: a line that both write goes back and forth between two cores several times a call.
 *
 * The requests of a slot are numbered from 1, modulo 2^31. The rank asks by writing the number's low 7 bits into the
 * slot's byte of `asked`; its lowest bit tells a repeat, a run of the very body of the slot's last run, for which the
 * engine need not look at the slot at all. The engine answers by writing the number, doubled, to `answered`. A rank
 * that is going to sleep adds 1 to that word first, so that no wake-up is lost and none is sent in vain. */
struct rw__slot {
  _Alignas(RW__CACHE_LINE) _Atomic uint32_t answered; /* futex word */
  int32_t status;                                     /* the answer: rw_status */
  _Alignas(RW__CACHE_LINE) uint32_t operation;        /* rw_operation */
  uint32_t model;                                     /* number of the model, of RUN and CLOSE */
  uint64_t body_offset, body_size;                    /* block of the request, the rank's */
  uint64_t reply_offset, reply_size; /* block of the answer to a load: added by the engine, freed by the rank */
  _Alignas(RW__CACHE_LINE) char message[RW__MESSAGE_SIZE];
};

#define RW__NUMBER_MASK UINT32_C(0x7fffffff)
#define RW__REPEAT UINT8_C(1)

/* Where threads sleep until there is something for them (bell.h). */
struct rw__bell {
  _Atomic uint32_t sleepers; /* who sleep, or are about to: they alone write it */
  _Atomic uint32_t rings;    /* futex word: those who ring add to it */
};

struct rw__channel {
  uint64_t magic;
  _Alignas(RW__CACHE_LINE) _Atomic uint8_t asked[RW__SLOTS];
  _Alignas(RW__CACHE_LINE) _Atomic uint32_t used; /* slots that have ever been asked for, from the first */
  struct rw__bell any; /* of threads of the rank that wait until any of several slots is answered */
  _Alignas(RW__CACHE_LINE) _Atomic uint64_t end; /* of all ranges: where the file grows */
  _Atomic uint64_t free[RW__FREE_RANGES];        /* ranges.h */
  struct rw__slot slots[RW__SLOTS];
};

/* Body of RUN: this, the entries, then the bytes of the tensors, each at a cache line. */
struct rw__tensor_entry {
  uint32_t position; /* among the model's inputs or outputs */
  uint32_t type;
  uint32_t rank;
  uint32_t decided; /* 1: the run decides the shape; the engine fills rank, shape, offset and bytes */
  uint32_t carried; /* an input: 1: its value is what the run before left it, and not the bytes here */
  uint32_t feeds;   /* an output: 1 + the position of the input that it is in the next run; 0: of none */
  uint32_t kept;    /* an output: 1: it stays in the engine */
  int64_t shape[RW_MAX_RANK];
  uint64_t block;  /* size of the block that the tensor has to itself; 0: it lies in the body */
  uint64_t offset; /* of that block in the file, or from the beginning of the body */
  uint64_t bytes;
};

struct rw__run_body {
  uint32_t n_inputs, n_outputs;
  struct rw__tensor_entry tensors[]; /* inputs, then outputs */
};

/* Body of LOAD and RESOLVE: this, then the path (or the name of a model that comes as bytes), the device, the
 * provider's options and, to RESOLVE, the rank's environment, each ended by a 0, as is each variable; then the bytes of
 * the model at a cache line. */
struct rw__load_body {
  int32_t threads;
  int32_t rank, rank_count, local_rank, local_rank_count;                         /* as in rw_load_options */
  uint32_t path_size, device_size, options_size, batching_size, environment_size; /* bytes, the 0 included */
  uint32_t no_fallback;                                                           /* as in rw_load_options */
  uint32_t tf32;                                                                  /* the same */
  uint32_t from_bytes;                                                            /* 1: the model comes as bytes */
  uint64_t offset, bytes; /* of the model, from the beginning of the body */
  char strings[];
};

/* The two messages by which a rank and an engine meet. With the first goes the channel's memory file, with the
 * second the bell's. */
struct rw__hello {
  uint64_t magic;
  uint32_t protocol;
  int32_t rank;
};

struct rw__welcome {
  uint64_t magic;
  uint32_t protocol;
  int32_t status; /* rw_status; not RW_OK: refused */
  int32_t cores;  /* that rank and engine have to themselves together */
  int32_t pid;    /* of the engine */
};

#endif
