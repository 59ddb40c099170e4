/* What the module rankwise cannot say in Fortran: the array descriptors of the compiler, turned into tensors.
 * Compiled by the user's own compilers, since descriptors differ from one compiler to the next.
 */
#include <ISO_Fortran_binding.h>
#include <string.h>

#include "rankwise.h"

rw_status rankwise_shim_run(rw_model *model, const CFI_cdesc_t *x, const CFI_cdesc_t *y);
rw_status rankwise_shim_load(rw_model **out, const char *path, const void *bytes, int64_t size, const char *device,
                             int threads, double start_timeout, double run_timeout, const int *rank);

/* The element type by kind of type and size of element; 0 for what is no tensor. */
static int32_t element_type(const CFI_cdesc_t *array) {
  static const int32_t integers[] = {[1] = RW_INT8, [2] = RW_INT16, [4] = RW_INT32, [8] = RW_INT64};
  size_t size = array->elem_len;
  switch (array->type) {
    case CFI_type_float:
      return RW_FLOAT32;
    case CFI_type_double:
      return RW_FLOAT64;
    case CFI_type_int8_t:
    case CFI_type_int16_t:
    case CFI_type_int32_t:
    case CFI_type_int64_t:
      return size < sizeof integers / sizeof integers[0] ? integers[size] : 0;
    default:
      return 0;
  }
}

/* Fortran's dimensions in reverse are ONNX's: the same bytes, no copy of order. */
static rw_tensor tensor_of(const CFI_cdesc_t *array) {
  rw_tensor tensor = {.data = array->base_addr, .type = element_type(array), .rank = array->rank};
  int64_t dense = (int64_t)array->elem_len;
  for (int i = 0; i < array->rank; i++) {
    int to = array->rank - 1 - i;
    tensor.shape[to] = (int64_t)array->dim[i].extent;
    tensor.stride[to] = (int64_t)array->dim[i].sm;
    if (tensor.stride[to] != dense && tensor.shape[to] != 1) tensor.strided = 1;
    dense *= tensor.shape[to];
  }
  return tensor;
}

rw_status rankwise_shim_run(rw_model *model, const CFI_cdesc_t *x, const CFI_cdesc_t *y) {
  static char nothing[1];
  rw_tensor input = tensor_of(x), output = tensor_of(y);
  /* An array without elements may have no address, but is given all the same. */
  if (output.data == NULL) output.data = nothing;
  return rw_model_run(model, &input, 1, &output, 1);
}

/* A negative size: no bytes, the model is the file. `rank`: rank, number of ranks, the same of the local ones. */
rw_status rankwise_shim_load(rw_model **out, const char *path, const void *bytes, int64_t size, const char *device,
                             int threads, double start_timeout, double run_timeout, const int *rank) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device;
  options.threads = threads;
  options.start_timeout = start_timeout;
  options.run_timeout = run_timeout;
  options.fortran_order = 1;
  options.rank = rank[0];
  options.rank_count = rank[1];
  options.local_rank = rank[2];
  options.local_rank_count = rank[3];
  if (size >= 0) return rw_model_load_bytes(out, bytes, (size_t)size, path, &options);
  return rw_model_load(out, path, &options);
}
