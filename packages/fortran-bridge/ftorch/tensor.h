/* A tensor of the module ftorch: where its elements lie, in torch's terms. Fortran knows it by its address alone. */
#ifndef RANKWISE_FTORCH_TENSOR_H
#define RANKWISE_FTORCH_TENSOR_H

#include "rankwise.h"

/* Element types; the numbers are those of ftorch_types.f90. Of two types the greater is the one that holds the result
 * of an operation on both, as in torch. */
enum { FT_INT8 = 1, FT_INT16 = 2, FT_INT32 = 3, FT_INT64 = 4, FT_FLOAT32 = 6, FT_FLOAT64 = 7 };

typedef struct ft_tensor {
  void *data;                  /* the caller's, or owned */
  int owned;                   /* 1: data is freed with the tensor */
  int32_t type;                /* FT_FLOAT32, … */
  int32_t rank;                /* 0 to RW_MAX_RANK */
  int64_t shape[RW_MAX_RANK];  /* elements along each dimension */
  int64_t stride[RW_MAX_RANK]; /* elements from one to the next along each dimension */
  int32_t device_type;         /* of ftorch_devices.f90; the elements lie on the host all the same */
  int32_t device_index;        /* -1 for the cpu */
} ft_tensor;

/* Every function that can fail returns 0, or 1 with a sentence for rankwise_ftorch_message(). */
int ft_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *rankwise_ftorch_message(void);

int rankwise_ftorch_new(ft_tensor **out, int rank, const int64_t *shape, int type, int device_type, int device_index);
int rankwise_ftorch_wrap(ft_tensor **out, void *data, int rank, const int64_t *shape, const int *layout, int type,
                         int device_type, int device_index);
void rankwise_ftorch_free(ft_tensor *tensor);
int32_t rankwise_ftorch_get(const ft_tensor *tensor, int what);
const int64_t *rankwise_ftorch_extents(const ft_tensor *tensor, int strides);
void rankwise_ftorch_view(const ft_tensor *tensor, rw_tensor *out);
void rankwise_ftorch_fill(ft_tensor *tensor, int value);
int rankwise_ftorch_copy(ft_tensor *to, const ft_tensor *from);
int rankwise_ftorch_binary(ft_tensor **out, int operation, const ft_tensor *a, const ft_tensor *b);
int rankwise_ftorch_negative(ft_tensor **out, const ft_tensor *a);
int rankwise_ftorch_power_whole(ft_tensor **out, const ft_tensor *a, int64_t exponent);
int rankwise_ftorch_power_real(ft_tensor **out, const ft_tensor *a, double exponent);
int rankwise_ftorch_sum(ft_tensor *out, const ft_tensor *a, int mean);
int rankwise_ftorch_print(const ft_tensor *tensor);

size_t ft_size(int32_t type);              /* bytes of an element; 0: not a type of FTorch's */
int64_t ft_count(const ft_tensor *tensor); /* elements */
void ft_write_shape(const ft_tensor *tensor, char *text, size_t size); /* "[2, 3]"; cut at the end where it does not fit */
int ft_is_dense(const ft_tensor *tensor); /* whether they lie one after another, the last dimension fastest */
int64_t ft_whole_at(const ft_tensor *tensor, int64_t offset); /* the element of an integer tensor */
double ft_real_at(const ft_tensor *tensor, int64_t offset);   /* the element of any */
void ft_store(ft_tensor *tensor, int64_t offset, int64_t whole, double real, int is_whole);
/* The next index in the order of the last dimension fastest; 0: there is none. */
int ft_next(const ft_tensor *tensor, int64_t *index);
int64_t ft_offset(const ft_tensor *tensor, const int64_t *index);

#endif
