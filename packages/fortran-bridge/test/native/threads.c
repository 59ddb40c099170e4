/* Several threads call one model and different ones at once: every answer is its caller's own. */
#define _GNU_SOURCE
#include <pthread.h>

#include "testing.h"

enum { THREADS = 8, ROUNDS = 2000 };

static rw_model *shared;
static const char *folder;

static void *calls(void *context) {
  int number = *(int *)context;
  rw_model *own = NULL;
  CHECK(rw_model_load(&own, model_file(folder, "pair"), NULL) == RW_OK);
  for (int round = 0; round < ROUNDS; round++) {
    float x[3][5], y[3][5], u[1] = {(float)number}, v[1] = {(float)round}, sum[1];
    int rows = 1 + (number + round / 100) % 3;
    rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, 5), output = tensor_2d(y, RW_FLOAT32, rows, 5);
    rw_tensor pair[2] = {tensor_1d(u, RW_FLOAT32, 1), tensor_1d(v, RW_FLOAT32, 1)}, out = tensor_1d(sum, RW_FLOAT32, 1);
    for (int i = 0; i < rows * 5; i++) x[i / 5][i % 5] = (float)(number * 100000 + round * 10 + i);
    CHECK(rw_model_run(shared, &input, 1, &output, 1) == RW_OK);
    for (int i = 0; i < rows * 5; i++) CHECK(y[i / 5][i % 5] == 2 * x[i / 5][i % 5]);
    CHECK(rw_model_run(own, pair, 2, &out, 1) == RW_OK);
    CHECK(sum[0] == (float)(number + round));
    if (round % 500 == 0) { /* errors belong to their thread */
      rw_tensor wrong = tensor_1d(x, RW_FLOAT32, 10 + number);
      char expected[32];
      snprintf(expected, sizeof expected, "float32 [%d] was given", 10 + number);
      CHECK_FAILS(rw_model_run(shared, &wrong, 1, &output, 1), RW_SHAPE_MISMATCH, expected);
    }
  }
  CHECK(rw_model_close(&own) == RW_OK);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  int numbers[THREADS];
  CHECK(argc == 2);
  folder = argv[1];
  CHECK(rw_model_load(&shared, model_file(folder, "simplenet"), NULL) == RW_OK);
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    CHECK(pthread_create(&threads[i], NULL, calls, &numbers[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(rw_model_close(&shared) == RW_OK);
  return 0;
}
