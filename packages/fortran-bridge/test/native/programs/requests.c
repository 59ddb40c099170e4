/* Requests: by name, without copies, in flight, dropped; and their misuse. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "testing.h"

static const char *folder;
static int rounds = 100000; /* a second argument sets it: 1000000 takes a quarter of a minute on an idle machine */

static rw_tensor named(const char *name, rw_tensor tensor) {
  tensor.name = name;
  return tensor;
}

static rw_model *load(const char *name) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, name), NULL) == RW_OK);
  return model;
}

static rw_request *open_request(rw_model *model) {
  rw_request *request = NULL;
  CHECK(rw_request_open(&request, model) == RW_OK);
  return request;
}

static void put(rw_request *request, const char *name, rw_tensor tensor) {
  tensor.name = name;
  CHECK(rw_request_put(request, 0, &tensor) == RW_OK);
}

static void get(rw_request *request, const char *name, rw_tensor tensor) {
  tensor.name = name;
  CHECK(rw_request_get(request, 0, &tensor) == RW_OK);
}

static void by_name_in_any_order(void) {
  rw_model *model = load("pair");
  rw_request *request = open_request(model);
  for (int n = 1; n <= 300; n += 23) { /* another shape each time */
    float u[300], v[300], sum[300], difference[300];
    for (int i = 0; i < n; i++) u[i] = (float)(i * n), v[i] = (float)i;
    put(request, "v", tensor_1d(v, RW_FLOAT32, n));
    put(request, "u", tensor_1d(u, RW_FLOAT32, n));
    for (int i = 0; i < n; i++) u[i] = v[i] = -1; /* a put has copied */
    CHECK(rw_request_run(request) == RW_OK);
    get(request, "difference", tensor_1d(difference, RW_FLOAT32, n));
    get(request, "sum", tensor_1d(sum, RW_FLOAT32, n));
    for (int i = 0; i < n; i++) CHECK(sum[i] == (float)(i * n + i) && difference[i] == (float)(i * n - i));
  }
  CHECK(rw_request_close(&request) == RW_OK && request == NULL);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void one_input_stays_while_another_changes(void) {
  rw_model *model = load("pair");
  rw_request *request = open_request(model);
  float u[2] = {100, 200}, v[2], sum[2];
  put(request, "u", tensor_1d(u, RW_FLOAT32, 2));
  for (int round = 0; round < 100; round++) {
    v[0] = v[1] = (float)round;
    put(request, "v", tensor_1d(v, RW_FLOAT32, 2));
    CHECK(rw_request_run(request) == RW_OK);
    get(request, "sum", tensor_1d(sum, RW_FLOAT32, 2));
    CHECK(sum[0] == 100 + (float)round && sum[1] == 200 + (float)round);
  }
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void only_the_selected_outputs(void) {
  rw_model *model = load("pair");
  rw_request *request = open_request(model);
  const char *names[] = {"difference"}, *wrong[] = {"difference", "product"};
  float u[1] = {5}, v[1] = {3}, got[1];
  put(request, "u", tensor_1d(u, RW_FLOAT32, 1));
  put(request, "v", tensor_1d(v, RW_FLOAT32, 1));
  CHECK(rw_request_select(request, names, 1) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK);
  get(request, "difference", tensor_1d(got, RW_FLOAT32, 1));
  CHECK(got[0] == 2);
  rw_tensor sum = named("sum", tensor_1d(got, RW_FLOAT32, 1));
  CHECK_FAILS(rw_request_get(request, 0, &sum), RW_TENSOR_UNKNOWN, "was not selected");
  CHECK_FAILS(rw_request_select(request, wrong, 2), RW_TENSOR_UNKNOWN,
              "no output 'product'; it has 'sum', 'difference'");
  CHECK(rw_request_select(request, NULL, 0) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK);
  CHECK(rw_request_get(request, 0, &sum) == RW_OK && got[0] == 8);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static long resident(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%*d %ld", &pages) == 1);
  fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

static void without_copies_for_ever(void) {
  rw_model *model = load("simplenet");
  rw_request *request = open_request(model);
  rw_tensor input = tensor_2d(NULL, RW_FLOAT32, 3, 5), output = {0};
  CHECK(rw_request_input_buffer(request, 0, &input) == RW_OK);
  float *x = input.data;
  long before = 0;
  for (int round = 0; round < rounds; round++) {
    x[round % 15] = (float)round;
    CHECK(rw_request_run(request) == RW_OK);
    CHECK(rw_request_output_buffer(request, 0, &output) == RW_OK);
    CHECK(((const float *)output.data)[round % 15] == 2 * (float)round);
    if (round == 1000) before = resident();
  }
  CHECK(output.rank == 2 && output.shape[0] == 3 && output.shape[1] == 5 && output.type == RW_FLOAT32);
  CHECK(resident() - before < 1024 * 1024);
  rw_tensor again = tensor_2d(NULL, RW_FLOAT32, 3, 5);
  CHECK(rw_request_input_buffer(request, 0, &again) == RW_OK && again.data == x);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void opening_in_a_loop_leaks_nothing(void) {
  rw_model *model = load("nonzero");
  long before = 0, shared = 0;
  float x[1000] = {0};
  for (int i = 0; i < 1000; i++) x[i] = (float)(i % 2);
  for (int round = 0; round < 3000; round++) {
    rw_request *request = open_request(model);
    rw_tensor output = {.name = "places"};
    put(request, "x", tensor_1d(x, RW_FLOAT32, 1 + round % 1000));
    CHECK(rw_request_run(request) == RW_OK);
    CHECK(rw_request_get(request, 0, &output) == RW_OK);
    CHECK(output.rank == 2 && output.shape[1] == (1 + round % 1000) / 2);
    rw_tensor_release(&output);
    if (round % 3 == 0) CHECK(rw_request_start(request) == RW_OK); /* dropped in flight */
    CHECK(rw_request_close(&request) == RW_OK);
    if (round == 1000) before = resident(), shared = shared_memory();
  }
  CHECK(resident() - before < 1024 * 1024);
  CHECK(shared_memory() - shared < 512 * 1024);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void the_rank_computes_meanwhile(void) {
  rw_model *model = load("slow");
  rw_request *requests[4] = {NULL};
  int64_t times[4] = {40000, 20, 10, 30};
  int done = 1;
  for (int i = 0; i < 3; i++) {
    requests[i] = open_request(model);
    put(requests[i], "times", (rw_tensor){.data = &times[i], .type = RW_INT64});
    CHECK(rw_request_start(requests[i]) == RW_OK);
  }
  CHECK(rw_request_test(requests[0], &done) == RW_OK && done == 0);
  int seen[4] = {0};
  for (int i = 0; i < 3; i++) {
    size_t which = 99;
    float total = 0;
    CHECK(rw_request_wait_any(requests, 4, &which) == RW_OK);
    CHECK(which < 3 && !seen[which]);
    seen[which] = 1;
    get(requests[which], "total", (rw_tensor){.data = &total, .type = RW_FLOAT32});
    CHECK(total == (float)times[which]);
  }
  size_t which;
  CHECK_FAILS(rw_request_wait_any(requests, 4, &which), RW_INVALID_ARGUMENT, "none is in flight");
  CHECK(rw_request_start(requests[0]) == RW_OK);
  for (done = 0; !done;) CHECK(rw_request_test(requests[0], &done) == RW_OK);
  for (int i = 0; i < 3; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void *run_one(void *context) {
  rw_request *request = open_request(context);
  for (int round = 0; round < 2000; round++) {
    float u[1] = {(float)round}, v[1] = {(float)(round % 7)}, sum[1];
    put(request, "u", tensor_1d(u, RW_FLOAT32, 1));
    put(request, "v", tensor_1d(v, RW_FLOAT32, 1));
    CHECK(rw_request_start(request) == RW_OK);
    size_t which;
    CHECK(round % 2 ? rw_request_wait(request) == RW_OK : rw_request_wait_any(&request, 1, &which) == RW_OK);
    get(request, "sum", tensor_1d(sum, RW_FLOAT32, 1));
    CHECK(sum[0] == (float)(round + round % 7));
  }
  CHECK(rw_request_close(&request) == RW_OK);
  return NULL;
}

static void a_request_for_each_thread(void) {
  rw_model *model = load("pair");
  pthread_t threads[6];
  for (int i = 0; i < 6; i++) CHECK(pthread_create(&threads[i], NULL, run_one, model) == 0);
  for (int i = 0; i < 6; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void misuse(void) {
  rw_model *model = load("simplenet");
  rw_request *request = NULL, *none = NULL;
  float x[5] = {1, 2, 3, 4, 5}, y[5] = {42, 42, 42, 42, 42};
  rw_tensor in = tensor_1d(x, RW_FLOAT32, 5), out = tensor_1d(y, RW_FLOAT32, 5), wrong = tensor_1d(x, RW_FLOAT32, 4);
  int done;
  CHECK_FAILS(rw_request_open(NULL, model), RW_INVALID_ARGUMENT, "'out' is NULL");
  CHECK_FAILS(rw_request_open(&request, NULL), RW_CLOSED, "load it first");
  request = open_request(model);
  CHECK_FAILS(rw_request_start(none), RW_CLOSED, "open it first");
  CHECK_FAILS(rw_request_start(request), RW_INVALID_ARGUMENT, "input 'input' was never put");
  CHECK_FAILS(rw_request_wait(request), RW_INVALID_ARGUMENT, "not in flight");
  CHECK_FAILS(rw_request_test(request, &done), RW_INVALID_ARGUMENT, "not in flight");
  CHECK_FAILS(rw_request_get(request, 0, &out), RW_INVALID_ARGUMENT, "run the request first");
  CHECK_FAILS(rw_request_put(request, 0, &wrong), RW_SHAPE_MISMATCH, "but float32 [4] was given");
  CHECK_FAILS(rw_request_put(request, 7, &in), RW_TENSOR_UNKNOWN, "the model has 1: 'input'");
  CHECK_FAILS(rw_request_put(request, 0, NULL), RW_INVALID_ARGUMENT, "NULL");
  wrong = named("inptu", in);
  CHECK_FAILS(rw_request_put(request, 0, &wrong), RW_TENSOR_UNKNOWN, "did you mean 'input'? It has 'input'");
  wrong = tensor_1d(x, RW_FLOAT64, 5);
  CHECK_FAILS(rw_request_put(request, 0, &wrong), RW_TYPE_MISMATCH, "float64");
  CHECK(rw_request_put(request, 0, &in) == RW_OK);
  CHECK(rw_request_start(request) == RW_OK);
  CHECK_FAILS(rw_request_start(request), RW_INVALID_ARGUMENT, "in flight; wait for it first");
  CHECK_FAILS(rw_request_put(request, 0, &in), RW_INVALID_ARGUMENT, "in flight; wait for it first");
  CHECK_FAILS(rw_request_get(request, 0, &out), RW_INVALID_ARGUMENT, "in flight; wait for it first");
  CHECK(rw_request_wait(request) == RW_OK);
  CHECK_FAILS(rw_request_wait(request), RW_INVALID_ARGUMENT, "wait for it once");
  wrong = tensor_2d(y, RW_FLOAT32, 2, 5);
  CHECK_FAILS(rw_request_get(request, 0, &wrong), RW_SHAPE_MISMATCH,
              "output 'output' is float32 [1, 5], but float32 [2, 5] was given");
  wrong = tensor_1d(y, RW_INT32, 5);
  CHECK_FAILS(rw_request_get(request, 0, &wrong), RW_TYPE_MISMATCH, "int32");
  for (int i = 0; i < 5; i++) CHECK(y[i] == 42);
  CHECK(rw_request_get(request, 0, &out) == RW_OK && y[4] == 10);
  /* The model goes first: the request can only be closed. */
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK_FAILS(rw_request_put(request, 0, &in), RW_CLOSED, "the model is closed");
  CHECK_FAILS(rw_request_start(request), RW_CLOSED, "the model is closed");
  CHECK_FAILS(rw_request_get(request, 0, &out), RW_CLOSED, "the model is closed");
  CHECK(rw_request_close(&request) == RW_OK);
}

static void its_model_is_closed_in_flight(void) {
  rw_model *model = load("slow");
  rw_request *request = open_request(model);
  int64_t times = 40000;
  float total = 42;
  rw_tensor out = {.data = &total, .type = RW_FLOAT32};
  size_t which;
  int done;
  put(request, "times", (rw_tensor){.data = &times, .type = RW_INT64});
  CHECK(rw_request_start(request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK && model == NULL);
  CHECK_FAILS(rw_request_wait(request), RW_CLOSED, "the model is closed");
  CHECK_FAILS(rw_request_test(request, &done), RW_CLOSED, "the model is closed");
  CHECK_FAILS(rw_request_wait_any(&request, 1, &which), RW_INVALID_ARGUMENT, "none is in flight");
  CHECK_FAILS(rw_request_get(request, 0, &out), RW_CLOSED, "the model is closed");
  CHECK(total == 42);
  CHECK(rw_request_close(&request) == RW_OK);
  model = load("slow");
  rw_tensor in = {.data = &times, .type = RW_INT64};
  CHECK(rw_model_run(model, &in, 1, &out, 1) == RW_OK && total == (float)times);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void too_many(void) {
  rw_model *model = load("simplenet");
  rw_request *requests[RW_MAX_REQUESTS + 1] = {NULL};
  float x[5] = {1, 2, 3, 4, 5}, y[5];
  rw_tensor in = tensor_1d(x, RW_FLOAT32, 5), out = tensor_1d(y, RW_FLOAT32, 5);
  for (int i = 0; i < RW_MAX_REQUESTS; i++) requests[i] = open_request(model);
  CHECK_FAILS(rw_request_open(&requests[RW_MAX_REQUESTS], model), RW_INVALID_ARGUMENT, "192 requests are open already");
  CHECK(rw_model_run(model, &in, 1, &out, 1) == RW_OK && y[4] == 10);
  for (int i = 0; i < RW_MAX_REQUESTS; i++) {
    CHECK(rw_request_put(requests[i], 0, &in) == RW_OK);
    CHECK(rw_request_start(requests[i]) == RW_OK);
  }
  for (int i = 0; i < RW_MAX_REQUESTS; i++) CHECK(rw_request_close(&requests[i]) == RW_OK); /* most in flight */
  CHECK(rw_model_run(model, &in, 1, &out, 1) == RW_OK && y[4] == 10);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void too_late(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  int64_t times = 8000000;
  float total = 0;
  options.run_timeout = 0.2;
  CHECK(rw_model_load(&model, model_file(folder, "slow"), &options) == RW_OK);
  rw_request *request = open_request(model);
  size_t which;
  put(request, "times", (rw_tensor){.data = &times, .type = RW_INT64});
  CHECK(rw_request_start(request) == RW_OK);
  CHECK_FAILS(rw_request_wait(request), RW_TIMEOUT, "run_timeout");
  CHECK_FAILS(rw_request_wait_any(&request, 1, &which), RW_TIMEOUT, "run_timeout");
  int done = 0;
  while (!done) CHECK(rw_request_test(request, &done) == RW_OK); /* it is in flight still, and ends */
  get(request, "total", (rw_tensor){.data = &total, .type = RW_FLOAT32});
  CHECK(total == (float)times);
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void engine_gone(void) {
  rw_model *model = load("slow");
  rw_request *request = open_request(model), *other = open_request(model);
  int64_t times = INT64_C(1) << 40;
  size_t which;
  int done;
  put(request, "times", (rw_tensor){.data = &times, .type = RW_INT64});
  put(other, "times", (rw_tensor){.data = &times, .type = RW_INT64});
  CHECK(rw_request_start(request) == RW_OK);
  CHECK(kill((pid_t)rw_model_engine_pid(model), SIGKILL) == 0);
  CHECK_FAILS(rw_request_wait_any(&request, 1, &which), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_wait(request), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_test(request, &done), RW_ENGINE_LOST, "ended");
  CHECK_FAILS(rw_request_start(other), RW_ENGINE_LOST, "ended");
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK(rw_request_close(&other) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2 || argc == 3);
  folder = argv[1];
  if (argc == 3) rounds = atoi(argv[2]);
  by_name_in_any_order();
  one_input_stays_while_another_changes();
  only_the_selected_outputs();
  without_copies_for_ever();
  opening_in_a_loop_leaks_nothing();
  the_rank_computes_meanwhile();
  a_request_for_each_thread();
  misuse();
  its_model_is_closed_in_flight();
  too_many();
  too_late();
  engine_gone();
  return 0;
}
