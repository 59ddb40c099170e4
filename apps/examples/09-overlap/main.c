/* A rank that computes while the network does: the time that saves, and several requests in flight on two networks.
 *
 *     overlap-c deep.onnx shallow.onnx [DEVICE]
 */
#include <inttypes.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 64, SAMPLES = 2048, CELLS = 4096, STEPS = 2000, ROUNDS = 25, COUNT = 4 };

typedef float batch[SAMPLES][WIDTH];

/* Large arrays: not on the stack. */
static batch x, y, y_overlapped, y_alone[COUNT];
static double u[CELLS], u_overlapped[CELLS];

/* Prints why, and ends the program; its memory and its engine end with it. */
static void give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(EXIT_FAILURE);
}

static void check(rw_status status) {
  if (status != RW_OK) give_up(rw_error_message());
}

static rw_tensor tensor_of(batch values) {
  return (rw_tensor){.data = values, .type = RW_FLOAT32, .rank = 2, .shape = {SAMPLES, WIDTH}};
}

/* Whole numbers from -4 to 4; each shift makes another batch. */
static void fill(batch values, int shift) {
  for (int sample = 1; sample <= SAMPLES; sample++) {
    for (int k = 1; k <= WIDTH; k++) {
      values[sample - 1][k - 1] = (float)((3 * k + 5 * sample + shift * k * sample) % 9 - 4);
    }
  }
}

/* The rank's own work: heat that spreads round a ring. */
static void spread_heat(double *heat) {
  static double before[CELLS + 2];
  for (int i = 1; i <= CELLS; i++) heat[i - 1] = (double)(i * i % 17);
  for (int step = 0; step < STEPS; step++) {
    before[0] = heat[CELLS - 1];
    memcpy(before + 1, heat, CELLS * sizeof *heat);
    before[CELLS + 1] = heat[0];
    /* Products with powers of two are exact: no compiler rounds this in another way. */
    for (int i = 0; i < CELLS; i++) heat[i] = (0.25 * before[i] + 0.25 * before[i + 2]) + 0.5 * before[i + 1];
  }
}

/* A number that shows each value, a whole number, and its place. */
static int64_t checksum(batch values) {
  int64_t sum = 0;
  for (int sample = 1; sample <= SAMPLES; sample++) {
    for (int k = 1; k <= WIDTH; k++) sum += (int64_t)values[sample - 1][k - 1] * ((7 * k + sample) % 101);
  }
  return sum;
}

static double hottest(const double *heat) {
  double most = heat[0];
  for (int i = 1; i < CELLS; i++) most = heat[i] > most ? heat[i] : most;
  return most;
}

/* Milliseconds since some time in the past. */
static double now(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static double least(const double values[ROUNDS]) {
  double found = values[0];
  for (int i = 1; i < ROUNDS; i++) found = values[i] < found ? values[i] : found;
  return found;
}

/* The network and the rank's own work, one after the other and at the same time. */
static void compute_meanwhile(rw_model *deep) {
  double network[ROUNDS], own[ROUNDS], both[ROUNDS];
  rw_request *request = NULL;
  rw_tensor input = tensor_of(x);
  rw_tensor output = tensor_of(y);
  rw_tensor output_overlapped = tensor_of(y_overlapped);
  fill(x, 1);
  check(rw_request_open(&request, deep));
  check(rw_request_put(request, 0, &input));
  check(rw_request_run(request)); /* the first run prepares */
  for (int round = 0; round < ROUNDS; round++) {
    double began = now();
    check(rw_request_run(request));
    network[round] = now() - began;
    check(rw_request_get(request, 0, &output));
    began = now();
    spread_heat(u);
    own[round] = now() - began;

    began = now();
    check(rw_request_start(request));
    spread_heat(u_overlapped);
    check(rw_request_wait(request));
    both[round] = now() - began;
    check(rw_request_get(request, 0, &output_overlapped));
    if (memcmp(y, y_overlapped, sizeof y) != 0 || memcmp(u, u_overlapped, sizeof u) != 0) {
      give_up("what was computed at the same time differs");
    }
  }
  check(rw_request_close(&request));

  /* The best round of each: the one that nothing else on the machine disturbed. */
  double one = least(network);
  double other = least(own);
  double saved = one + other - least(both);
  printf("network%6.2f ms, own work%6.2f ms, at the same time%6.2f ms\n", one, other, least(both));
  printf("saved%6.2f ms, %.0f %% of the shorter\n", saved, 100.0 * saved / (one < other ? one : other));
  printf("sums: network %" PRId64 ", own work %.16E\n", checksum(y), hottest(u));
}

/* Four requests on two networks, each answer taken when it comes. */
static void keep_several_in_flight(rw_model *deep, rw_model *shallow) {
  rw_request *requests[COUNT] = {NULL};
  size_t order[COUNT];
  rw_tensor input = tensor_of(x);
  rw_tensor output = tensor_of(y);
  for (int i = 0; i < COUNT; i++) {
    rw_model *model = i < 2 ? deep : shallow;
    rw_tensor alone = tensor_of(y_alone[i]);
    fill(x, i + 1);
    check(rw_model_run(model, &input, 1, &alone, 1));
    check(rw_request_open(&requests[i], model));
    check(rw_request_put(requests[i], 0, &input));
    check(rw_request_start(requests[i]));
  }
  for (int i = 0; i < COUNT; i++) {
    check(rw_request_wait_any(requests, COUNT, &order[i]));
    check(rw_request_get(requests[order[i]], 0, &output));
    if (memcmp(y, y_alone[order[i]], sizeof y) != 0) give_up("what was computed in flight differs");
  }
  printf("in flight: sums");
  for (int i = 0; i < COUNT; i++) printf(" %" PRId64, checksum(y_alone[i]));
  printf("\nanswered in the order");
  for (int i = 0; i < COUNT; i++) printf(" %zu", order[i] + 1);
  putchar('\n');
  for (int i = 0; i < COUNT; i++) check(rw_request_close(&requests[i]));
}

int main(int argc, char **argv) {
  rw_model *deep = NULL;
  rw_model *shallow = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  if (argc < 3) give_up("usage: overlap-c DEEP SHALLOW [DEVICE]");
  options.device = argc > 3 ? argv[3] : "auto";
  check(rw_model_load(&deep, argv[1], &options));
  check(rw_model_load(&shallow, argv[2], &options));
  compute_meanwhile(deep);
  keep_several_in_flight(deep, shallow);
  check(rw_model_close(&deep));
  check(rw_model_close(&shallow));
  return EXIT_SUCCESS;
}
