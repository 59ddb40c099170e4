/* Models that declare wrong shapes of their outputs: y [800, 4] has as many rows as x, and z [n, 4] twice as many. */
#define _GNU_SOURCE
#include "testing.h"

enum { ROWS = 6 };

static float x[4 * ROWS], y[4 * ROWS], z[8 * ROWS];
static rw_model *model;

static void check_values(int rows) {
  for (int i = 0; i < 4 * rows; i++) CHECK(y[i] == 2 * x[i] && z[i] == x[i] && z[4 * rows + i] == x[i]);
}

static void clear(void) {
  memset(y, 0, sizeof y);
  memset(z, 0, sizeof z);
}

/* The run decides, and the caller's arrays take what came out. */
static void into_arrays(void) {
  for (int round = 0; round < 200; round++) {
    int rows = 1 + round % 3;
    rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, 4);
    rw_tensor outputs[2] = {tensor_2d(y, RW_FLOAT32, rows, 4), tensor_2d(z, RW_FLOAT32, 2 * rows, 4)};
    clear();
    x[0] = (float)round;
    CHECK(rw_model_run(model, &input, 1, outputs, 2) == RW_OK);
    check_values(rows);
  }
}

static void allocated_and_into_an_array(void) {
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 2, 4);
  for (int round = 0; round < 4; round++) {
    rw_tensor outputs[2] = {{0}, tensor_2d(z, RW_FLOAT32, 4, 4)};
    if (round % 2 == 1) outputs[0] = tensor_2d(y, RW_FLOAT32, 2, 4);
    CHECK(rw_model_run(model, &input, 1, outputs, 2) == RW_OK);
    CHECK(outputs[0].rank == 2 && outputs[0].shape[0] == 2 && outputs[0].allocated == (round % 2 == 0));
    rw_tensor_release(&outputs[0]);
  }
}

/* What does not fit is an error, writes nothing, and takes no memory away however often it comes. */
static void other_arrays(void) {
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 3, 4);
  long before = 0;
  for (int round = 0; round < 300; round++) {
    rw_tensor outputs[2] = {tensor_2d(y, RW_FLOAT32, 2, 4), tensor_2d(z, RW_FLOAT32, 6, 4)};
    clear();
    CHECK_FAILS(rw_model_run(model, &input, 1, outputs, 2), RW_SHAPE_MISMATCH,
                "output 'y' is float32 [3, 4] for these inputs, but float32 [2, 4] was given");
    for (int i = 0; i < 8 * ROWS; i++) CHECK(z[i] == 0);
    if (round == 10) before = shared_memory();
  }
  CHECK(shared_memory() <= before);
  /* As declared, and wrong. */
  rw_tensor declared = tensor_2d(z, RW_FLOAT32, 3, 4);
  declared.name = "z";
  CHECK_FAILS(rw_model_run(model, &input, 1, &declared, 1), RW_SHAPE_MISMATCH, "");
}

static void fill(rw_request *request, int rows) {
  rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, 4);
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
}

static void take(rw_request *request, int rows) {
  rw_tensor outputs[2] = {tensor_2d(y, RW_FLOAT32, rows, 4), tensor_2d(z, RW_FLOAT32, 2 * rows, 4)};
  clear();
  CHECK(rw_request_get(request, 0, &outputs[0]) == RW_OK && rw_request_get(request, 1, &outputs[1]) == RW_OK);
  check_values(rows);
}

/* A request gives outputs the memory that the model declares, until a run shows that it is wrong. */
static void requests(void) {
  rw_request *requests[3];
  size_t index = 0;
  int done = 0;
  for (int i = 0; i < 3; i++) CHECK(rw_request_open(&requests[i], model) == RW_OK);
  for (int round = 0; round < 50; round++) {
    int rows = 1 + round % ROWS;
    x[0] = (float)round;
    for (int i = 0; i < 3; i++) {
      fill(requests[i], rows);
      CHECK(rw_request_start(requests[i]) == RW_OK);
    }
    CHECK(rw_request_wait(requests[0]) == RW_OK);
    take(requests[0], rows);
    for (done = 0; !done;) CHECK(rw_request_test(requests[1], &done) == RW_OK);
    take(requests[1], rows);
    CHECK(rw_request_wait_any(requests, 3, &index) == RW_OK && index == 2);
    take(requests[2], rows);
  }
  for (int i = 0; i < 3; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
}

int main(int count, char **arguments) {
  CHECK(count == 2);
  for (int i = 0; i < 4 * ROWS; i++) x[i] = (float)i;
  CHECK(rw_model_load(&model, model_file(arguments[1], "misdeclared"), NULL) == RW_OK);
  into_arrays();
  allocated_and_into_an_array();
  other_arrays();
  requests();
  CHECK(rw_model_close(&model) == RW_OK);
  return 0;
}
