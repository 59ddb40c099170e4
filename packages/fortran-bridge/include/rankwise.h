/* rankwise: call a neural network from a C, C++ or Fortran program.
 *
 * The network runs in an engine, a process of its own that this library starts and ends; a call reaches it
 * through shared memory. The library depends on libc and Linux alone. It never prints, never exits and never
 * installs a signal handler: every function that can fail returns an rw_status, and rw_error_message() gives
 * the calling thread the sentence that belongs to it.
 *
 * Threads: every function may be called from several threads at once, on the same model too, with one
 * exception: nothing else may use a model while rw_model_close() closes it.
 * A process made by fork() cannot use the models and requests of its parent (RW_ENGINE_LOST); it may load its own.
 */
#ifndef RANKWISE_H
#define RANKWISE_H

#include <stddef.h>
#include <stdint.h>

#include "rankwise_status.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RW_API __attribute__((visibility("default")))
#else
#define RW_API
#endif

#define RW_VERSION "0.1.0"

/* The largest number of dimensions of a tensor: what Fortran can hold. */
#define RW_MAX_RANK 15

/* Element types. The numbers are those of ONNX's TensorProto.DataType. */
typedef enum rw_type {
  RW_FLOAT32 = 1,
  RW_UINT8 = 2,
  RW_INT8 = 3,
  RW_UINT16 = 4,
  RW_INT16 = 5,
  RW_INT32 = 6,
  RW_INT64 = 7,
  RW_BOOL = 9,
  RW_FLOAT16 = 10,
  RW_FLOAT64 = 11,
  RW_UINT32 = 12,
  RW_UINT64 = 13,
  RW_BFLOAT16 = 16
} rw_type;

/* A loaded model. Opaque; made by rw_model_load(), released by rw_model_close(). */
typedef struct rw_model rw_model;

/* A tensor of the caller: shape in ONNX order, the last dimension fastest. */
typedef struct rw_tensor {
  const char *name;           /* name in the model, or NULL: by position in the argument list, named ones included */
  void *data;                 /* element [0, 0, …], owned by the caller; NULL in an output: see rw_model_run() */
  int32_t type;               /* rw_type */
  int32_t rank;               /* 0 to RW_MAX_RANK */
  int64_t shape[RW_MAX_RANK]; /* elements along each dimension */
  int64_t
      stride[RW_MAX_RANK]; /* bytes from one element to the next along each dimension, any number; read if strided */
  int32_t strided;         /* 0: the elements lie one after another, and stride is not read */
  int32_t allocated;       /* set by rw_model_run(): data is to be released by rw_tensor_release() */
  /* 1: where the model has another type than `type`, the elements are converted on the way. Floating-point numbers are
   * rounded to nearest, ties to even; too large becomes infinite. Whole numbers must fit: one that the other type does
   * not have is an error. -1: another type is an error. 0: as the load says. Read where there is data. */
  int32_t convert;
  /* Bytes of one element in memory; 0: those of its type. Only an RW_BOOL may have more, 2, 4 or 8, as a logical of
   * Fortran has; with any size given an odd element is true, and true is written as 1. */
  int32_t element_size;
  int32_t onnx_order; /* 1: messages print this shape in ONNX order, although fortran_order was asked for */
} rw_tensor;

/* One input or output of a model, as the model declares it. */
typedef struct rw_tensor_info {
  const char *name;           /* owned by the model, valid until rw_model_close() */
  int32_t type;               /* rw_type; 0: no numeric tensor (a string, sequence or map), which cannot be run */
  int32_t rank;               /* -1: free until the call */
  int64_t shape[RW_MAX_RANK]; /* -1: a dimension that is free until the call */
  const char *dim_name[RW_MAX_RANK]; /* symbolic name of a free dimension, or NULL; owned by the model */
  int32_t optional;                  /* 1: an input that may be left out: the model has a value for it */
} rw_tensor_info;

/* Options of rw_model_load(). Initialise with RW_LOAD_OPTIONS_INIT, then set what differs. */
typedef struct rw_load_options {
  size_t size;           /* sizeof(rw_load_options), so that the structure can grow */
  const char *device;    /* "auto", "cpu", "cuda[:i]", "tensorrt[:i]", "webgpu[:i]"; NULL or "": "auto" */
  int32_t threads;       /* threads that compute one call; 0: the engine's default, one */
  double start_timeout;  /* seconds for the engine to start; 0: RANKWISE_START_TIMEOUT, else 60 s */
  double run_timeout;    /* seconds for each run, or each wait for one; 0: RANKWISE_RUN_TIMEOUT, else no limit */
  int32_t fortran_order; /* 1: messages print shapes as Fortran has them, the first dimension fastest */
  /* Which rank this process is, for a program that knows better than its launcher's environment, from an MPI
   * communicator say. rank_count 0: what the launcher tells. Messages and rw_rank() name the rank that was given last;
   * the local rank decides which device a "cuda" or "auto" means for this load. */
  int32_t rank;             /* from 0; read only if rank_count is not 0, since older programs have padding here */
  int32_t rank_count;       /* number of ranks, or 0 */
  int32_t local_rank;       /* from 0, among the ranks of this node */
  int32_t local_rank_count; /* number of ranks of this node */
  /* Options of the device's execution provider, by its own names: "gpu_mem_limit=2147483648;prefer_nhwc=1" for cuda,
   * "trt_fp16_enable=1;trt_engine_cache_enable=1" for tensorrt; NULL: none. */
  const char *provider_options;
  int32_t no_fallback; /* 1: it is an error that an operator runs on the CPU though another device was asked for */
  /* How many engines: "auto": one for each device of the node, shared by the job's ranks on it, but on the cpu one for
   * each rank; "device": one for each device, the cpu too; "rank": one for each rank. NULL: RANKWISE_ENGINES, else
   * "auto"
   */
  const char *engines;
  /* Whether requests for the model that wait at the same time, of any ranks, are run as one batch along their leading
   * axis: "auto" (on a device that ranks share, where the samples are independent), "off", "on" (the load fails where
   * an operator may mix samples), "independent" (on, and the caller vouches for the samples). Settings may follow:
   * "on;max=512;delay=0.001": most samples of a batch, and seconds that a request waits for others to come (default:
   * 0, so that only those are joined that piled up while the device was busy); "pad=off": batches are not filled up to
   * sizes that the device is prepared for. "auto" batches only while it is measured to be faster. NULL:
   * RANKWISE_BATCHING, else "auto". */
  const char *batching;
  double load_timeout; /* seconds for the load, once the engine runs; 0: RANKWISE_LOAD_TIMEOUT, else no limit */
  int32_t convert;     /* 1: tensors whose `convert` is 0 are converted */
  /* How the program's language asks for a conversion, to be said where one is missing: "give convert=True". NULL: as C
   * does; with fortran_order, as Fortran does. */
  const char *convert_hint;
  /* 1: an NVIDIA GPU may round the factors of float32 products to TF32, 10 bits of mantissa in place of 23: faster, but
   * with errors of the order of 1e-3, which also depend on the other samples of a batch. 0: float32 on the devices cuda
   * and webgpu; of tensorrt NVIDIA_TF32_OVERRIDE=0 in the environment asks the same. */
  int32_t tf32;
} rw_load_options;

#define RW_LOAD_OPTIONS_INIT \
  { sizeof(rw_load_options), NULL, 0, 0.0, 0.0, 0, 0, 0, 0, 0, NULL, 0, NULL, NULL, 0.0, 0, NULL, 0 }

/* Loads the ONNX model in the file `path`, starting its device's engine if none runs yet.
 *   out      receives the model; NULL on failure.
 *   options  NULL: RW_LOAD_OPTIONS_INIT.
 * Errors: RW_MODEL_NOT_FOUND, RW_MODEL_INVALID, RW_MODEL_UNSUPPORTED, RW_DEVICE_UNAVAILABLE,
 * RW_NODE_UNAVAILABLE, RW_ENGINE_START_FAILED, RW_ENGINE_LOST, RW_TIMEOUT, RW_SYSTEM, RW_INVALID_ARGUMENT.
 * Environment: RANKWISE_NODE (the Node program), RANKWISE_ENGINE (the engine's script), RANKWISE_ENGINES and
 * RANKWISE_JOB (which ranks share an engine: those of one job, named here where the launcher does not),
 * RANKWISE_BATCHING, RANKWISE_START_TIMEOUT, RANKWISE_LOAD_TIMEOUT, RANKWISE_RUN_TIMEOUT (seconds), and the engine's
 * own (RANKWISE_ORT_LIBRARY, RANKWISE_THREADS, RANKWISE_DEVICE_POLICY, RANKWISE_DEVICE_MAP). */
RW_API rw_status rw_model_load(rw_model **out, const char *path, const rw_load_options *options);

/* The same for a model in memory: one that another rank has read, or that is part of the program.
 *   bytes  those of an ONNX file, `size` of them; the caller's, not needed any more after the call.
 *   name   of the model in messages; NULL: "model".
 * Weights that a model keeps in files of their own (external data) cannot be had: load such a model by path.
 * Errors: as rw_model_load(); RW_MODEL_UNSUPPORTED for 2 GiB and more, which ONNX cannot hold in one file. */
RW_API rw_status rw_model_load_bytes(rw_model **out, const void *bytes, size_t size, const char *name,
                                     const rw_load_options *options);

/* Runs the model once and waits for its outputs.
 *   inputs   n_inputs tensors; every input of the model must be given, by position or by name, but for optional ones.
 *   outputs  n_outputs tensors, as many as are wanted. An output whose data is NULL is allocated: its type,
 *            rank, shape and data are set, and rw_tensor_release() frees it. This is how to get an output
 *            whose shape only the run decides.
 * A tensor with one dimension fewer than the model declares stands for one with a leading dimension of 1, where
 * the model's leading dimension is free or 1. Any other difference of type or shape is an error that names both.
 * Errors: RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH, RW_RUN_FAILED, RW_ENGINE_LOST, RW_TIMEOUT,
 * RW_OUT_OF_MEMORY, RW_CLOSED, RW_INVALID_ARGUMENT. On an error nothing is written to the outputs. */
RW_API rw_status rw_model_run(rw_model *model, const rw_tensor *inputs, size_t n_inputs, rw_tensor *outputs,
                              size_t n_outputs);

/* Releases what rw_model_run() allocated for an output. Safe to call twice, and on a tensor of the caller's. */
RW_API void rw_tensor_release(rw_tensor *tensor);

/* Closes the model and sets *model to NULL; its requests can only be closed then. The engine ends with its last model:
 * to go from one model to another, load the next before closing the last.
 * Safe to call twice. */
RW_API rw_status rw_model_close(rw_model **model);

/* A run that is put together piece by piece: inputs by name, in any order, in memory of the request; outputs taken when
 * they are wanted; and between the two the caller may compute something else. A request can be run any number of times:
 * inputs stay as they are until they are put again, and with the same shapes nothing is allocated or bound anew.
 *
 * One thread at a time may use a request; several requests of one model may be used, and be in flight, at once.
 * Where a tensor has no name it stands for the input or output of its place: see `position`. */
typedef struct rw_request rw_request;

/* Opens a request of a model. It holds one of the rank's RW_MAX_REQUESTS slots until it is closed.
 * Errors: RW_CLOSED, RW_OUT_OF_MEMORY, RW_INVALID_ARGUMENT (too many are open). */
#define RW_MAX_REQUESTS 192
RW_API rw_status rw_request_open(rw_request **out, rw_model *model);

/* Copies an input into the request. `position` counts from 0 and is not read if the tensor has a name.
 * Errors: RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH, RW_OUT_OF_MEMORY, RW_INVALID_ARGUMENT (in flight). */
RW_API rw_status rw_request_put(rw_request *request, size_t position, const rw_tensor *input);

/* Gives the memory of the request in which an input of this type and shape lies, to be filled in place of a put:
 * input->data receives it; name, type, rank and shape are read. It stays where it is until the input gets another
 * shape, or the request is closed. Errors: as rw_request_put(). */
RW_API rw_status rw_request_input_buffer(rw_request *request, size_t position, rw_tensor *input);

/* Leaves an optional input out again that was put before. Errors: RW_TENSOR_UNKNOWN, RW_INVALID_ARGUMENT (it is not
 * optional; in flight). */
RW_API rw_status rw_request_omit(rw_request *request, size_t position, const char *name);

/* Makes the network's state: from now on what `output` is after a run, `input` is in the next, without leaving the
 * engine. The first run takes the input as it was put; to put it again starts anew from there. A run that fails leaves
 * the state as it was. Such an output is not handed to the caller, unless it is named in rw_request_select().
 *   output  its name; NULL: ends what `input` is fed by, and the input is to be put again.
 * Errors: RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH (the two can never fit), RW_INVALID_ARGUMENT. */
RW_API rw_status rw_request_feed(rw_request *request, const char *output, const char *input);

/* Names the outputs to compute from now on; count 0: all numeric ones that feed no input, as at first. Errors:
 * RW_TENSOR_UNKNOWN, RW_MODEL_UNSUPPORTED (no numeric tensor), RW_INVALID_ARGUMENT. */
RW_API rw_status rw_request_select(rw_request *request, const char *const *names, size_t count);

/* Hands the request to the engine and returns. Errors: RW_INVALID_ARGUMENT (an input was never put; in flight already),
 * RW_CLOSED, RW_ENGINE_LOST, RW_OUT_OF_MEMORY. */
RW_API rw_status rw_request_start(rw_request *request);

/* Whether the request is done: *done is 1, or 0 while it is in flight. Never waits. Errors: those of the run, once it
 * is done; RW_INVALID_ARGUMENT (was not started, or its end was told before). */
RW_API rw_status rw_request_test(rw_request *request, int *done);

/* Waits until the request is done, for the run_timeout of the load at most. After RW_TIMEOUT it is in flight still, and
 * another wait has the same time again. Errors: as rw_request_test(), RW_TIMEOUT. */
RW_API rw_status rw_request_wait(rw_request *request);

/* Waits until one of the requests that are in flight is done, and tells which; entries that are NULL or not in flight
 * are passed over. Waits for the shortest of their run_timeouts at most, and each call for as long again.
 * Errors: those of that run; RW_INVALID_ARGUMENT (none is in flight), RW_TIMEOUT. */
RW_API rw_status rw_request_wait_any(rw_request *const *requests, size_t count, size_t *index);

/* Starts and waits. */
RW_API rw_status rw_request_run(rw_request *request);

/* Copies an output of the last run. One whose data is NULL is allocated, as by rw_model_run().
 * Errors: RW_TENSOR_UNKNOWN (or not selected), RW_MODEL_UNSUPPORTED (no numeric tensor), RW_TYPE_MISMATCH,
 * RW_SHAPE_MISMATCH, RW_OUT_OF_MEMORY, RW_INVALID_ARGUMENT (no run has succeeded since the last start). */
RW_API rw_status rw_request_get(rw_request *request, size_t position, rw_tensor *output);

/* Gives the memory of the request in which an output of the last run lies: sets type, rank, shape and data. Where the
 * output's shape follows from the inputs', it shows each later run too, until the inputs get other shapes; where the
 * run decides it, it is valid until the next start. No longer than the request. Errors: as rw_request_get(). */
RW_API rw_status rw_request_output_buffer(rw_request *request, size_t position, rw_tensor *output);

/* Closes the request and sets *request to NULL; one that is in flight is given up, and its answer dropped. Safe to call
 * twice, and after the close of its model. */
RW_API rw_status rw_request_close(rw_request **request);

/* What the model declares. Positions count from 0. Errors: RW_INVALID_ARGUMENT for a position it lacks. */
RW_API size_t rw_model_input_count(const rw_model *model);
RW_API size_t rw_model_output_count(const rw_model *model);
RW_API rw_status rw_model_input(const rw_model *model, size_t position, rw_tensor_info *out);
RW_API rw_status rw_model_output(const rw_model *model, size_t position, rw_tensor_info *out);

/* What the model says about itself: entries with a key and a value, both text. First those of ONNX, as far as the file
 * has them: "ir_version", "opset" (and "opset:DOMAIN" for each further domain), "producer_name", "producer_version",
 * "domain", "model_version", "doc_string", "graph_name"; then the model's own. rw_model_metadata() gives the value of
 * the first entry of a key, or NULL. Owned by the model, valid until rw_model_close().
 * Errors of _at: RW_INVALID_ARGUMENT for a position it lacks. */
RW_API size_t rw_model_metadata_count(const rw_model *model);
RW_API rw_status rw_model_metadata_at(const rw_model *model, size_t position, const char **key, const char **value);
RW_API const char *rw_model_metadata(const rw_model *model, const char *key);

/* Checks that the model's inputs and outputs are those that a program was written for; `rankwise generate` writes this
 * call, and the signature, into the code it makes. Weights may differ.
 *   signature  a line, ended by '\n', for each input and then each output, in the model's order: role, name, type and
 *              shape, "input x float32 [batch,?,3]", with the symbolic name of a free dimension, or '?' where it has
 *              none; "[...]" where the rank is free, "other" alone for what is no numeric tensor, and " optional" after
 *              an input that may be left out. Bytes of names besides letters, digits and _.:/()+- are written as %XX,
 *              and so is a digit that begins a dimension's name.
 * Errors: RW_MODEL_CHANGED with the first line that differs, RW_CLOSED, RW_INVALID_ARGUMENT. */
RW_API rw_status rw_model_expect(const rw_model *model, const char *signature);

/* The device the model runs on ("cpu", "cuda:1"), and what runs it ("ONNX Runtime 1.30.0, CPUExecutionProvider").
 * Owned by the model, valid until rw_model_close(). */
RW_API const char *rw_model_device(const rw_model *model);
RW_API const char *rw_model_runtime(const rw_model *model);

/* The operators that run on the CPU though the device is another one: "Exp, NonZero (3 nodes)"; "" where there are
 * none. Arithmetic on shapes, which belongs there, is not counted. Owned by the model, valid until rw_model_close(). */
RW_API const char *rw_model_fallback(const rw_model *model);

/* The process id of the engine that runs the model. */
RW_API int64_t rw_model_engine_pid(const rw_model *model);

/* A device that models can run on, or a kind of devices that there is none of here. */
typedef struct rw_device_info {
  const char *device;   /* for rw_load_options: "cpu", "cuda:1"; of a kind without devices its name, "cuda" */
  const char *kind;     /* "cpu", "cuda", "tensorrt", "webgpu" */
  const char *provider; /* the execution provider, by ONNX Runtime's name: "CUDAExecutionProvider" */
  const char *name;     /* of the hardware; "" of a kind without devices */
  const char *driver;   /* version of its driver; "" where it is not known */
  const char *reason;   /* why there is none, and what to do; "" where there is one */
  int64_t memory_bytes; /* its own; of the cpu, the node's; 0 where it is not known */
  int32_t index;        /* from 0, among the visible devices of its kind; -1: there is none */
  int32_t software;     /* 1: it imitates hardware on the CPU; "auto" never takes it */
} rw_device_info;

/* What is here. Opaque; made by rw_devices_open(), released by rw_devices_close(). */
typedef struct rw_devices rw_devices;

/* Asks this process's engine, starting one for the time of the call if none runs, for the devices that the process may
 * use, kind by kind, the cpu first; a kind without devices has one entry, which says why. Opens no device.
 * Errors: RW_NODE_UNAVAILABLE, RW_ENGINE_START_FAILED, RW_ENGINE_LOST, RW_RUNTIME_UNAVAILABLE, RW_OUT_OF_MEMORY,
 * RW_SYSTEM, RW_INVALID_ARGUMENT. */
RW_API rw_status rw_devices_open(rw_devices **out);

/* Number of entries, and one of them, counted from 0; its strings are owned by the list.
 * Errors: RW_INVALID_ARGUMENT for a position that it lacks. */
RW_API size_t rw_devices_count(const rw_devices *devices);
RW_API rw_status rw_devices_get(const rw_devices *devices, size_t position, rw_device_info *out);

/* Releases the list and sets *devices to NULL. Safe to call twice. */
RW_API void rw_devices_close(rw_devices **devices);

/* The number of devices of a kind, "cuda" say; NULL: of all kinds, the cpu among them. Errors: as rw_devices_open(). */
RW_API rw_status rw_device_count(const char *kind, size_t *count);

/* The sentence that belongs to the last failure in the calling thread: what happened, on which rank, to which
 * model or argument, and what to do. Owned by the library, valid until the thread's next failure. */
RW_API const char *rw_error_message(void);

/* The name of a status ("SHAPE_MISMATCH") and what it means in general. Never NULL. */
RW_API const char *rw_status_name(rw_status status);
RW_API const char *rw_status_text(rw_status status);

/* Bytes of one element, or 0 for a number that is no rw_type; and the type's name ("float32"). */
RW_API size_t rw_type_size(int32_t type);
RW_API const char *rw_type_name(int32_t type);

/* The rank of this process: the one that a load was given last, else as the launcher tells it by environment variables;
 * 0 without a launcher. */
RW_API int rw_rank(void);

/* The version of the library, RW_VERSION of the header it was built from. */
RW_API const char *rw_version(void);

#ifdef __cplusplus
}
#endif
#endif
