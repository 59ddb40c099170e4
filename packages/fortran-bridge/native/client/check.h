/* Whether the tensors of a call fit what the model declares. */
#ifndef RW__CLIENT_CHECK_H
#define RW__CLIENT_CHECK_H

#include "client/model.h"

/* Finds an input or output by its name, or by its place where the name is NULL. */
rw_status rw__find_tensor(const rw_model *model, bool output, const char *name, size_t place, uint32_t *out);

/* Fails with RW_MODEL_UNSUPPORTED where an input or output is no numeric tensor. */
rw_status rw__require_numbers(const rw_model *model, bool output, const rw_tensor_info *info);

/* Checks type and, of an input, shape of a tensor that has data, or is an input. */
rw_status rw__check_tensor(const rw_model *model, bool output, const rw_tensor_info *info, const rw_tensor *tensor);

/* Whether an output's shape is the one that the model declares for these inputs, as far as it declares one. It may
 * declare a wrong one, as many published detectors do. */
bool rw__output_is_declared(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const uint32_t *positions,
                            const rw_tensor_info *info, const rw_tensor *output);

/* Checks that the caller's tensor can take an output of the shape that came out, which may have a leading 1 more.
 * `running`: in a run, else when it is fetched from a request. Errors: RW_SHAPE_MISMATCH. */
rw_status rw__check_room(const rw_model *model, const rw_tensor_info *info, bool running, int32_t rank,
                         const int64_t *shape, const rw_tensor *tensor);

/* Checks that the caller's or the model's type, of which the elements are to become, has all of their values: those of
 * an input, or (`dense` is not NULL) of an output. `bytes`: 0 where there are none. Errors: RW_TYPE_MISMATCH. */
rw_status rw__check_values(const rw_model *model, const rw_tensor_info *info, const rw_tensor *tensor,
                           const void *dense, size_t bytes);

/* Finds the place of each tensor among the model's, by name or position, and checks it. `positions` has
 * room for n_inputs + n_outputs. */
rw_status rw__check_call(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const rw_tensor *outputs,
                         size_t n_outputs, uint32_t *positions);

#endif
