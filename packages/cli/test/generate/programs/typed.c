/* The headers of several models at once, in what is C11 and C++17 alike. Arguments: the models, then one that changed.
 */
#include <stdio.h>
#include <string.h>

#include "choice.h"
#include "odd.h"
#include "shapes.h"
#include "simplenet.h"
#include "types.h"

#define CHECK(condition)                                                                                    \
  do {                                                                                                      \
    if (!(condition)) {                                                                                     \
      fprintf(stderr, "%d: %s does not hold (last error: %s)\n", __LINE__, #condition, rw_error_message()); \
      return 1;                                                                                             \
    }                                                                                                       \
  } while (0)

static int runs_simplenet(const char *path, const char *changed) {
  simplenet_model net;
  const float x[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  float y[10] = {0};
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = "cpu";
  CHECK(simplenet_load(NULL, path, NULL) == RW_INVALID_ARGUMENT);
  CHECK(simplenet_load(&net, path, &options) == RW_OK);
  CHECK(simplenet_run(&net, 2, x, y) == RW_OK);
  for (int i = 0; i < 10; i++) CHECK(y[i] - 2 * x[i] < 1e-6F && 2 * x[i] - y[i] < 1e-6F);
  CHECK(simplenet_run(&net, 0, NULL, NULL) == RW_OK);
  CHECK(simplenet_run(&net, 2, x, NULL) == RW_TYPE_MISMATCH);
  CHECK(strstr(rw_error_message(), "output 'output' must be float32") != NULL);
  CHECK(simplenet_run(&net, -1, x, y) == RW_SHAPE_MISMATCH);
  CHECK(simplenet_close(&net) == RW_OK && simplenet_close(&net) == RW_OK && simplenet_close(NULL) == RW_OK);
  CHECK(simplenet_run(&net, 2, x, y) == RW_CLOSED && simplenet_run(NULL, 2, x, y) == RW_CLOSED);
  CHECK(simplenet_load(&net, changed, NULL) == RW_MODEL_CHANGED && net.rw == NULL);
  CHECK(strstr(rw_error_message(), "expected 'input input float32 [batch,5]', found") != NULL);
  return 0;
}

static int runs_types(const char *path) {
  types_model net;
  const float f4[4] = {1, -2, 0, 3};
  const double f8[4] = {1, -2, 0, 3};
  const uint8_t u1[4] = {0, 1, 128, 255};
  const int8_t i1[4] = {0, 1, -128, 127};
  const uint16_t u2[4] = {0, 1, 32768, 15360};
  const int16_t i2[4] = {0, 1, -32768, 32767};
  const uint32_t u4[4] = {0, 1, 2147483648U, 7};
  const int32_t i4[4] = {0, 1, -7, 7};
  const uint64_t u8[4] = {0, 1, UINT64_MAX, 7};
  const int64_t i8[4] = {0, 1, INT64_MIN, 7};
  const bool flags[4] = {true, false, false, true};
  float g4[4];
  double g8[4];
  uint8_t v1[4];
  int8_t j1[4];
  uint16_t v2[4], h2[4], b2[4];
  int16_t j2[4];
  uint32_t v4[4];
  int32_t j4[4];
  uint64_t v8[4];
  int64_t j8[4];
  bool out[4];
  CHECK(types_load(&net, path, NULL) == RW_OK);
  CHECK(types_run(&net, 2, f4, u1, i1, u2, i2, i4, i8, flags, u2, f8, u4, u8, u2, g4, v1, j1, v2, j2, j4, j8, out, h2,
                  g8, v4, v8, b2) == RW_OK);
  CHECK(memcmp(f4, g4, sizeof f4) == 0 && memcmp(f8, g8, sizeof f8) == 0 && memcmp(u1, v1, sizeof u1) == 0);
  CHECK(memcmp(i1, j1, sizeof i1) == 0 && memcmp(u2, v2, sizeof u2) == 0 && memcmp(u2, h2, sizeof u2) == 0);
  CHECK(memcmp(u2, b2, sizeof u2) == 0 && memcmp(i2, j2, sizeof i2) == 0 && memcmp(u4, v4, sizeof u4) == 0);
  CHECK(memcmp(i4, j4, sizeof i4) == 0 && memcmp(u8, v8, sizeof u8) == 0 && memcmp(i8, j8, sizeof i8) == 0);
  CHECK(memcmp(flags, out, sizeof flags) == 0);
  return types_close(&net) != RW_OK;
}

static int runs_shapes(const char *path) {
  shapes_model net;
  const float u[6] = {1, 0, 3, 4, 5, 0}, v[3] = {1, 2, 3}, scale = 2;
  const bool flag[2] = {true, false}, on = true;
  const int64_t found[8] = {0, 0, 1, 1, 0, 2, 0, 1};
  float w[6], twice;
  bool not_flag[2], off;
  rw_tensor places;
  CHECK(shapes_load(&net, path, NULL) == RW_OK);
  CHECK(shapes_run(&net, 2, 3, u, v, scale, flag, on, w, &places, not_flag, &off, &twice) == RW_OK);
  CHECK(w[0] > 1.9F && w[0] < 2.1F && w[4] > 19.9F && w[4] < 20.1F && twice > 3.9F && twice < 4.1F);
  CHECK(places.type == RW_INT64 && places.rank == 2 && places.shape[0] == 2 && places.shape[1] == 4);
  CHECK(memcmp(places.data, found, sizeof found) == 0);
  CHECK(!not_flag[0] && not_flag[1] && !off);
  rw_tensor_release(&places);
  CHECK(shapes_run(&net, 2, 3, u, v, scale, flag, on, w, NULL, not_flag, &off, &twice) == RW_OK);
  return shapes_close(&net) != RW_OK;
}

static int runs_odd(const char *path) {
  odd_model net;
  float in[14][5], out[14][5];
  rw_tensor first;
  for (int i = 0; i < 70; i++) in[i / 5][i % 5] = (float)i;
  CHECK(odd_load(&net, path, NULL) == RW_OK);
  CHECK(odd_run(&net, 1, 5, 1, in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], in[8], in[9], in[10], in[11],
                in[12], in[13], &first, out[1], out[2], out[3], out[4], out[5], out[6], out[7], out[8], out[9], out[10],
                out[11], out[12], out[13]) == RW_OK);
  CHECK(first.rank == 3 && memcmp(first.data, in[0], sizeof in[0]) == 0);
  CHECK(memcmp(in[1], out[1], 13 * sizeof in[0]) == 0);
  rw_tensor_release(&first);
  return odd_close(&net) != RW_OK;
}

static int runs_choice(const char *path) {
  choice_model net;
  const float a = 2, b[2] = {1, 2}, x[2] = {1, 1}, c[2] = {5, 5};
  float y[2];
  CHECK(choice_load(&net, path, NULL) == RW_OK);
  CHECK(choice_run(&net, 1, x, c, NULL, NULL, y) == RW_OK && y[0] > 24.9F && y[0] < 25.1F && y[1] > 204.9F);
  CHECK(choice_run(&net, 1, x, c, NULL, b, y) == RW_OK && y[0] > 6.9F && y[0] < 7.1F && y[1] < 9.1F);
  CHECK(choice_run(&net, 1, x, c, &a, NULL, y) == RW_OK && y[0] > 34.9F && y[0] < 35.1F && y[1] > 304.9F);
  CHECK(choice_run(&net, 1, x, c, &a, b, y) == RW_OK && y[0] > 7.9F && y[0] < 8.1F && y[1] < 11.1F);
  CHECK(choice_run(&net, 1, NULL, c, &a, b, y) == RW_TYPE_MISMATCH);
  return choice_close(&net) != RW_OK;
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  if (runs_simplenet(argv[1], argv[6]) || runs_types(argv[2]) || runs_shapes(argv[3]) || runs_odd(argv[4]) ||
      runs_choice(argv[5]))
    return 1;
  puts("all well");
  return 0;
}
