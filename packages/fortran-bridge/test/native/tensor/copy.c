/* Strided copies against the definition: element by element. */
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>

#include "base/shape.h"
#include "tensor/copy.h"
#include "testing.h"

static unsigned random_state = 1;

static int random_below(int n) {
  random_state = random_state * 1664525u + 1013904223u;
  return (int)((random_state >> 8) % (unsigned)n);
}

/* The byte offset of element `flat` of a tensor. */
static int64_t offset_of(const rw_tensor *tensor, int64_t flat) {
  int64_t offset = 0;
  for (int i = tensor->rank - 1; i >= 0; i--) {
    offset += flat % tensor->shape[i] * tensor->stride[i];
    flat /= tensor->shape[i];
  }
  return offset;
}

static void one_case(void) {
  static const int32_t types[] = {RW_INT8, RW_INT16, RW_FLOAT32, RW_FLOAT64};
  static char memory[1 << 16], dense[1 << 16], back[1 << 16];
  rw_tensor tensor = {.type = types[random_below(4)], .rank = random_below(5), .strided = 1};
  int64_t size = (int64_t)rw_type_size(tensor.type), step = size, begin = 0;
  for (int i = tensor.rank - 1; i >= 0; i--) {
    tensor.shape[i] = 1 + random_below(4);
    tensor.stride[i] = step * (1 + random_below(2));
    step = tensor.stride[i] * tensor.shape[i];
    if (random_below(3) == 0) {
      begin += tensor.stride[i] * (tensor.shape[i] - 1);
      tensor.stride[i] = -tensor.stride[i];
    }
  }
  CHECK(step <= (int64_t)sizeof memory);
  for (size_t i = 0; i < sizeof memory; i++) memory[i] = (char)random_below(256);
  tensor.data = memory + begin;
  int64_t count = rw__elements(tensor.rank, tensor.shape, (size_t)size);
  rw__copy_in(dense, tensor.type, &tensor, (size_t)(count * size));
  for (int64_t e = 0; e < count; e++)
    CHECK(memcmp(dense + e * size, (char *)tensor.data + offset_of(&tensor, e), (size_t)size) == 0);
  memcpy(back, memory, sizeof memory);
  memset(dense, 0, (size_t)(count * size));
  rw__copy_out(&tensor, dense, tensor.type, (size_t)(count * size));
  for (int64_t e = 0; e < count; e++) {
    int64_t at = begin + offset_of(&tensor, e);
    CHECK(memcmp(memory + at, dense, (size_t)size) == 0);
    memcpy(memory + at, back + at, (size_t)size);
  }
  CHECK(memcmp(memory, back, sizeof memory) == 0); /* nothing but the elements was written */
}

/* Dimensions exchanged, larger than the tiles, of every size of element, both ways. */
static void exchanged(int64_t rows, int64_t columns, int64_t planes) {
  static const int32_t types[] = {RW_INT8, RW_INT16, RW_FLOAT32, RW_FLOAT64};
  for (int t = 0; t < 4; t++) {
    int64_t size = (int64_t)rw_type_size(types[t]), bytes = rows * columns * planes * size;
    char *apart = malloc((size_t)bytes), *dense = malloc((size_t)bytes), *back = calloc(1, (size_t)bytes);
    for (int64_t i = 0; i < bytes; i++) apart[i] = (char)(i * 7 / 3);
    rw_tensor tensor = {.data = apart, .type = types[t], .rank = 3, .shape = {rows, columns, planes}, .strided = 1};
    tensor.stride[0] = size;
    tensor.stride[1] = size * rows;
    tensor.stride[2] = size * rows * columns;
    rw__copy_in(dense, types[t], &tensor, (size_t)bytes);
    for (int64_t e = 0; e < rows * columns * planes; e++)
      CHECK(memcmp(dense + e * size, apart + offset_of(&tensor, e), (size_t)size) == 0);
    tensor.data = back;
    rw__copy_out(&tensor, dense, types[t], (size_t)bytes);
    CHECK(memcmp(apart, back, (size_t)bytes) == 0);
    free(apart);
    free(dense);
    free(back);
  }
}

/* Truth values of every size: odd is true, and true is 1. */
static void truths(void) {
  const int16_t two[] = {0, 1, -1, 256};
  const int32_t four[] = {0, 1, -1, 256};
  const int64_t eight[] = {0, 1, -1, 256};
  const int8_t one[] = {0, 1, -1, 2};
  const void *all[] = {one, two, four, eight};
  for (int i = 0; i < 4; i++) {
    char dense[4];
    int64_t back[5] = {-1, -1, -1, -1, -1}; /* room for the largest */
    rw_tensor tensor = {.data = (void *)(size_t)all[i], .type = RW_BOOL, .rank = 1, .shape = {4}};
    tensor.element_size = 1 << i;
    rw__copy_in(dense, RW_BOOL, &tensor, 4);
    CHECK(dense[0] == 0 && dense[1] == 1 && dense[2] == 1 && dense[3] == 0);
    tensor.data = back;
    rw__copy_out(&tensor, dense, RW_BOOL, 4);
    for (int e = 0; e < 4; e++) {
      int64_t value = 0; /* little-endian, as all machines that ONNX Runtime serves */
      memcpy(&value, (char *)back + (e << i), (size_t)1 << i);
      CHECK(value == dense[e]);
    }
    CHECK(((char *)back)[4 << i] == -1);
  }
}

static float half_of(uint16_t word, int32_t type) {
  float value = 0;
  rw_tensor tensor = {.data = &value, .type = RW_FLOAT32, .convert = 1};
  rw__copy_out(&tensor, &word, type, sizeof word);
  return value;
}

static uint16_t to_half(double value, int32_t type) {
  uint16_t word = 0;
  rw_tensor tensor = {.data = &value, .type = RW_FLOAT64, .convert = 1};
  rw__copy_in(&word, type, &tensor, sizeof word);
  return word;
}

/* Every number of 16 bits is found again, and whatever lies between two neighbours becomes the nearer, or the even one.
 * The reference is the definition of the format: (-1)^s · 2^(e - bias) · 1.f. */
static void halves(int32_t type, int exponent_bits, int fraction_bits) {
  const int bias = (1 << (exponent_bits - 1)) - 1, top = (1 << exponent_bits) - 1;
  for (uint32_t word = 0; word < 0x8000; word++) {
    int exponent = (int)(word >> fraction_bits), fraction = (int)(word & ((1U << fraction_bits) - 1));
    float value = half_of((uint16_t)word, type), negative = half_of((uint16_t)(word | 0x8000), type);
    if (exponent == top && fraction != 0) {
      CHECK(value != value);
      CHECK((to_half((double)value, type) & 0x7fff) > (uint32_t)top << fraction_bits);
      continue;
    }
    double expected = (double)fraction / (1 << fraction_bits) + (exponent > 0 ? 1 : 0);
    for (int e = exponent > 0 ? exponent : 1; e < bias; e++) expected /= 2;
    for (int e = bias; e < exponent; e++) expected *= 2;
    if (exponent == top) expected = (double)INFINITY;
    CHECK((double)value == expected && (double)negative == -expected);
    CHECK(to_half(expected, type) == word && to_half(-expected, type) == (word | 0x8000));
    if (exponent == top) continue;
    double next = word + 1 == (uint32_t)top << fraction_bits
                      ? 2 * expected - (double)half_of((uint16_t)(word - 1), type)
                      : (double)half_of((uint16_t)(word + 1), type);
    double middle = (expected + next) / 2, little = (next - expected) / 1024;
    CHECK(to_half(middle - little, type) == word && to_half(middle + little, type) == word + 1);
    CHECK(to_half(middle, type) == word + (word & 1));
  }
  CHECK(to_half(1e300, type) == (uint32_t)top << fraction_bits && to_half(1e-300, type) == 0);
}

/* Between the wider types, strided on the caller's side. */
static void reals(void) {
  double x[6] = {1.5, -1, 1e300, -1, 1.0 + 1e-9, -1};
  float dense[3], y[3];
  rw_tensor tensor = {
      .data = x, .type = RW_FLOAT64, .rank = 1, .shape = {3}, .stride = {16}, .strided = 1, .convert = 1};
  rw__copy_in(dense, RW_FLOAT32, &tensor, sizeof dense);
  CHECK(dense[0] == 1.5F && dense[1] == INFINITY && dense[2] == 1.0F);
  rw__copy_out(&tensor, dense, RW_FLOAT32, sizeof dense);
  CHECK(x[0] == 1.5 && x[1] == -1 && x[4] == 1.0 && x[5] == -1);
  tensor = (rw_tensor){.data = y, .type = RW_FLOAT32, .rank = 1, .shape = {3}, .convert = 1};
  rw__copy_out(&tensor, (double[]){0.1, -2, 1e-300}, RW_FLOAT64, 24);
  CHECK(y[0] == 0.1F && y[1] == -2 && y[2] == 0);
  uint16_t brains[3];
  rw__copy_in(brains, RW_BFLOAT16, &tensor, sizeof brains);
  tensor = (rw_tensor){.data = brains, .type = RW_BFLOAT16, .rank = 1, .shape = {3}, .convert = 1};
  uint16_t words[3];
  rw__copy_in(words, RW_FLOAT16, &tensor, sizeof words);
  CHECK(words[1] == 0xc000 && half_of(words[0], RW_FLOAT16) == half_of(brains[0], RW_BFLOAT16));
}

/* Every pair of whole types, at the ends of both and around 0, against C's own integers. */
static void wholes(void) {
  static const struct {
    int32_t type;
    int64_t least;
    uint64_t most;
  } types[] = {{RW_INT8, INT8_MIN, INT8_MAX},    {RW_UINT8, 0, UINT8_MAX},         {RW_INT16, INT16_MIN, INT16_MAX},
               {RW_UINT16, 0, UINT16_MAX},       {RW_INT32, INT32_MIN, INT32_MAX}, {RW_UINT32, 0, UINT32_MAX},
               {RW_INT64, INT64_MIN, INT64_MAX}, {RW_UINT64, 0, UINT64_MAX}};
  for (int f = 0; f < 8; f++)
    for (int t = 0; t < 8; t++)
      for (int v = 0; v < 8 * 3; v++) {
        /* The bits of a value of 64, and whether it is below 0. */
        uint64_t bits = v % 3 == 0 ? (uint64_t)types[v / 3].least : v % 3 == 1 ? types[v / 3].most : (uint64_t)(v - 9);
        bool negative = v % 3 == 0 ? types[v / 3].least < 0 : v % 3 == 2 && v < 9;
        bool in_from = negative ? (int64_t)bits >= types[f].least : bits <= types[f].most;
        bool in_to = negative ? (int64_t)bits >= types[t].least : bits <= types[t].most;
        size_t from_size = rw_type_size(types[f].type), to_size = rw_type_size(types[t].type);
        if (!in_from || f == t) continue;
        /* Little-endian, as all machines that ONNX Runtime serves. The second of three elements, two apart. */
        char x[6 * 8] = {0}, dense[3 * 8] = {0}, back[6 * 8] = {0};
        struct rw__range found;
        memcpy(x + 2 * from_size, &bits, from_size);
        rw_tensor tensor = {.data = x, .type = types[f].type, .rank = 1, .shape = {3}, .strided = 1, .convert = 1};
        tensor.stride[0] = (int64_t)(2 * from_size);
        CHECK(rw__outlier_in(types[t].type, &tensor, 3 * to_size, &found) == !in_to);
        CHECK(in_to || (found.value == bits && found.by_negative == negative));
        CHECK(!rw__outlier_in(types[t].type, &tensor, 0, &found));
        if (!in_to) continue;
        rw__copy_in(dense, types[t].type, &tensor, 3 * to_size);
        CHECK(memcmp(dense + to_size, &bits, to_size) == 0);
        tensor.data = back;
        CHECK(!rw__outlier_out(&tensor, dense, types[t].type, 3 * to_size, &found));
        rw__copy_out(&tensor, dense, types[t].type, 3 * to_size);
        CHECK(memcmp(x, back, sizeof x) == 0);
        /* The other way round: what is in the model's type of an output need not be in the caller's. */
        memcpy(dense + 2 * to_size, &types[t].most, to_size);
        CHECK(rw__outlier_out(&tensor, dense, types[t].type, 3 * to_size, &found) == (types[t].most > types[f].most));
      }
}

/* Bits of a float64 or float32 as such: to move a signalling NaN about would trap. */
static rw_tensor one_of(void *bits, int32_t type) { return (rw_tensor){.data = bits, .type = type, .convert = 1}; }

/* A program that traps whatever can be trapped, and rounds up: conversions neither stop nor follow it, and leave its
 * state and its flags as they were. */
static void traps(void) {
  static const int32_t types[] = {RW_FLOAT64, RW_FLOAT32, RW_FLOAT16, RW_BFLOAT16};
  static const uint64_t wide[] = {0x7ff4000000000000, 0x7e37e43c8800759c /* 1e300 */, 0x01a56e1fc2f8f359 /* 1e-300 */,
                                  0x1, 0x3fb999999999999a /* 0.1 */};
  static const uint32_t narrow[] = {0x7fa00000, 0x7f7fffff, 0x000116c2 /* 1e-40 */, 0x1, 0x3dcccccd /* 0.1 */};
  uint64_t expected[2][5][4], found[2][5][4];
  memset(expected, 0, sizeof expected);
  memset(found, 0, sizeof found);
  for (int trapped = 0; trapped < 2; trapped++) {
    uint64_t(*results)[5][4] = trapped ? found : expected;
    if (trapped) {
      feclearexcept(FE_ALL_EXCEPT);
      fesetround(FE_UPWARD);
      feenableexcept(FE_ALL_EXCEPT);
    }
    for (int i = 0; i < 5; i++)
      for (int t = 0; t < 4; t++) {
        uint64_t x = wide[i];
        uint32_t y = narrow[i];
        rw_tensor from_x = one_of(&x, RW_FLOAT64), from_y = one_of(&y, RW_FLOAT32);
        rw__copy_in(&results[0][i][t], types[t], &from_x, rw_type_size(types[t]));
        rw__copy_in(&results[1][i][t], types[t], &from_y, rw_type_size(types[t]));
        rw__copy_out(&from_x, &results[0][i][t], types[t], rw_type_size(types[t]));
        rw__copy_out(&from_y, &results[1][i][t], types[t], rw_type_size(types[t]));
      }
    if (!trapped) continue;
    CHECK(fegetexcept() == FE_ALL_EXCEPT && fegetround() == FE_UPWARD && fetestexcept(FE_ALL_EXCEPT) == 0);
    fesetenv(FE_DFL_ENV);
  }
  CHECK(memcmp(expected, found, sizeof found) == 0);
}

int main(void) {
  const int64_t big[] = {INT64_C(1) << 31, INT64_C(1) << 31}, empty[] = {INT64_MAX, 0, INT64_MAX}, bad[] = {0, -1};
  for (int i = 0; i < 5000; i++) one_case();
  CHECK(rw__elements(0, NULL, 4) == 1);
  CHECK(rw__elements(2, big, 8) == -1);
  CHECK(rw__elements(2, big, 1) == INT64_C(1) << 62);
  CHECK(rw__elements(3, empty, 8) == 0);
  CHECK(rw__elements(2, bad, 8) == -1);
  exchanged(70, 33, 1);
  exchanged(1, 100, 3);
  exchanged(65, 2, 40);
  exchanged(33, 65, 34);
  truths();
  halves(RW_FLOAT16, 5, 10);
  halves(RW_BFLOAT16, 8, 7);
  reals();
  wholes();
  traps();
  return 0;
}
