/* The host face of librankwise: what an engine calls to serve ranks. Programs that call networks need rankwise.h
 * alone.
 *
 * An engine has one rw_host. One thread calls its functions: wait for a request, look at it, answer it, wait again.
 * Where several requests are there at once, runs that are one call of a C function can be made by threads of the
 * host's meanwhile: rw_host_submit(). The layout of the shared memory is no business of the engine's: it asks for
 * addresses.
 *
 * Requests have keys. A run whose tensors are the very ones of an earlier run comes with that run's key, so an
 * engine binds tensors once and finds the binding by the key; every other request has a key of its own. When the
 * tensors of a key are gone, rw_host_replaced() says so with the next request in their place.
 *
 * An engine ends with its last rank, and with nothing else: the host makes its process ignore the signals that
 * schedulers send to all processes of a job step, and ends the process if it computes on for two seconds after the last
 * rank is gone.
 *
 * All strings are UTF-8. Pointers into a request are valid until it is answered; those to tensors until their key
 * is replaced or their rank is gone.
 */
#ifndef RANKWISE_HOST_H
#define RANKWISE_HOST_H

#include "rankwise.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rw_host rw_host;

/* What a request asks for. */
typedef enum rw_operation {
  RW_OP_NONE = 0,
  RW_OP_LOAD = 1,    /* load a model */
  RW_OP_RUN = 2,     /* run a model */
  RW_OP_CLOSE = 3,   /* close a model */
  RW_OP_GONE = 4,    /* a rank is gone, with all that was its; nothing to answer */
  RW_OP_DEVICES = 5, /* tell the devices that are here */
  RW_OP_MADE = 6,    /* end a run that a thread of the host's has made, as rw_host_submit() tells, and answer it */
  RW_OP_RESOLVE = 7  /* tell which device a load would run on: its answer says the device, and as a model 0 */
} rw_operation;

/* Starts serving the ranks that connect to the listening socket `listen_fd`, which the host then owns.
 *   cores    processor cores that each rank and its engine have to themselves together: with fewer than 2 neither
 *            side spins while it waits.
 *   threads  runs that may be made at once, besides what the engine's own thread does; fewer than 2: none.
 * Errors: RW_SYSTEM. */
RW_API rw_status rw_host_open(rw_host **out, int listen_fd, int cores, int threads);

/* Waits for the next request and returns its key, greater than 0; 0 when the last rank is gone. */
RW_API int64_t rw_host_wait(rw_host *host);

/* Answers the request in hand: it succeeded. */
RW_API void rw_host_complete(rw_host *host);

/* Answers the request in hand: it failed. `status` is an rw_status; `message` is copied. */
RW_API void rw_host_fail(rw_host *host, int status, const char *message);

/* The request in hand: what it asks for, which rank asks, as numbered by the host (its connection, from 0) and by
 * its launcher. */
RW_API int rw_host_operation(rw_host *host);
RW_API int rw_host_connection(rw_host *host);

/* The key that the key of the request in hand replaces, or 0. */
RW_API int64_t rw_host_replaced(rw_host *host);

/* The model of a run or a close: the number that the engine gave it in rw_host_describe_model(). */
RW_API int rw_host_model(rw_host *host);

/* A load: the model's file (of one that comes as bytes: its name), the device asked for, threads (0: default). */
RW_API const char *rw_host_load_path(rw_host *host);
RW_API const char *rw_host_load_device(rw_host *host);
RW_API int rw_host_load_threads(rw_host *host);

/* A load: the options of the execution provider as rw_load_options has them, "" for none; whether the device must run
 * all operators; and whether it may round to TF32. */
RW_API const char *rw_host_load_provider_options(rw_host *host);
RW_API int rw_host_load_no_fallback(rw_host *host);
RW_API int rw_host_load_tf32(rw_host *host);
RW_API const char *rw_host_load_batching(rw_host *host);

/* A load of a model that comes as bytes: where they lie, NULL for one that comes as a file; and their number. */
RW_API const void *rw_host_load_bytes(rw_host *host);
RW_API int64_t rw_host_load_size(rw_host *host);

/* A load: whether the program says which rank it is; if so, `numbers` (room for 4) receives its rank, the number of
 * ranks, its local rank and the number of local ranks. */
RW_API int rw_host_load_ranks(rw_host *host, int32_t *numbers);

/* A resolve: the environment of the rank, whose launcher tells its numbers: NAME=VALUE, each ended by a 0, and how many
 * bytes these are. Among them is RANKWISE_CORES, the cores that the rank may run on: 0-3,8. */
RW_API const void *rw_host_load_environment(rw_host *host);
RW_API int64_t rw_host_load_environment_size(rw_host *host);

/* The answer to a load, before rw_host_complete(): the model's number and where it runs, what of it runs on the CPU
 * instead (rw_model_fallback()), then each input and output in order, and what the model says about itself. dims: -1
 * for a free dimension, whose name stands in dim_names ("" for none). optional: 1 for an input that may be left out.
 * Errors: RW_OUT_OF_MEMORY, RW_MODEL_UNSUPPORTED for more than RW_MAX_RANK dimensions. */
RW_API rw_status rw_host_describe_model(rw_host *host, int model, const char *device, const char *runtime,
                                        const char *fallback);
RW_API rw_status rw_host_describe_input(rw_host *host, const char *name, int type, int rank, const int64_t *dims,
                                        const char **dim_names, int optional);
RW_API rw_status rw_host_describe_output(rw_host *host, const char *name, int type, int rank, const int64_t *dims,
                                         const char **dim_names);
RW_API rw_status rw_host_describe_metadata(rw_host *host, const char *key, const char *value);

/* The answer to a request for the devices, before rw_host_complete(): one after the other, as rw_device_info has them.
 * Errors: RW_OUT_OF_MEMORY. */
RW_API rw_status rw_host_describe_device(rw_host *host, const char *device, const char *kind, const char *provider,
                                         const char *name, const char *driver, const char *reason, int64_t memory_bytes,
                                         int index, int software);

/* A run: its tensors. `output` is 0 for inputs, 1 for outputs; `i` counts the tensors of the request, and
 * rw_host_tensor_position() gives the place of tensor i among the model's. rw_host_tensor_dims() fills `dims` (room for
 * RW_MAX_RANK) and returns the rank. rw_host_tensor_data() is NULL for an output whose shape the run decides. */
RW_API int rw_host_tensor_count(rw_host *host, int output);
RW_API int rw_host_tensor_position(rw_host *host, int output, int i);
RW_API int rw_host_tensor_type(rw_host *host, int output, int i);
RW_API int rw_host_tensor_dims(rw_host *host, int output, int i, int64_t *dims);
RW_API int64_t rw_host_tensor_bytes(rw_host *host, int output, int i);
RW_API void *rw_host_tensor_data(rw_host *host, int output, int i);

/* A run of a network with a state. Of input i: whether its value is what the run of the replaced key left, and not the
 * bytes at its address. Of output i: the position of the input that it is from now on, in each further run of this key
 * (-1: of none); and whether it stays in the engine, not to be delivered. */
RW_API int rw_host_tensor_carried(rw_host *host, int i);
RW_API int rw_host_tensor_feeds(rw_host *host, int i);
RW_API int rw_host_tensor_kept(rw_host *host, int i);

/* Answers output i, whose shape the run decided: its type, its shape, and its elements, one after another, which are
 * copied. Errors: RW_OUT_OF_MEMORY, RW_MODEL_UNSUPPORTED for more than RW_MAX_RANK dimensions. */
RW_API rw_status rw_host_deliver_output(rw_host *host, int i, int type, int rank, const int64_t *dims,
                                        const void *data);

/* Batches: runs of different requests as one, along the leading dimension of all their tensors.
 *
 * rw_host_group() says of the run in hand, and those that repeat it, that it may be joined with others of the same
 * `group` (greater than 0), whose tensors are as many, in the same places, of the same types and shapes but for their
 * leading dimension, which is `rows` in all tensors of the run. Such a run is not to be submitted.
 *
 * rw_host_batch() then takes, beside a run of a group in hand, others that wait: with `most` rows at most in all. It
 * waits `delay` ns at most until each rank that has made such a run before asks again, but for those that were waited
 * for in vain before; not at all while something else waits. Returns the rows that are in hand together.
 * rw_host_complete() answers all of them.
 *
 * rw_host_batch_copy() copies a tensor of them, of `row_bytes` a row, one after another: inputs into `memory`, outputs
 * out of it; 0 where that fails, since something else wrote to the ranks' memory. A window, of `size` bytes at most,
 * does without copies: rw_host_batch_window() shows there the very memory of the ranks, and returns its address, always
 * the same; NULL where tensors do not fill pages of their own, as those of rw_request do whose size is a multiple of a
 * page's, or the window is too small. rw_host_window_open() returns a number, or -1 where there is no address range to
 * be had. rw_host_batch_split() puts all but the one in hand back, each to be run by itself, where the batch failed. */
RW_API void rw_host_group(rw_host *host, int64_t group, int64_t rows);
RW_API int64_t rw_host_batch(rw_host *host, int64_t most, int64_t delay);
RW_API int rw_host_batch_copy(rw_host *host, int output, int i, void *memory, int64_t row_bytes);
RW_API int rw_host_window_open(rw_host *host, int64_t size);
RW_API void rw_host_window_close(rw_host *host, int window);
RW_API void *rw_host_batch_window(rw_host *host, int window, int output, int i, int64_t row_bytes);
RW_API void rw_host_batch_split(rw_host *host);

/* A run as one call of a C function, which any thread may make. NULL: it succeeded; else what the engine's own thread
 * makes the message of. */
typedef void *(*rw_call)(void *a, void *b, void *c);

/* Says that the run in hand, and those that repeat it, can be made by function(a, b, c). Returns 1 where a thread of
 * the host's makes it: then it is out of hand, and is answered when the call returns NULL. Where the call returns
 * something else, or the run decides the shape of an output, it comes back as RW_OP_MADE. Returns 0 where the engine
 * makes the run itself, as usual: where no other request is there. From then on the host decides so for each repeat
 * before rw_host_wait() tells of it; the call must be good until the key is replaced, the model closed or the rank
 * gone, all of which the engine is told of only when no thread of the host's is in such a call. */
RW_API int rw_host_submit(rw_host *host, rw_call function, void *a, void *b, void *c);

/* The same for a run that is several calls, made one after another by the same thread; the first that returns something
 * else than NULL is the last. `calls` holds `count` times 4 addresses: function, a, b, c; it must stay as the calls. */
RW_API int rw_host_submit_all(rw_host *host, const void *calls, int64_t count);

/* RW_OP_MADE: the key of the run, and what its call returned. */
RW_API int64_t rw_host_made_key(rw_host *host);
RW_API void *rw_host_made_result(rw_host *host);

/* Ends the host: every rank that waits gets RW_ENGINE_LOST. Waits for the runs that its threads are making. Safe to
 * call with NULL. */
RW_API void rw_host_close(rw_host *host);

#ifdef __cplusplus
}
#endif
#endif
