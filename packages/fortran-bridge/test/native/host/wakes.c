/* Whatever becomes of a rank that wakes a shared engine, the others get their answers. */
#define _GNU_SOURCE
#include <signal.h>

#include "channel/wait.h"
#include "engine_in_c.h"
#include "ranks.h"

enum { ROUNDS = 8 };

/* What this process does, once, instead of waking whom it has rung for: between the two steps of rw__bell_ring(). */
static void (*instead)(void);

void __real_rw__futex_wake(_Atomic uint32_t *word, int sleepers);
void __wrap_rw__futex_wake(_Atomic uint32_t *word, int sleepers);
void __wrap_rw__futex_wake(_Atomic uint32_t *word, int sleepers) {
  void (*deed)(void) = instead;
  instead = NULL;
  if (deed != NULL) deed();
  __real_rw__futex_wake(word, sleepers);
}

static void die(void) { (void)raise(SIGKILL); }

static void stand_still(void) { (void)raise(SIGSTOP); }

static rw_model *load(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = "cpu";
  options.engines = "device";
  options.run_timeout = 20; /* which is for ever, here */
  CHECK(rw_model_load_bytes(&model, "double", 1, "double", &options) == RW_OK);
  return model;
}

/* Returns the seconds that it took. */
static double call(rw_model *model) {
  float x[3] = {1, 2, 3}, y[3] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 3), output = tensor_1d(y, RW_FLOAT32, 3);
  double start = seconds();
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && y[2] == 6);
  return seconds() - start;
}

static void let_the_engine_sleep(void) { pause_for(0.03); }

static void die_while_waking(int rank) {
  rw_model *model = load();
  (void)rank;
  call(model);
  let_the_engine_sleep();
  instead = die;
  call(model);
}

static void a_rank_dies_while_it_wakes_the_engine(void) {
  rw_model *model = load();
  int status;
  pid_t pid;
  for (int round = 0; round < ROUNDS; round++) {
    start_ranks(&pid, 1, die_while_waking);
    CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CHECK(call(model) < 5);
    let_the_engine_sleep();
    CHECK(call(model) < 5);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void stand_still_while_waking(int rank) {
  rw_model *model = load();
  (void)rank;
  for (int round = 0; round < ROUNDS; round++) {
    call(model);
    let_the_engine_sleep();
    instead = stand_still;
    call(model);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

/* The others do not wait for the rank's next turn on a core, nor for the engine's next look. */
static void a_rank_stands_still_while_it_wakes_the_engine(void) {
  rw_model *model = load();
  double whole = 0;
  int status;
  pid_t pid;
  start_ranks(&pid, 1, stand_still_while_waking);
  for (int round = 0; round < ROUNDS; round++) {
    CHECK(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
    whole += call(model);
    CHECK(kill(pid, SIGCONT) == 0);
  }
  ends_well(pid);
  CHECK(whole < ROUNDS * 0.02); /* a look would be 0.05 s away */
  CHECK(rw_model_close(&model) == RW_OK);
}

/* The bell of this process's engine, whatever file it was mapped from. */
static void write_over_the_bell(int byte) {
  char line[512];
  unsigned long from = 0, to = 0;
  FILE *file = fopen("/proc/self/maps", "r");
  CHECK(file != NULL);
  while (fgets(line, sizeof line, file) != NULL)
    if (strstr(line, "memfd:rankwise-bell") != NULL) CHECK(sscanf(line, "%lx-%lx", &from, &to) == 2);
  fclose(file);
  CHECK(to > from);
  memset((void *)from, byte, to - from);
}

static void something_writes_over_the_bell(void) {
  rw_model *model = load();
  for (int byte = 0; byte < 256; byte += 51) {
    call(model);
    let_the_engine_sleep();
    write_over_the_bell(byte);
    CHECK(call(model) < 5);
    let_the_engine_sleep();
    CHECK(call(model) < 5);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 2) return serve_in_c();
  use_engine_in_c();
  name_the_job("wakes");
  a_rank_dies_while_it_wakes_the_engine();
  a_rank_stands_still_while_it_wakes_the_engine();
  something_writes_over_the_bell();
  return 0;
}
