/* Requests, as their files see them: request.c opens and closes them, request_inputs.c says what is to be computed from
 * what, request_run.c runs it, request_outputs.c hands out what came. */
#ifndef RW__CLIENT_REQUEST_H
#define RW__CLIENT_REQUEST_H

#include "client/model.h"

/* One input or output of the request. */
struct rw__buffer {
  struct rw__block block; /* base is NULL: none yet */
  int32_t type, rank;
  int64_t shape[RW_MAX_RANK];
  uint64_t bytes;
  bool given;     /* an input that was put, or whose memory was asked for */
  bool fresh;     /* given since the last start */
  bool fed;       /* an input that an output of the run before feeds */
  bool wanted;    /* an output to compute */
  bool decided;   /* an output whose shape the run decides */
  uint32_t feeds; /* an output: 1 + the position of the input that it is in the next run; 0: of none */
};

/* Whether the shapes of outputs are taken from what the model declares, so that they have memory before the run. */
enum rw__request_trust { RW__TRUSTS_SHAPES, RW__DISTRUSTS_SHAPES };

enum rw__request_state { RW__BEFORE_RUN, RW__IN_FLIGHT, RW__DONE };

struct rw_request {
  rw_model *model;
  struct rw__own_slot *slot;
  struct rw__buffer *inputs, *outputs; /* as the model's, in one allocation */
  enum rw__request_state state;
  enum rw__request_trust trust;
  bool changed;  /* the slot's body does not say what the buffers are now */
  bool selected; /* the outputs that are wanted were named; else they are all that feed no input */
};

static inline struct rw__purpose rw__request_purpose(const rw_request *request) {
  return (struct rw__purpose){RW_OP_RUN, "run of", request->model->path, request->model->run_timeout};
}

/* RW_CLOSED unless the request and its model are open, RW_ENGINE_LOST where the engine is gone; `what` is done to it.
 */
rw_status rw__request_usable(const rw_request *request, const char *what);

/* The same, and RW_INVALID_ARGUMENT while it is in flight. */
rw_status rw__request_idle(const rw_request *request, const char *what);

/* Wants all outputs but those that feed an input. */
void rw__request_select_all(rw_request *request);

/* Gives a buffer a shape, and memory for it. A block much larger than needed is given back. */
rw_status rw__request_reshape(rw_request *request, struct rw__buffer *buffer, int32_t type, int32_t rank,
                              const int64_t *shape);

#endif
