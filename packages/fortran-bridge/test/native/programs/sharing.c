/* Engines that ranks share: one process and one copy of the weights for all, whoever comes, goes or dies. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "ranks.h"

enum { RANKS = 32, WIDTH = 2048 };

static const char *folder, *device = "cpu"; /* a second argument sets it */
static int rounds = 8;                      /* of elections; a third argument sets it */

/* What the ranks of a case, children of this process, share with it. */
static struct {
  _Atomic int loaded, go, runs[RANKS];
  _Atomic int64_t engine[RANKS];
} * common;

/* A line of /proc/PID/status. */
static int64_t status_of(int64_t pid, const char *name) {
  char path[64], line[256];
  long long value = -1;
  snprintf(path, sizeof path, "/proc/%lld/status", (long long)pid);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  while (value < 0 && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, name, strlen(name)) == 0) value = atoll(line + strlen(name) + 1);
  fclose(file);
  CHECK(value >= 0);
  return value;
}

static rw_model *load_with(const char *name, const char *engines) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device;
  options.engines = engines;
  CHECK(rw_model_load(&model, model_file(folder, name), &options) == RW_OK);
  return model;
}

static rw_model *load(const char *name) { return load_with(name, "device"); }

static void doubles(rw_model *model, float seed, int64_t width) {
  static float x[WIDTH], y[WIDTH];
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 1, width), output = tensor_2d(y, RW_FLOAT32, 1, width);
  for (int64_t i = 0; i < width; i++) x[i] = seed + (float)(i % 7);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int64_t i = 0; i < width; i++) CHECK(y[i] == 2 * x[i]);
}

static void close_model(rw_model *model) { CHECK(rw_model_close(&model) == RW_OK); }

static void start_all(pid_t *pids, int count, void (*life)(int rank)) {
  memset(common, 0, sizeof *common);
  start_ranks(pids, count, life);
}

static void note_engine(int rank, rw_model *model) {
  atomic_store(&common->engine[rank], rw_model_engine_pid(model));
  atomic_fetch_add(&common->loaded, 1);
}

static int64_t the_only_engine(int count) {
  for (int rank = 0; rank < count; rank++) CHECK(common->engine[rank] == common->engine[0]);
  return common->engine[0];
}

/* They leave one after the other; the last still gets its answers. */
static void load_run_and_leave(int rank) {
  rw_model *model = load("heavy");
  note_engine(rank, model);
  await(&common->go, 1);
  int runs = strcmp(device, "cpu") == 0 ? 5 + rank : rank % 8 == 7; /* a GPU in software is slow */
  for (int i = 0; i < runs; i++) doubles(model, (float)(100 * rank + i), WIDTH);
  if (rank % 2 == 0) close_model(model); /* the others just end */
}

static void many_share_one_engine_and_one_copy_of_the_weights(void) {
  pid_t pids[RANKS];
  rw_model *first = load("heavy");
  doubles(first, 1, WIDTH);
  int64_t engine = rw_model_engine_pid(first), before = status_of(engine, "RssAnon");
  start_all(pids, RANKS, load_run_and_leave);
  await(&common->loaded, RANKS);
  CHECK(the_only_engine(RANKS) == engine);
  CHECK(status_of(engine, "RssAnon") - before < 64 << 10); /* KiB; the weights are 16 MiB */
  close_model(first);                                      /* which is who started the engine */
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < RANKS; rank++) ends_well(pids[rank]);
  goes_within(engine, 10.0);
}

static void run_until_told(int rank) {
  rw_model *model = load("simplenet");
  note_engine(rank, model);
  while (atomic_load(&common->go) == 0) {
    doubles(model, (float)rank, 5);
    atomic_fetch_add(&common->runs[rank], 1);
  }
  close_model(model);
}

static void all_but_one_go_on(int count, int but) {
  for (int rank = 0; rank < count; rank++)
    if (rank != but) await(&common->runs[rank], common->runs[rank] + 20);
}

/* The rank that started the engine, or any other. */
static void one_is_killed(int starter) {
  enum { COUNT = 6 };
  pid_t pids[COUNT];
  int victim = 0;
  start_all(pids, COUNT, run_until_told);
  await(&common->loaded, COUNT);
  int64_t engine = the_only_engine(COUNT), parent = status_of(engine, "PPid");
  while ((pids[victim] == parent) != starter) CHECK(++victim < COUNT);
  await(&common->runs[victim], 10);
  CHECK(kill(pids[victim], SIGKILL) == 0);
  CHECK(waitpid(pids[victim], NULL, 0) == pids[victim]);
  all_but_one_go_on(COUNT, victim);
  rw_model *late = load("simplenet");
  CHECK(rw_model_engine_pid(late) == engine);
  doubles(late, 3, 5);
  close_model(late);
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < COUNT; rank++)
    if (rank != victim) ends_well(pids[rank]);
  goes_within(engine, 10.0);
}

static void lose_the_engine_and_load_again(int rank) {
  rw_model *model = load("simplenet");
  float x[5] = {0}, y[5];
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  rw_status status;
  note_engine(rank, model);
  while ((status = rw_model_run(model, &input, 1, &output, 1)) == RW_OK) continue;
  CHECK(status == RW_ENGINE_LOST && strstr(rw_error_message(), "ended") != NULL);
  rw_model *next = load("simplenet");
  CHECK(rw_model_close(&model) == RW_OK);
  doubles(next, 1, 5);
  note_engine(rank, next);
  await(&common->go, 1);
  close_model(next);
}

static void the_engine_is_killed(void) {
  enum { COUNT = 6 };
  pid_t pids[COUNT];
  start_all(pids, COUNT, lose_the_engine_and_load_again);
  await(&common->loaded, COUNT);
  int64_t engine = the_only_engine(COUNT);
  CHECK(kill((pid_t)engine, SIGKILL) == 0);
  await(&common->loaded, 2 * COUNT);
  CHECK(the_only_engine(COUNT) != engine);
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < COUNT; rank++) ends_well(pids[rank]);
  goes_within(common->engine[0], 10.0);
}

static void load_at_once(int rank) {
  rw_model *model = load("simplenet");
  note_engine(rank, model);
  await(&common->go, 1);
  doubles(model, (float)rank, 5);
}

static void elections(void) {
  pid_t pids[RANKS];
  for (int round = 0; round < rounds; round++) {
    start_all(pids, RANKS, load_at_once);
    await(&common->loaded, RANKS);
    int64_t engine = the_only_engine(RANKS);
    atomic_store(&common->go, 1);
    for (int rank = 0; rank < RANKS; rank++) ends_well(pids[rank]);
    if (round % 2 == 0) goes_within(engine, 10.0); /* else the next come while it ends */
  }
}

static void whoever_starts_it_dies_at_once(void) {
  enum { COUNT = 5 };
  pid_t pids[COUNT];
  for (int round = 0; round < rounds; round++) {
    start_all(pids, COUNT, load_at_once);
    pause_for(0.0005 * round * round); /* before the name is taken, before and after the engine starts */
    CHECK(kill(pids[0], SIGKILL) == 0);
    CHECK(waitpid(pids[0], NULL, 0) == pids[0]);
    await(&common->loaded, COUNT - 1);
    atomic_store(&common->go, 1);
    for (int rank = 1; rank < COUNT; rank++) ends_well(pids[rank]);
    goes_within(common->engine[1], 10.0);
  }
}

static void comes_while_the_engine_ends(void) {
  for (int round = 0; round < 12; round++) {
    rw_model *model = load("simplenet");
    doubles(model, (float)round, 5);
    close_model(model);
    pause_for(0.0004 * round * round);
  }
}

static void closes_one_of_two(void) {
  rw_model *one = load("simplenet"), *other = load("simplenet");
  CHECK(rw_model_engine_pid(one) == rw_model_engine_pid(other));
  doubles(one, 1, 5);
  doubles(other, 2, 5);
  close_model(one);
  doubles(other, 3, 5);
  close_model(other);
}

static void get_an_engine_of_ones_own(int rank) {
  rw_model *model = load_with("simplenet", rank % 2 == 0 ? "rank" : NULL);
  doubles(model, 1, 5);
  note_engine(rank, model);
  await(&common->go, 1);
}

static void allowed_cores(int64_t pid, char mask[256]) {
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/%lld/status", (long long)pid);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  mask[0] = '\0';
  while (mask[0] == '\0' && fgets(line, sizeof line, file) != NULL) (void)sscanf(line, "Cpus_allowed: %255s", mask);
  fclose(file);
  CHECK(mask[0] != '\0');
}

/* The rank that starts the engine keeps its core; the engine has all that the ranks have together. */
static void an_engine_is_not_bound_to_the_core_of_one_rank(void) {
  char all[256], before[256], after[256], engine[256];
  cpu_set_t cores, one, whole;
  CHECK(sched_getaffinity(0, sizeof cores, &cores) == 0);
  memset(&whole, 0xff, sizeof whole);
  CHECK(sched_setaffinity(0, sizeof whole, &whole) == 0);
  allowed_cores(getpid(), all);
  CPU_ZERO(&one);
  for (size_t i = 0; CPU_COUNT(&one) == 0; i++)
    if (CPU_ISSET(i, &cores)) CPU_SET(i, &one);
  CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
  allowed_cores(getpid(), before);
  rw_model *model = load("simplenet");
  allowed_cores(getpid(), after);
  allowed_cores(rw_model_engine_pid(model), engine);
  CHECK(strcmp(before, after) == 0 && strcmp(engine, all) == 0);
  close_model(model);
  CHECK(sched_setaffinity(0, sizeof cores, &cores) == 0);
}

static void ranks_on_the_cpu_share_nothing_unless_told(void) {
  pid_t pids[3];
  start_all(pids, 3, get_an_engine_of_ones_own);
  await(&common->loaded, 3);
  CHECK(common->engine[0] != common->engine[1] && common->engine[1] != common->engine[2]);
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < 3; rank++) ends_well(pids[rank]);
}

static void be_told_by_the_environment(int rank) {
  setenv("RANKWISE_ENGINES", "device", 1);
  if (rank == 2) name_the_job("b");
  load_at_once(rank);
}

static void each_job_has_its_own(void) {
  pid_t pids[3];
  start_all(pids, 3, be_told_by_the_environment);
  await(&common->loaded, 3);
  CHECK(common->engine[0] == common->engine[1] && common->engine[1] != common->engine[2]);
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < 3; rank++) ends_well(pids[rank]);
}

/* Where nothing else is to be seen, "auto" is the cpu, whatever was guessed first. */
static void load_automatically(int rank) {
  rw_model *model = NULL;
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  setenv("VK_ICD_FILENAMES", "/nowhere", 1);
  setenv("VK_DRIVER_FILES", "/nowhere", 1);
  if (rank < 2) setenv("RANKWISE_ENGINES", "device", 1);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), NULL) == RW_OK);
  CHECK(strcmp(rw_model_device(model), "cpu") == 0);
  doubles(model, (float)rank, 5);
  note_engine(rank, model);
  await(&common->go, 1);
  close_model(model);
}

static void automatic_devices(void) {
  pid_t pids[4];
  start_all(pids, 4, load_automatically);
  await(&common->loaded, 4);
  CHECK(common->engine[0] == common->engine[1]);
  CHECK(common->engine[2] != common->engine[0] && common->engine[2] != common->engine[3]);
  atomic_store(&common->go, 1);
  for (int rank = 0; rank < 4; rank++) ends_well(pids[rank]);
}

/* Another rank's engine says which device this rank gets, and goes by this rank's environment. */
static void be_a_rank_that_cannot_be(int rank) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  char kind[16];
  snprintf(kind, sizeof kind, "%.*s", (int)strcspn(device, ":"), device);
  options.device = kind;
  if (rank == 0) {
    CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
    CHECK(strncmp(rw_model_device(model), kind, strlen(kind)) == 0);
    note_engine(rank, model);
    await(&common->go, 1);
    doubles(model, 1, 5);
    return;
  }
  await(&common->loaded, 1);
  setenv("RANKWISE_RANK", "9", 1);
  setenv("RANKWISE_SIZE", "4", 1);
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_INVALID_ARGUMENT, "rank 9 of 4");
}

static void devices_go_by_the_rank_that_asks(void) {
  pid_t pids[2];
  start_all(pids, 2, be_a_rank_that_cannot_be);
  ends_well(pids[1]);
  atomic_store(&common->go, 1);
  ends_well(pids[0]);
}

static void refuses_what_is_no_choice(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.engines = "node";
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_INVALID_ARGUMENT,
              "engines is 'node'");
}

static void fail_to_start(int rank) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  (void)rank;
  options.device = "cpu";
  options.engines = "device";
  options.start_timeout = 30;
  setenv("RANKWISE_ENGINE", FAKES "/dies.cjs", 1);
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_ENGINE_START_FAILED,
              "the disk is on fire");
}

static void each_is_told_why_it_cannot_start(void) {
  pid_t pids[4];
  start_all(pids, 4, fail_to_start);
  for (int rank = 0; rank < 4; rank++) ends_well(pids[rank]);
}

static rw_request *start_slow(rw_model *model, int64_t times) {
  rw_request *request = NULL;
  rw_tensor input = {.data = &times, .type = RW_INT64};
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
  CHECK(rw_request_start(request) == RW_OK);
  return request;
}

static void waits_for_any_of_several_engines(void) {
  const int64_t for_ever = INT64_C(1) << 40;
  rw_model *own = load_with("slow", "rank"), *shared = load("slow");
  CHECK(rw_model_engine_pid(own) != rw_model_engine_pid(shared));
  rw_request *requests[3] = {start_slow(own, for_ever), NULL, start_slow(shared, 1000)};
  size_t which = 9;
  float total = 0;
  rw_tensor output = {.data = &total, .type = RW_FLOAT32};
  CHECK(rw_request_wait_any(requests, 3, &which) == RW_OK && which == 2);
  CHECK(rw_request_get(requests[2], 0, &output) == RW_OK && total == 1000);
  CHECK(rw_request_close(&requests[2]) == RW_OK);
  requests[1] = start_slow(shared, for_ever);
  CHECK(kill((pid_t)rw_model_engine_pid(shared), SIGKILL) == 0);
  CHECK_FAILS(rw_request_wait_any(requests, 3, &which), RW_ENGINE_LOST, "ended");
  CHECK(which == 1);
  CHECK(kill((pid_t)rw_model_engine_pid(own), SIGKILL) == 0);
  CHECK_FAILS(rw_request_wait_any(requests, 3, &which), RW_ENGINE_LOST, "ended");
  CHECK(which == 0);
  for (int i = 0; i < 2; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  close_model(own);
  close_model(shared);
}

/* Looks for a name or an inode in the system's list of sockets. */
static int is_listed(const char *what, char name[108]) {
  char line[512];
  int found = 0;
  FILE *file = fopen("/proc/net/unix", "r");
  CHECK(file != NULL);
  while (fgets(line, sizeof line, file) != NULL) {
    char *at = strstr(line, " @rankwise/");
    if (at == NULL || strstr(line, what) == NULL) continue;
    CHECK(sscanf(at, "%107s", name) == 1);
    found = 1;
  }
  fclose(file);
  return found;
}

/* The name at which the ranks of a job meet. The engine listens on its descriptor 3. */
static void learn_the_name(char name[108]) {
  char path[64], socket[64] = "", inode[32];
  rw_model *model = load("simplenet");
  int64_t engine = rw_model_engine_pid(model);
  snprintf(path, sizeof path, "/proc/%lld/fd/3", (long long)engine);
  CHECK(readlink(path, socket, sizeof socket - 1) > 0 && sscanf(socket, "socket:[%31[0-9]", inode) == 1);
  CHECK(is_listed(inode, name));
  close_model(model);
  goes_within(engine, 10.0);
}

static void all_die_while_it_starts(void) {
  enum { COUNT = 3 };
  char name[108], same[108];
  pid_t pids[COUNT];
  learn_the_name(name);
  for (int round = 0; round < rounds; round++) {
    start_ranks(pids, COUNT, load_at_once);
    pause_for(0.002 + 0.0005 * round * round);
    for (int rank = 0; rank < COUNT; rank++) CHECK(kill(pids[rank], SIGKILL) == 0);
    for (int rank = 0; rank < COUNT; rank++) CHECK(waitpid(pids[rank], NULL, 0) == pids[rank]);
    for (double start = seconds(); is_listed(name, same); pause_for(0.01)) CHECK(seconds() - start < 10.0);
  }
}

static void take_the_name(const char *name, int ready) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  memcpy(address.sun_path + 1, name + 1, strlen(name) - 1);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
  CHECK(setuid(65534) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
  CHECK(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 5) == 0);
  CHECK(write(ready, "", 1) == 1);
  pause();
}

/* Anyone may take an abstract name. What another user has taken is no engine of ours. */
static void another_user_has_the_name(void) {
  char name[108], byte;
  int ends[2];
  if (geteuid() != 0) return; /* only root can be another user too */
  name_the_job("taken");
  learn_the_name(name);
  CHECK(pipe(ends) == 0);
  pid_t other = fork();
  if (other == 0) take_the_name(name, ends[1]);
  CHECK(read(ends[0], &byte, 1) == 1);
  rw_model *model = load("simplenet");
  doubles(model, 1, 5);
  close_model(model);
  CHECK(kill(other, SIGKILL) == 0 && waitpid(other, NULL, 0) == other);
  close(ends[0]);
  close(ends[1]);
  name_the_job("");
}

static void no_child_is_left(void) {
  close_model(load("simplenet"));
  while (waitpid(-1, NULL, 0) > 0) continue;
  CHECK(errno == ECHILD);
}

int main(int argc, char **argv) {
  CHECK(argc >= 2);
  folder = argv[1];
  if (argc > 2) device = argv[2];
  if (argc > 3) rounds = atoi(argv[3]);
  name_the_job("");
  common = share_memory(sizeof *common);
  CHECK(common != MAP_FAILED);
  many_share_one_engine_and_one_copy_of_the_weights();
  one_is_killed(0);
  one_is_killed(1);
  the_engine_is_killed();
  if (strcmp(device, "cpu") != 0) {
    devices_go_by_the_rank_that_asks();
    return 0;
  }
  elections();
  whoever_starts_it_dies_at_once();
  all_die_while_it_starts();
  comes_while_the_engine_ends();
  closes_one_of_two();
  an_engine_is_not_bound_to_the_core_of_one_rank();
  ranks_on_the_cpu_share_nothing_unless_told();
  each_job_has_its_own();
  automatic_devices();
  refuses_what_is_no_choice();
  each_is_told_why_it_cannot_start();
  waits_for_any_of_several_engines();
  another_user_has_the_name();
  no_child_is_left();
  return 0;
}
