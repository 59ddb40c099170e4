/* Whether the tensors of a call fit what the model declares. */
#ifndef RW__CLIENT_CHECK_H
#define RW__CLIENT_CHECK_H

#include "client/model.h"

/* Finds an input or output by its name, or by its place where the name is NULL. */
rw_status rw__find_tensor(const rw_model *model, bool output, const char *name, size_t place, uint32_t *out);

/* Checks type and shape of a tensor that has data, or is an input. */
rw_status rw__check_tensor(const rw_model *model, bool output, const rw_tensor_info *info, const rw_tensor *tensor);

/* Finds the place of each tensor among the model's, by name or position, and checks type and shape. `positions` has
 * room for n_inputs + n_outputs. */
rw_status rw__check_call(const rw_model *model, const rw_tensor *inputs, size_t n_inputs, const rw_tensor *outputs,
                         size_t n_outputs, uint32_t *positions);

#endif
