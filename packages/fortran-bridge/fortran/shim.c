/* What the module rankwise cannot say in Fortran: the array descriptors of the compiler, turned into tensors.
 * Compiled by the user's own compilers, since descriptors differ from one compiler to the next.
 */
#include <ISO_Fortran_binding.h>
#include <stdlib.h>

#include "rankwise.h"

#if defined RANKWISE_FORTRAN_IS_GNU && !defined CFI_type_mask
#error "This ISO_Fortran_binding.h is not gfortran's: say where that lies with -Drankwise_ISO_BINDING_DIR=…"
#elif defined RANKWISE_FORTRAN_IS_FLANG && defined CFI_type_mask
#error "This ISO_Fortran_binding.h is gfortran's, not flang's: say where that lies with -Drankwise_ISO_BINDING_DIR=…"
#endif

/* How an array is to be read, as rankwise.f90 hands it over: AS_TYPE an rw_type that the bits of its elements are, or
 * 0; AS_CONVERT 1 to convert between kinds of numbers, -1 not to; AS_SAME_ORDER 1 for the model's order of the
 * dimensions. */
enum { AS_TYPE, AS_CONVERT, AS_SAME_ORDER };

/* What an allocatable or a pointer is, which may have no descriptor that C can read: OF_TYPE the rw_type of an element,
 * OF_PARTS 2 for complex numbers of it, else 1, OF_RANK its dimensions. */
enum { OF_TYPE, OF_PARTS, OF_RANK };

int rankwise_shim_run(rw_model *model, const CFI_cdesc_t *x, const CFI_cdesc_t *y, const int *as);
rw_status rankwise_shim_load(rw_model **out, const char *path, const void *bytes, int64_t bytes_size,
                             const char *device, int threads, const double *timeouts, const int *rank,
                             const char *provider_options, int no_fallback, const char *engines, const char *batching,
                             int convert, int tf32);
int rankwise_shim_put(rw_request *request, const char *name, const CFI_cdesc_t *x, const int *as);
int rankwise_shim_get(rw_request *request, const char *name, const CFI_cdesc_t *y, const int *as);
rw_status rankwise_shim_input(rw_request *request, const char *name, const int *of, const int *as,
                              const int64_t *extents, void **memory);
rw_status rankwise_shim_output(rw_request *request, const char *name, const int *of, const int *as, int64_t *extents,
                               void **memory);
rw_status rankwise_shim_get_at(rw_request *request, const char *name, const int *of, const int *as,
                               const int64_t *extents, void *data);

/* Integers of C by which a compiler may call its own: which one is left to it, and several may be the same number. */
static int is_integer(CFI_type_t type) {
  const CFI_type_t integers[] = {CFI_type_signed_char, CFI_type_short,     CFI_type_int,
                                 CFI_type_long,        CFI_type_long_long, CFI_type_int8_t,
                                 CFI_type_int16_t,     CFI_type_int32_t,   CFI_type_int64_t};
  for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++)
    if (type == integers[i]) return 1;
  return 0;
}

/* The standard has a type for logical(c_bool) alone. gfortran has one for each kind of logical, and flang takes for the
 * other kinds types of C that it has for no integer. */
static int is_logical(CFI_type_t type) {
#ifdef CFI_type_mask
  return (type & CFI_type_mask) == (CFI_type_Bool & CFI_type_mask);
#else
  if (type == CFI_type_Bool) return 1;
  int least = type == CFI_type_int_least8_t || type == CFI_type_int_least16_t || type == CFI_type_int_least32_t ||
              type == CFI_type_int_least64_t;
  return least && !is_integer(type);
#endif
}

static int is_complex(CFI_type_t type) { return type == CFI_type_float_Complex || type == CFI_type_double_Complex; }

/* The element type by kind of type and size of element, a complex number being two; 0 for what is no tensor. */
static int32_t own_type(const CFI_cdesc_t *array) {
  static const int32_t by_size[] = {[1] = RW_INT8, [2] = RW_INT16, [4] = RW_INT32, [8] = RW_INT64};
  if (array->type == CFI_type_float || array->type == CFI_type_float_Complex) return RW_FLOAT32;
  if (array->type == CFI_type_double || array->type == CFI_type_double_Complex) return RW_FLOAT64;
  if (is_logical(array->type)) return RW_BOOL;
  return is_integer(array->type) && array->elem_len <= 8 ? by_size[array->elem_len] : 0;
}

static int is_whole(int32_t type) {
  return type == RW_INT8 || type == RW_INT16 || type == RW_INT32 || type == RW_INT64;
}

/* The type of its elements, or that of the same size that the bits of integers are said to be. */
static int32_t type_of(const int *of, const int *as) {
  int bits = is_whole(of[OF_TYPE]) && rw_type_size(as[AS_TYPE]) == rw_type_size(of[OF_TYPE]);
  return bits ? as[AS_TYPE] : of[OF_TYPE];
}

/* Dimensions that the array has as a tensor. */
static int32_t rank_of(const int *of) { return of[OF_RANK] + (of[OF_PARTS] == 2 ? 1 : 0); }

/* Fortran's dimensions in reverse are ONNX's: the same bytes, no copy of order. The two parts of a complex number are
 * the last dimension, which is then the first in Fortran's order. `bytes`: of an element. */
static rw_tensor tensor_at(void *data, const int *of, const int *as, const int64_t *extents, size_t bytes) {
  rw_tensor tensor = {.data = data, .type = type_of(of, as), .rank = rank_of(of)};
  tensor.convert = as[AS_CONVERT];
  tensor.onnx_order = as[AS_SAME_ORDER];
  tensor.strided = as[AS_SAME_ORDER] && of[OF_RANK] > 1;
  if (tensor.type == RW_BOOL) tensor.element_size = (int32_t)bytes;
  if (tensor.rank > RW_MAX_RANK) return (rw_tensor){.data = data}; /* of no type */
  int64_t dense = (int64_t)bytes;
  if (of[OF_PARTS] == 2) {
    tensor.shape[of[OF_RANK]] = 2;
    tensor.stride[of[OF_RANK]] = (int64_t)bytes / 2;
  }
  for (int i = 0; i < of[OF_RANK]; i++) {
    int to = as[AS_SAME_ORDER] ? i : of[OF_RANK] - 1 - i;
    tensor.shape[to] = extents[i];
    tensor.stride[to] = dense;
    dense *= extents[i];
  }
  return tensor;
}

/* An array that is not allocated is not present, and no tensor; so is one that another compiler described than that of
 * the header.
 * The dummies of the module are contiguous, so the extents say where each element lies. The strides of a descriptor
 * are not read: gfortran 13 to 16 leave them wrong for an allocatable to which an assignment gave its shape. */
static rw_tensor tensor_of(const CFI_cdesc_t *array, const int *as) {
  static char nothing[1];
  if (array == NULL || array->version != CFI_VERSION) return (rw_tensor){.data = nothing}; /* of no type */
  const int of[] = {[OF_TYPE] = own_type(array), [OF_PARTS] = is_complex(array->type) ? 2 : 1, [OF_RANK] = array->rank};
  int64_t extents[CFI_MAX_RANK];
  for (int i = 0; i < array->rank; i++) extents[i] = (int64_t)array->dim[i].extent;
  return tensor_at(array->base_addr, of, as, extents, array->elem_len);
}

/* An array without elements may have no address, but is given all the same. One that has some and no address is not
 * allocated: with no type it is refused, in words that say so. */
static rw_tensor output_of(const CFI_cdesc_t *array, const int *as) {
  static char nothing[1];
  rw_tensor output = tensor_of(array, as);
  if (output.data != NULL) return output;
  int empty = 0;
  for (int i = 0; i < output.rank; i++) empty |= output.shape[i] == 0;
  output.data = nothing;
  if (!empty) output.type = 0;
  return output;
}

/* With an array of characters gfortran hands over a hidden length, of which a dummy of any type knows nothing: the
 * lengths of the texts behind it, errmsg and errtext, are not where the module looks for them. Other compilers keep
 * the length in the descriptor. */
static int hides_length(const CFI_cdesc_t *array) {
#ifdef CFI_type_mask
  return array != NULL && (array->type & CFI_type_mask) == CFI_type_Character;
#else
  (void)array;
  return 0;
#endif
}

/* The status for the module: negative where it must not touch errmsg and errtext. */
static int told(rw_status status, const CFI_cdesc_t *one, const CFI_cdesc_t *other) {
  return status != RW_OK && (hides_length(one) || hides_length(other)) ? -(int)status : (int)status;
}

int rankwise_shim_run(rw_model *model, const CFI_cdesc_t *x, const CFI_cdesc_t *y, const int *as) {
  rw_tensor input = tensor_of(x, as), output = output_of(y, as);
  return told(rw_model_run(model, &input, 1, &output, 1), x, y);
}

/* A negative bytes_size: no bytes, the model is the file. `timeouts`: of the start, the load and each run. `rank`:
 * rank, number of ranks, the same of the local ones. */
rw_status rankwise_shim_load(rw_model **out, const char *path, const void *bytes, int64_t bytes_size,
                             const char *device, int threads, const double *timeouts, const int *rank,
                             const char *provider_options, int no_fallback, const char *engines, const char *batching,
                             int convert, int tf32) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device;
  options.threads = threads;
  options.start_timeout = timeouts[0];
  options.load_timeout = timeouts[1];
  options.run_timeout = timeouts[2];
  options.fortran_order = 1;
  options.rank = rank[0];
  options.rank_count = rank[1];
  options.local_rank = rank[2];
  options.local_rank_count = rank[3];
  options.provider_options = provider_options;
  options.no_fallback = no_fallback;
  options.engines = *engines != '\0' ? engines : NULL;
  options.batching = batching;
  options.convert = convert;
  options.tf32 = tf32;
  if (bytes_size >= 0) return rw_model_load_bytes(out, bytes, (size_t)bytes_size, path, &options);
  return rw_model_load(out, path, &options);
}

int rankwise_shim_put(rw_request *request, const char *name, const CFI_cdesc_t *x, const int *as) {
  rw_tensor input = tensor_of(x, as);
  input.name = name;
  return told(rw_request_put(request, 0, &input), x, NULL);
}

int rankwise_shim_get(rw_request *request, const char *name, const CFI_cdesc_t *y, const int *as) {
  rw_tensor output = output_of(y, as);
  output.name = name;
  return told(rw_request_get(request, 0, &output), y, NULL);
}

static int is_floating(int32_t type) {
  return type == RW_FLOAT32 || type == RW_FLOAT64 || type == RW_FLOAT16 || type == RW_BFLOAT16;
}

/* Numbers of one sort: reals, or whole numbers. */
static int is_convertible(int32_t from, int32_t to) {
  if (from == RW_BOOL || to == RW_BOOL || rw_type_size(from) == 0 || rw_type_size(to) == 0) return 0;
  return is_floating(from) == is_floating(to);
}

/* The extents that the array needs for an output: without the dimension that holds the parts of a complex number, and
 * without a leading 1 that the array lacks. 0: it has other dimensions. */
static int extents_of(const rw_tensor *tensor, const int *of, const int *as, int64_t *extents) {
  int32_t rank = tensor->rank;
  if (of[OF_PARTS] == 2 && (rank == 0 || tensor->shape[--rank] != 2)) return 0;
  int lead = rank == of[OF_RANK] + 1 && tensor->shape[0] == 1 ? 1 : 0;
  if (rank - lead != of[OF_RANK]) return 0;
  for (int i = 0; i < of[OF_RANK]; i++) extents[i] = tensor->shape[as[AS_SAME_ORDER] ? lead + i : rank - 1 - i];
  return 1;
}

/* Whether every value of the output is one of this type. RW_OUT_OF_MEMORY: there is none to try it in; the library has
 * no words for that, the module has. */
static rw_status try_values(rw_request *request, const rw_tensor *output, int32_t type) {
  rw_tensor copy = *output;
  size_t bytes = rw_type_size(type);
  for (int i = 0; i < copy.rank; i++) bytes *= (size_t)copy.shape[i];
  copy.type = type;
  copy.convert = 1;
  copy.data = malloc(bytes + 1);
  if (copy.data == NULL) return RW_OUT_OF_MEMORY;
  rw_status status = rw_request_get(request, 0, &copy);
  free(copy.data);
  return status;
}

rw_status rankwise_shim_input(rw_request *request, const char *name, const int *of, const int *as,
                              const int64_t *extents, void **memory) {
  rw_tensor input = {.name = name, .type = type_of(of, as), .rank = rank_of(of)};
  if (input.rank > RW_MAX_RANK) {
    input = (rw_tensor){.name = name}; /* of no type */
  } else {
    if (of[OF_PARTS] == 2) input.shape[of[OF_RANK]] = 2;
    for (int i = 0; i < of[OF_RANK]; i++) input.shape[of[OF_RANK] - 1 - i] = extents[i];
  }
  rw_status status = rw_request_input_buffer(request, 0, &input);
  *memory = input.data;
  return status;
}

/* The library's own words where an array of this type and rank cannot hold the output. */
rw_status rankwise_shim_output(rw_request *request, const char *name, const int *of, const int *as, int64_t *extents,
                               void **memory) {
  rw_tensor output = {.name = name};
  int32_t type = type_of(of, as);
  rw_status status = rw_request_output_buffer(request, 0, &output);
  *memory = output.data;
  if (status != RW_OK) return status;
  int converted = as[AS_CONVERT] > 0 && is_convertible(type, output.type);
  if ((output.type == type || converted) && extents_of(&output, of, as, extents))
    return output.type == type || is_floating(type) ? RW_OK : try_values(request, &output, type);
  rw_tensor wrong = {.name = name, .data = output.data, .type = type, .rank = rank_of(of)};
  wrong.convert = as[AS_CONVERT];
  status = rw_request_get(request, 0, &wrong);
  return status != RW_OK ? status : RW_INTERNAL;
}

/* Into an array of those extents. */
rw_status rankwise_shim_get_at(rw_request *request, const char *name, const int *of, const int *as,
                               const int64_t *extents, void *data) {
  rw_tensor output = tensor_at(data, of, as, extents, rw_type_size(of[OF_TYPE]) * (size_t)of[OF_PARTS]);
  output.name = name;
  return rw_request_get(request, 0, &output);
}
