/* What the rank knows of a loaded model. */
#ifndef RW__MODEL_H
#define RW__MODEL_H

#include "engine.h"

struct rw_model {
  struct rw__engine *engine;
  uint32_t number; /* that the engine gave it */
  double run_timeout;
  bool fortran_order; /* messages print shapes as Fortran counts dimensions */
  size_t n_inputs, n_outputs;
  rw_tensor_info *inputs; /* then the outputs, in one allocation */
  rw_tensor_info *outputs;
  char *path, *device, *runtime;
  char *strings; /* all names, in one allocation */
};

#endif
