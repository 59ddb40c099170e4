/* Optional inputs, networks with a state, and what a model says about itself. And their misuse. */
#define _GNU_SOURCE
#include "testing.h"

static const char *folder;

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

static rw_status put(rw_request *request, const char *name, const float *values, int64_t n) {
  rw_tensor tensor = tensor_1d((void *)(size_t)values, RW_FLOAT32, n);
  tensor.name = name;
  return rw_request_put(request, 0, &tensor);
}

static rw_status get(rw_request *request, const char *name, float *values, int64_t n) {
  rw_tensor tensor = tensor_1d(values, RW_FLOAT32, n);
  tensor.name = name;
  return rw_request_get(request, 0, &tensor);
}

static const float ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};

static void an_optional_input(void) {
  rw_model *model = load("scaled");
  rw_tensor_info info;
  float x[2] = {1, 3}, factor[1] = {10}, y[2];
  CHECK(rw_model_input_count(model) == 2);
  CHECK(rw_model_input(model, 0, &info) == RW_OK && strcmp(info.name, "x") == 0 && !info.optional);
  CHECK(rw_model_input(model, 1, &info) == RW_OK && strcmp(info.name, "factor") == 0 && info.optional);
  rw_tensor inputs[] = {tensor_1d(x, RW_FLOAT32, 2), tensor_1d(factor, RW_FLOAT32, 1)},
            output = tensor_1d(y, RW_FLOAT32, 2);
  for (int round = 0; round < 3; round++) {
    CHECK(rw_model_run(model, inputs, 1, &output, 1) == RW_OK && y[0] == 2 && y[1] == 6);
    CHECK(rw_model_run(model, inputs, 2, &output, 1) == RW_OK && y[0] == 10 && y[1] == 30);
  }
  CHECK_FAILS(rw_model_run(model, inputs + 1, 0, &output, 1), RW_INVALID_ARGUMENT, "input 'x' was not given");

  rw_request *request = open_request(model);
  CHECK(put(request, "x", x, 2) == RW_OK && rw_request_run(request) == RW_OK && get(request, "y", y, 2) == RW_OK);
  CHECK(y[1] == 6);
  CHECK(put(request, "factor", factor, 1) == RW_OK && rw_request_run(request) == RW_OK &&
        get(request, "y", y, 2) == RW_OK);
  CHECK(y[1] == 30);
  CHECK(rw_request_omit(request, 0, "factor") == RW_OK && rw_request_omit(request, 1, NULL) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK && get(request, "y", y, 2) == RW_OK);
  CHECK(y[1] == 6);
  CHECK(put(request, "factor", factor, 1) == RW_OK && rw_request_run(request) == RW_OK &&
        get(request, "y", y, 2) == RW_OK);
  CHECK(y[1] == 30);
  CHECK_FAILS(rw_request_omit(request, 0, "x"), RW_INVALID_ARGUMENT, "'x' is not optional");
  CHECK_FAILS(rw_request_omit(request, 0, "facto"), RW_TENSOR_UNKNOWN, "did you mean 'factor'?");
  CHECK_FAILS(rw_request_omit(NULL, 0, "x"), RW_CLOSED, "open it first");
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void the_size_of_an_output_is_that_of_an_optional_input(void) {
  rw_model *model = load("weighted");
  rw_request *request = open_request(model);
  float y[3];
  for (int round = 0; round < 3; round++) {
    CHECK(put(request, "x", ones, 5) == RW_OK && rw_request_run(request) == RW_OK);
    CHECK(get(request, "y", y, 2) == RW_OK && y[0] == 5 && y[1] == 50);
    CHECK(put(request, "weights", ones, 3) == RW_OK && rw_request_run(request) == RW_OK);
    CHECK(get(request, "y", y, 3) == RW_OK && y[2] == 5);
    CHECK(rw_request_omit(request, 0, "weights") == RW_OK);
  }
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void a_state(void) {
  rw_model *model = load("state");
  rw_request *request = open_request(model);
  const float start[3] = {10, 20, 30};
  float y[3];
  CHECK(put(request, "x", ones, 3) == RW_OK && put(request, "state", start, 3) == RW_OK);
  CHECK(rw_request_feed(request, "next", "state") == RW_OK);
  for (int step = 1; step <= 100; step++) {
    CHECK(rw_request_run(request) == RW_OK && get(request, "twice", y, 3) == RW_OK);
    CHECK(y[0] == 2 * (10 + (float)step) && y[2] == 2 * (30 + (float)step));
  }
  CHECK_FAILS(get(request, "next", y, 3), RW_TENSOR_UNKNOWN, "'next' stays in the engine");
  /* Another input changes; the state goes on. */
  const float tens[3] = {10, 10, 10};
  CHECK(put(request, "x", tens, 3) == RW_OK && rw_request_run(request) == RW_OK &&
        get(request, "twice", y, 3) == RW_OK);
  CHECK(y[0] == 2 * 120);
  /* Seen once it is selected, which starts nothing anew. */
  const char *names[] = {"next", "twice"};
  CHECK(rw_request_select(request, names, 2) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK(get(request, "next", y, 3) == RW_OK && y[0] == 130 && y[1] == 140);
  CHECK(rw_request_run(request) == RW_OK && get(request, "next", y, 3) == RW_OK && y[0] == 140);
  CHECK(rw_request_select(request, NULL, 0) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK(get(request, "twice", y, 3) == RW_OK && y[0] == 300);
  /* A put starts anew. */
  CHECK(put(request, "state", start, 3) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK(get(request, "twice", y, 3) == RW_OK && y[0] == 40);
  CHECK(rw_request_run(request) == RW_OK && get(request, "twice", y, 3) == RW_OK && y[0] == 60);
  /* With another shape too. */
  CHECK(put(request, "state", ones, 2) == RW_OK && put(request, "x", ones, 2) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK && get(request, "twice", y, 2) == RW_OK && y[0] == 4);
  CHECK(rw_request_run(request) == RW_OK && get(request, "twice", y, 2) == RW_OK && y[1] == 6);
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static rw_status put_place(rw_request *request, int64_t place) {
  rw_tensor tensor = {.name = "place", .data = &place, .type = RW_INT64};
  return rw_request_put(request, 0, &tensor);
}

static void a_run_that_fails_leaves_the_state(void) {
  rw_model *model = load("state");
  rw_request *request = open_request(model);
  float y[2], picked;
  rw_tensor scalar = {.name = "picked", .data = &picked, .type = RW_FLOAT32};
  CHECK(rw_request_feed(request, "next", "state") == RW_OK);
  CHECK(put(request, "x", ones, 2) == RW_OK && put(request, "state", ones, 2) == RW_OK &&
        put_place(request, 1) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK(rw_request_get(request, 0, &scalar) == RW_OK && picked == 3);
  CHECK(put_place(request, 99) == RW_OK);
  CHECK_FAILS(rw_request_run(request), RW_RUN_FAILED, "Gather");
  CHECK_FAILS(rw_request_run(request), RW_RUN_FAILED, "Gather");
  CHECK(put_place(request, 0) == RW_OK && rw_request_run(request) == RW_OK && get(request, "twice", y, 2) == RW_OK);
  CHECK(y[0] == 8);
  /* Without the state the input is to be put again. */
  CHECK(rw_request_feed(request, NULL, "state") == RW_OK);
  CHECK_FAILS(rw_request_run(request), RW_INVALID_ARGUMENT, "'state' was never put");
  CHECK(put(request, "state", ones, 2) == RW_OK && rw_request_run(request) == RW_OK &&
        rw_request_run(request) == RW_OK);
  CHECK(get(request, "next", y, 2) == RW_OK && y[0] == 2);
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

/* Each by itself: one goes on while the other starts anew. */
static void two_states(void) {
  rw_model *model = load("twostates");
  rw_request *request = open_request(model);
  const float zero[1] = {0}, far[1] = {500};
  float sum[1];
  CHECK(rw_request_feed(request, "hn", "h") == RW_OK && rw_request_feed(request, "cn", "c") == RW_OK);
  CHECK(put(request, "h", zero, 1) == RW_OK && put(request, "c", zero, 1) == RW_OK);
  for (int step = 1; step <= 3; step++) {
    CHECK(rw_request_run(request) == RW_OK && get(request, "sum", sum, 1) == RW_OK);
    CHECK(sum[0] == 11 * (float)step);
  }
  CHECK(put(request, "h", far, 1) == RW_OK);
  for (int step = 1; step <= 3; step++) {
    CHECK(rw_request_run(request) == RW_OK && get(request, "sum", sum, 1) == RW_OK);
    CHECK(sum[0] == 500 + 30 + 11 * (float)step);
  }
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

/* What has the size of a state is as large as the state is by then. */
static void a_state_that_grows(void) {
  rw_model *model = load("growing");
  rw_request *request = open_request(model);
  float x[1], first[1] = {7};
  CHECK(rw_request_feed(request, "present", "past") == RW_OK && put(request, "past", first, 1) == RW_OK);
  for (int step = 1; step <= 5; step++) {
    rw_tensor negative = {.name = "negative"};
    x[0] = (float)step;
    CHECK(put(request, "x", x, 1) == RW_OK && rw_request_run(request) == RW_OK);
    CHECK(rw_request_get(request, 0, &negative) == RW_OK && negative.shape[0] == step);
    CHECK(((float *)negative.data)[step - 1] == (step > 1 ? -(float)(step - 1) : -7));
    rw_tensor_release(&negative);
  }
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void what_cannot_be_a_state(void) {
  rw_model *model = load("state");
  rw_request *request = open_request(model);
  CHECK_FAILS(rw_request_feed(request, "nxt", "state"), RW_TENSOR_UNKNOWN, "did you mean 'next'?");
  CHECK_FAILS(rw_request_feed(request, "next", "stat"), RW_TENSOR_UNKNOWN, "did you mean 'state'?");
  CHECK_FAILS(rw_request_feed(request, "next", NULL), RW_INVALID_ARGUMENT, "NULL");
  CHECK_FAILS(rw_request_feed(request, "shape", "state"), RW_TYPE_MISMATCH,
              "'shape', int64 [1], cannot be the input 'state', float32 [n]");
  CHECK_FAILS(rw_request_feed(request, "picked", "state"), RW_SHAPE_MISMATCH, "'picked', float32 []");
  CHECK(rw_request_feed(request, "next", "state") == RW_OK && rw_request_feed(request, "next", "state") == RW_OK);
  CHECK_FAILS(rw_request_feed(request, "next", "x"), RW_INVALID_ARGUMENT, "feeds the input 'state' already");
  CHECK_FAILS(rw_request_run(request), RW_INVALID_ARGUMENT, "'x' was never put");
  CHECK(put(request, "x", ones, 3) == RW_OK);
  CHECK_FAILS(rw_request_run(request), RW_INVALID_ARGUMENT, "'state' was never put");
  /* Sizes that cannot be added: the start fails in the engine, and what comes after has no state to go on with. */
  CHECK(put(request, "state", ones, 2) == RW_OK);
  CHECK(rw_request_run(request) != RW_OK);
  CHECK(put(request, "state", ones, 3) == RW_OK && rw_request_run(request) == RW_OK);
  CHECK(rw_request_start(request) == RW_OK);
  CHECK_FAILS(rw_request_feed(request, NULL, "state"), RW_INVALID_ARGUMENT, "in flight");
  CHECK_FAILS(rw_request_omit(request, 0, "place"), RW_INVALID_ARGUMENT, "in flight");
  CHECK(rw_request_wait(request) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK_FAILS(rw_request_feed(request, NULL, "state"), RW_CLOSED, "the model is closed");
  CHECK(rw_request_close(&request) == RW_OK);
  CHECK_FAILS(rw_request_feed(request, NULL, "state"), RW_CLOSED, "open it first");
}

static void metadata(void) {
  static const char *const expected[][2] = {{"ir_version", "7"},          {"opset", "13"},
                                            {"opset:com.microsoft", "1"}, {"producer_name", "rankwise-tests"},
                                            {"producer_version", "7.1"},  {"domain", "org.rankwise"},
                                            {"model_version", "3"},       {"doc_string", "y = factor x"},
                                            {"graph_name", "graph"},      {"größe", "3 µm"}};
  const size_t count = sizeof expected / sizeof expected[0];
  rw_model *model = load("scaled");
  const char *key = NULL, *value = NULL;
  CHECK(rw_model_metadata_count(model) == count);
  for (size_t i = 0; i < count; i++) {
    CHECK(rw_model_metadata_at(model, i, &key, &value) == RW_OK);
    CHECK(strcmp(key, expected[i][0]) == 0 && strcmp(value, expected[i][1]) == 0);
    CHECK(strcmp(rw_model_metadata(model, expected[i][0]), expected[i][1]) == 0);
  }
  CHECK(rw_model_metadata(model, "nothing") == NULL && rw_model_metadata(model, NULL) == NULL);
  CHECK_FAILS(rw_model_metadata_at(model, count, &key, &value), RW_INVALID_ARGUMENT, "there is no metadata 10");
  CHECK_FAILS(rw_model_metadata_at(model, 0, NULL, &value), RW_INVALID_ARGUMENT, "NULL");
  CHECK(rw_model_close(&model) == RW_OK);
  CHECK(rw_model_metadata_count(NULL) == 0 && rw_model_metadata(NULL, "opset") == NULL);
  CHECK_FAILS(rw_model_metadata_at(NULL, 0, &key, &value), RW_CLOSED, "closed");
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  an_optional_input();
  the_size_of_an_output_is_that_of_an_optional_input();
  a_state();
  a_run_that_fails_leaves_the_state();
  two_states();
  a_state_that_grows();
  what_cannot_be_a_state();
  metadata();
  return 0;
}
