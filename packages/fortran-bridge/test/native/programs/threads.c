/* Several threads call one model and different ones at once, in runs of microseconds and of many: every answer is its
 * caller's own. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>

#include "testing.h"

enum { THREADS = 8, ROUNDS = 2000, LONG_ROUNDS = 100, MANY = 20000, SAMPLES = 64 };

static rw_model *shared;
static const char *folder;

static void in_threads(void *(*function)(void *)) {
  pthread_t threads[THREADS];
  int numbers[THREADS];
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    CHECK(pthread_create(&threads[i], NULL, function, &numbers[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

static rw_model *load(const char *name) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, name), NULL) == RW_OK);
  return model;
}

static void *calls(void *context) {
  int number = *(int *)context;
  rw_model *own = load("pair");
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

/* A run that fails in the midst of those of other threads, which do not. */
static void *gathers(void *context) {
  int number = *(int *)context;
  float *x = malloc(MANY * sizeof *x), *y = malloc(MANY * sizeof *y);
  int64_t *index = malloc(MANY * sizeof *index);
  CHECK(x != NULL && y != NULL && index != NULL);
  for (int round = 0; round < LONG_ROUNDS; round++) {
    int n = MANY - round / 30;
    for (int i = 0; i < n; i++) {
      x[i] = (float)(number * 1000 + i);
      index[i] = (i + round * number) % n;
    }
    if (round % 5 == 4) index[round] = MANY + 1000 * number + round;
    rw_tensor inputs[2] = {tensor_1d(x, RW_FLOAT32, n), tensor_1d(index, RW_INT64, n)};
    rw_tensor output = tensor_1d(y, RW_FLOAT32, n);
    if (round % 5 == 4) {
      char expected[64];
      snprintf(expected, sizeof expected, "idx=%lld ", (long long)index[round]);
      CHECK_FAILS(rw_model_run(shared, inputs, 2, &output, 1), RW_RUN_FAILED, expected);
    } else {
      CHECK(rw_model_run(shared, inputs, 2, &output, 1) == RW_OK);
      for (int i = 0; i < n; i++) CHECK(y[i] == x[index[i]]);
    }
  }
  free(x), free(y), free(index);
  return NULL;
}

/* Outputs whose shapes the runs decide. */
static void *finds(void *context) {
  int number = *(int *)context;
  float *x = calloc(MANY, sizeof *x);
  CHECK(x != NULL);
  for (int round = 0; round < LONG_ROUNDS; round++) {
    int step = 1 + (3 * number + round) % 7;
    for (int i = 0; i < MANY; i++) x[i] = (float)(i % step == 0);
    rw_tensor input = tensor_1d(x, RW_FLOAT32, MANY), output = {0};
    CHECK(rw_model_run(shared, &input, 1, &output, 1) == RW_OK);
    CHECK(output.rank == 2 && output.shape[0] == 1 && output.shape[1] == (MANY + step - 1) / step);
    for (int64_t i = 0; i < output.shape[1]; i++) CHECK(((const int64_t *)output.data)[i] == i * step);
    rw_tensor_release(&output);
  }
  free(x);
  return NULL;
}

static void put(rw_request *request, const char *name, float *values) {
  rw_tensor tensor = tensor_1d(values, RW_FLOAT32, SAMPLES * 64);
  tensor.name = name;
  CHECK(rw_request_put(request, 0, &tensor) == RW_OK);
}

/* Each thread's request has a state of its own, which one run leaves to the next. */
static void *carries(void *context) {
  int number = *(int *)context;
  float x[SAMPLES * 64], y[SAMPLES * 64];
  rw_tensor output = tensor_1d(y, RW_FLOAT32, SAMPLES * 64);
  rw_request *request = NULL;
  output.name = "twice";
  for (int i = 0; i < SAMPLES * 64; i++) x[i] = (float)number;
  CHECK(rw_request_open(&request, shared) == RW_OK && rw_request_feed(request, "next", "state") == RW_OK);
  put(request, "x", x);
  put(request, "state", x);
  for (int step = 2; step < ROUNDS; step++) {
    CHECK(rw_request_run(request) == RW_OK && rw_request_get(request, 0, &output) == RW_OK);
    for (int i = 0; i < SAMPLES * 64; i += 63) CHECK(y[i] == (float)(2 * step * number));
    if (step % 100 == 0) put(request, "x", x); /* which the engine binds anew */
  }
  CHECK(rw_request_close(&request) == RW_OK);
  return NULL;
}

static void fill(float *x, int number) {
  for (int i = 0; i < SAMPLES * 64; i++) x[i] = (float)((i * (number + 3)) % 17) / 16;
}

/* What one thread alone gets. */
static float expected[THREADS][SAMPLES * 64];

static void expect(int number, const float *y) { CHECK(memcmp(y, expected[number], sizeof expected[0]) == 0); }

/* Two requests of each thread are in flight, and a run meanwhile. */
static void *requests(void *context) {
  int number = *(int *)context;
  float x[SAMPLES * 64], y[SAMPLES * 64];
  rw_request *both[2] = {NULL, NULL};
  for (int i = 0; i < 2; i++) CHECK(rw_request_open(&both[i], shared) == RW_OK);
  for (int round = 0; round < LONG_ROUNDS; round++) {
    rw_tensor input = tensor_2d(x, RW_FLOAT32, SAMPLES, 64), output = tensor_2d(y, RW_FLOAT32, SAMPLES, 64);
    for (int i = 0; i < 2; i++) {
      fill(x, (number + i) % THREADS);
      CHECK(rw_request_put(both[i], 0, &input) == RW_OK && rw_request_start(both[i]) == RW_OK);
    }
    fill(x, number);
    CHECK(rw_model_run(shared, &input, 1, &output, 1) == RW_OK);
    expect(number, y);
    for (int i = 0; i < 2; i++) {
      size_t which = 2;
      CHECK(rw_request_wait_any(both, 2, &which) == RW_OK && which < 2);
      CHECK(rw_request_get(both[which], 0, &output) == RW_OK);
      expect((number + (int)which) % THREADS, y);
    }
    if (round % 10 == 0) { /* dropped in flight */
      CHECK(rw_request_start(both[1]) == RW_OK && rw_request_close(&both[1]) == RW_OK);
      CHECK(rw_request_open(&both[1], shared) == RW_OK);
    }
  }
  for (int i = 0; i < 2; i++) CHECK(rw_request_close(&both[i]) == RW_OK);
  return NULL;
}

static void expect_of_one_thread(void) {
  float x[SAMPLES * 64];
  for (int number = 0; number < THREADS; number++) {
    rw_tensor input = tensor_2d(x, RW_FLOAT32, SAMPLES, 64);
    rw_tensor output = tensor_2d(expected[number], RW_FLOAT32, SAMPLES, 64);
    fill(x, number);
    CHECK(rw_model_run(shared, &input, 1, &output, 1) == RW_OK);
  }
}

/* Models come and go while others run. */
static void *loads_and_closes(void *context) {
  int number = *(int *)context;
  float x[SAMPLES * 64], y[SAMPLES * 64];
  rw_tensor input = tensor_2d(x, RW_FLOAT32, SAMPLES, 64), output = tensor_2d(y, RW_FLOAT32, SAMPLES, 64);
  fill(x, number);
  for (int round = 0; round < 10; round++) {
    rw_model *own = load("mlp");
    for (int i = 0; i < 10; i++) {
      CHECK(rw_model_run(i % 2 == 0 ? own : shared, &input, 1, &output, 1) == RW_OK);
      expect(number, y);
    }
    rw_request *dropped = NULL;
    CHECK(rw_request_open(&dropped, own) == RW_OK && rw_request_put(dropped, 0, &input) == RW_OK);
    CHECK(rw_request_start(dropped) == RW_OK);
    CHECK(rw_model_close(&own) == RW_OK); /* under its run */
    CHECK(rw_request_close(&dropped) == RW_OK);
  }
  return NULL;
}

static void *runs_until_the_end(void *context) {
  int number = *(int *)context;
  float x[SAMPLES * 64], y[SAMPLES * 64];
  rw_tensor input = tensor_2d(x, RW_FLOAT32, SAMPLES, 64), output = tensor_2d(y, RW_FLOAT32, SAMPLES, 64);
  rw_status status = RW_OK;
  fill(x, number);
  for (int round = 0; status == RW_OK; round++) {
    if (number == 0 && round == 50) CHECK(kill((pid_t)rw_model_engine_pid(shared), SIGKILL) == 0);
    status = rw_model_run(shared, &input, 1, &output, 1);
    if (status == RW_OK) expect(number, y);
  }
  CHECK(status == RW_ENGINE_LOST);
  return NULL;
}

int main(int argc, char **argv) {
  static const struct {
    const char *model;
    void *(*function)(void *);
  } cases[] = {{"simplenet", calls}, {"gather", gathers},       {"nonzero", finds},         {"state", carries},
               {"mlp", requests},    {"mlp", loads_and_closes}, {"mlp", runs_until_the_end}};
  CHECK(argc == 2);
  folder = argv[1];
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    shared = load(cases[i].model);
    if (strcmp(cases[i].model, "mlp") == 0) expect_of_one_thread();
    in_threads(cases[i].function);
    CHECK(rw_model_close(&shared) == RW_OK);
  }
  return 0;
}
