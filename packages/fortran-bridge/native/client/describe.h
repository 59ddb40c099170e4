/* Tensors in words, for messages. */
#ifndef RW__CLIENT_DESCRIBE_H
#define RW__CLIENT_DESCRIBE_H

#include "client/model.h"

enum { RW__WORDS = 512 };

/* Whether messages print the shape of a tensor of the caller's, and what the model declares of it, in Fortran's order.
 */
bool rw__fortran_order(const rw_model *model, const rw_tensor *tensor);

/* "float32 [batch, 5]", or in Fortran's order "float32 (5, batch)". Return `text`, of RW__WORDS bytes. */
const char *rw__describe_info(bool fortran, const rw_tensor_info *info, char *text);
const char *rw__describe_tensor(bool fortran, const rw_tensor *tensor, char *text);

/* "'u', 'v'": the names of a model's inputs or outputs. */
const char *rw__describe_names(const rw_tensor_info *infos, size_t count, char *text);

#endif
