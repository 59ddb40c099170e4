/* A network in a time loop: loaded once, as it should be, and in every step, as it should not.
 *
 *     looping-c diffusion.onnx [DEVICE]
 */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELLS = 64, STEPS = 20 };

static const float time_step = 0.5F;

/* Prints why, and ends the program; its memory and its engine end with it. */
static void give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(EXIT_FAILURE);
}

static void check(rw_status status) {
  if (status != RW_OK) give_up(rw_error_message());
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A block of 16 cells in the middle of a quiet ring. */
static void set_initial(float *state) {
  for (int i = 0; i < CELLS; i++) state[i] = i >= 8 && i < 24 ? 1.0F : 0.0F;
}

static void advance(float *state, const float *tendency) {
  for (int i = 0; i < CELLS; i++) state[i] += time_step * tendency[i];
}

/* The good way. The state lies in memory that the engine sees, and nothing is copied. Gives the seconds of the loop. */
static double load_once(const char *path, const rw_load_options *options, float *state) {
  rw_model *net = NULL;
  rw_request *request = NULL;
  rw_tensor input = {.name = "state", .type = RW_FLOAT32, .rank = 2, .shape = {1, CELLS}};
  rw_tensor output = {.name = "tendency"};
  check(rw_model_load(&net, path, options));
  check(rw_request_open(&request, net));
  check(rw_request_input_buffer(request, 0, &input));

  set_initial(input.data);
  double start = now();
  for (int step = 0; step < STEPS; step++) {
    check(rw_request_run(request));
    /* Where it lies stays the same here: to ask after the first step would do. */
    check(rw_request_output_buffer(request, 0, &output));
    advance(input.data, output.data);
  }
  double seconds = now() - start;
  memcpy(state, input.data, CELLS * sizeof *state); /* the memory ends with the request */
  check(rw_request_close(&request));
  check(rw_model_close(&net));
  return seconds;
}

/* The bad way. Each step waits for an engine to start and for the model to be read. */
static double load_in_every_step(const char *path, const rw_load_options *options, float *state) {
  float tendency[CELLS];
  rw_tensor input = {.data = state, .type = RW_FLOAT32, .rank = 2, .shape = {1, CELLS}};
  rw_tensor output = {.data = tendency, .type = RW_FLOAT32, .rank = 2, .shape = {1, CELLS}};

  set_initial(state);
  double start = now();
  for (int step = 0; step < STEPS; step++) {
    rw_model *net = NULL;
    check(rw_model_load(&net, path, options));
    check(rw_model_run(net, &input, 1, &output, 1));
    check(rw_model_close(&net));
    advance(state, tendency);
  }
  return now() - start;
}

int main(int argc, char **argv) {
  if (argc < 2) give_up("usage: looping-c MODEL [DEVICE]");
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = argc > 2 ? argv[2] : "auto";

  float good[CELLS];
  float bad[CELLS];
  double good_time = load_once(argv[1], &options, good);
  double bad_time = load_in_every_step(argv[1], &options, bad);

  printf("loaded once:          %12.3f microseconds a step\n", 1e6 * good_time / STEPS);
  printf("loaded in every step: %12.3f microseconds a step\n", 1e6 * bad_time / STEPS);
  printf("ratio:                %12.1f\n", bad_time / good_time);
  printf("cells 1, 8, 16, 24: %9.5f%9.5f%9.5f%9.5f\n", (double)good[0], (double)good[7], (double)good[15],
         (double)good[23]);
  if (memcmp(good, bad, sizeof good) != 0) give_up("the two loops do not end in the same numbers");
  printf("both loops end in the same numbers\n");
  return EXIT_SUCCESS;
}
