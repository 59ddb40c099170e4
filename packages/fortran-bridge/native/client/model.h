/* What the rank knows of a loaded model. */
#ifndef RW__CLIENT_MODEL_H
#define RW__CLIENT_MODEL_H

#include "engines/engine.h"

/* An entry of what the model says about itself. */
struct rw__metadata {
  const char *key, *value;
};

struct rw_model {
  struct rw__engine *engine;
  uint32_t number;     /* that the engine gave it */
  int64_t run_timeout; /* ns; INT64_MAX: no limit */
  bool fortran_order;  /* messages print shapes as Fortran counts dimensions */
  bool convert;        /* tensors that do not say are converted */
  size_t n_inputs, n_outputs;
  rw_tensor_info *inputs; /* then the outputs, in one allocation */
  rw_tensor_info *outputs;
  struct rw__metadata *metadata;
  size_t n_metadata;
  char *path, *device, *runtime, *fallback;
  char *convert_hint; /* how the caller asks for a conversion: "give convert=.true." */
  char *strings;      /* all names, in one allocation */
  _Atomic bool closed;
  _Atomic size_t users; /* the caller until the close, and each open request */
};

/* Keep a closed model's memory, and with it the engine, as long as a request is open. */
void rw__model_hold(rw_model *model);
void rw__model_release(rw_model *model);

#endif
