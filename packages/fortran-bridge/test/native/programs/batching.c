/* Requests of several ranks that are run as one batch. */
#define _GNU_SOURCE
#include <math.h>
#include <signal.h>
#include <stdbool.h>

#include "ranks.h"

enum { RANKS = 4, MOST = 5 };

static const char *folder, *device = "cpu";

static struct { _Atomic int ready, go, done; } * common;

static rw_status load_with(rw_model **model, const char *name, const char *batching) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = device;
  options.engines = "device";
  options.batching = batching;
  return rw_model_load(model, model_file(folder, name), &options);
}

static rw_model *load(const char *name, const char *batching) {
  rw_model *model = NULL;
  CHECK(load_with(&model, name, batching) == RW_OK);
  return model;
}

/* Adds the rows of the batch to each of `rows` rows, and returns how many those were. */
static int rows_seen(rw_model *model, int64_t rows) {
  float x[MOST * 3], y[MOST * 3];
  rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, 3), output = tensor_2d(y, RW_FLOAT32, rows, 3);
  for (int i = 0; i < 3 * rows; i++) x[i] = (float)(1000 * i);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int i = 0; i < 3 * rows; i++) CHECK(y[i] - x[i] == y[0]);
  return (int)y[0];
}

/* All ranks go on together, the n-th time. */
static void meet(_Atomic int *count, int times) {
  atomic_fetch_add(count, 1);
  await(count, RANKS * times);
}

static void start_all(pid_t *pids, void (*life)(int rank)) {
  memset(common, 0, sizeof *common);
  start_ranks(pids, RANKS, life);
}

static void all_end_well(const pid_t *pids) {
  for (int rank = 0; rank < RANKS; rank++) ends_well(pids[rank]);
}

/* The first call of each is bound, by itself or with others. From then on, with a delay that no test waits for, the
 * engine has all four together each time, of however many rows they are. */
static void be_joined(int rank) {
  rw_model *model = load("counted", "independent;delay=60;pad=off");
  (void)rows_seen(model, rank + 1);
  if (rank > 0) (void)rows_seen(model, 1);
  meet(&common->ready, 1);
  for (int round = 0; round < 20; round++) CHECK(rows_seen(model, rank + 1) == 1 + 2 + 3 + 4);
  for (int round = 0; round < 20; round++) CHECK(rows_seen(model, 1) == RANKS);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void ranks_are_joined(void) {
  pid_t pids[RANKS];
  start_all(pids, be_joined);
  all_end_well(pids);
}

/* A mapping of a rank's memory file, of /proc/PID/maps. */
struct mapping {
  unsigned long inode, offset, end;
};

/* Pairs of mappings of the engine that show the same bytes of a rank's memory file: windows, beside the blocks. */
static int shown_twice(int64_t pid) {
  static struct mapping found[4096];
  char path[64], line[512];
  int count = 0, pairs = 0;
  snprintf(path, sizeof path, "/proc/%lld/maps", (long long)pid);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  while (count < 4096 && fgets(line, sizeof line, file) != NULL) {
    unsigned long from, to, offset, inode;
    if (strstr(line, "rankwise-channel") == NULL) continue;
    CHECK(sscanf(line, "%lx-%lx %*s %lx %*s %lu", &from, &to, &offset, &inode) == 4);
    found[count++] = (struct mapping){inode, offset, offset + (to - from)};
  }
  fclose(file);
  for (int i = 0; i < count; i++)
    for (int j = 0; j < i; j++)
      pairs += found[i].inode == found[j].inode && found[i].offset < found[j].end && found[j].offset < found[i].end;
  return pairs;
}

/* Tensors that fill pages: 1024 rows of 3 float32 are 3 pages. */
static void be_joined_without_copies(int rank) {
  rw_model *model = load("counted", "independent;delay=60;pad=off");
  rw_request *request = NULL;
  int64_t rows = 1024 * (1 + rank);
  rw_tensor input = tensor_2d(NULL, RW_FLOAT32, rows, 3), output = {0};
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_input_buffer(request, 0, &input) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK && rw_request_output_buffer(request, 0, &output) == RW_OK);
  meet(&common->ready, 1);
  float *x = input.data, *y = output.data;
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 3 * rows; i++) x[i] = (float)(i + 7 * round + 1000 * rank);
    CHECK(rw_request_run(request) == RW_OK);
    for (int i = 0; i < 3 * rows; i++) CHECK(y[i] == x[i] + 10 * 1024);
  }
  meet(&common->ready, 2);
  /* An input and an output of each rank. */
  if (rank == 0) CHECK(shown_twice(rw_model_engine_pid(model)) >= 2 * RANKS);
  meet(&common->ready, 3);
  if (rank == 3) _exit(0); /* its memory is shown no more */
  meet(&common->done, 1);
}

static void no_copies_where_tensors_fill_pages(void) {
  pid_t pids[RANKS];
  start_all(pids, be_joined_without_copies);
  ends_well(pids[3]);
  atomic_fetch_add(&common->done, 1);
  for (int rank = 0; rank < 3; rank++) ends_well(pids[rank]);
}

/* A request whose tensors fill pages, of `rows` rows, that has run once. */
static rw_request *open_paged(rw_model *model, int64_t rows, float **x, float **y) {
  rw_request *request = NULL;
  rw_tensor input = tensor_2d(NULL, RW_FLOAT32, rows, 3), output = {0};
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_input_buffer(request, 0, &input) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK && rw_request_output_buffer(request, 0, &output) == RW_OK);
  *x = input.data;
  *y = output.data;
  return request;
}

/* Two ranks; the first has two requests in a batch of small ones. A batch of two large ones lies where it lay before.
 */
static void be_joined_by_twos_and_threes(int rank) {
  enum { SMALL = 1024, LARGE = 2048, REQUESTS = 3 };
  static const int64_t rows[REQUESTS] = {SMALL, LARGE, SMALL};
  rw_model *model = load("counted", "independent;delay=60;pad=off");
  rw_request *requests[REQUESTS];
  float *x[REQUESTS], *y[REQUESTS];
  for (int i = 0; i < REQUESTS; i++) requests[i] = open_paged(model, rows[i], &x[i], &y[i]);
  for (int round = 0; round < 10; round++) {
    const bool large = round % 2 == 1;
    const int first = large ? 1 : 0, step = 2, end = large || rank == 1 ? first + 1 : REQUESTS;
    atomic_fetch_add(&common->ready, 1);
    await(&common->ready, 2 * (round + 1));
    if (rank == 1) await(&common->go, round + 1); /* whoever comes last ends the wait */
    for (int i = first; i < end; i += step) {
      for (int k = 0; k < 3 * rows[i]; k++) x[i][k] = (float)(k + 7 * round + 1000 * i + 5000 * rank);
      CHECK(rw_request_start(requests[i]) == RW_OK);
    }
    if (rank == 0) atomic_fetch_add(&common->go, 1);
    for (int i = first; i < end; i += step) {
      CHECK(rw_request_wait(requests[i]) == RW_OK);
      for (int k = 0; k < 3 * rows[i]; k++) CHECK(y[i][k] == x[i][k] + (large ? 2 * LARGE : 3 * SMALL));
    }
  }
  for (int i = 0; i < REQUESTS; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void windows_are_shown_anew(void) {
  pid_t pids[2];
  memset(common, 0, sizeof *common);
  start_ranks(pids, 2, be_joined_by_twos_and_threes);
  for (int rank = 0; rank < 2; rank++) ends_well(pids[rank]);
}

static void be_joined_within_bounds(int rank) {
  rw_model *model = load("counted", "independent;max=5;delay=0.01;pad=off");
  (void)rank;
  for (int round = 0; round < 50; round++) {
    int rows = rows_seen(model, 2);
    CHECK(rows == 2 || rows == 4);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void no_more_than_the_most(void) {
  pid_t pids[RANKS];
  start_all(pids, be_joined_within_bounds);
  all_end_well(pids);
}

/* Without a delay, what a batch gives is what each request gives by itself. */
static void compute(int rank) {
  enum { ROWS = 16, WIDTH = 64 };
  static float x[ROWS * WIDTH], y[ROWS * WIDTH], alone[ROWS * WIDTH];
  /* NVIDIA's libraries choose the kernel by the number of rows, and with it the order of sums. */
  const float tolerance = strncmp(device, "cuda", 4) == 0 || strncmp(device, "tensorrt", 8) == 0 ? 1e-5F : 0;
  rw_model *joined = load("mlp", "on"), *single = load("mlp", "off");
  meet(&common->ready, 1);
  for (int round = 0; round < 200; round++) {
    int64_t rows = 1 + (rank * 7 + round / 20 * 3) % ROWS;
    for (int i = 0; i < rows * WIDTH; i++) x[i] = (float)((i * 37 + round * 11 + rank) % 101) / 50.0F - 1.0F;
    rw_tensor input = tensor_2d(x, RW_FLOAT32, rows, WIDTH), output = tensor_2d(y, RW_FLOAT32, rows, WIDTH);
    CHECK(rw_model_run(joined, &input, 1, &output, 1) == RW_OK);
    output.data = alone;
    CHECK(rw_model_run(single, &input, 1, &output, 1) == RW_OK);
    for (int i = 0; i < rows * WIDTH; i++) CHECK(fabsf(y[i] - alone[i]) <= tolerance);
  }
  CHECK(rw_model_close(&joined) == RW_OK && rw_model_close(&single) == RW_OK);
}

static void the_numbers_are_the_same(void) {
  pid_t pids[RANKS];
  start_all(pids, compute);
  all_end_well(pids);
}

/* One sends a request and is killed while it waits for the others in a batch. */
static void be_joined_or_die(int rank) {
  rw_model *model = load("counted", "independent;delay=60;pad=off");
  rw_request *request = NULL;
  float x[3] = {0};
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 1, 3);
  (void)rows_seen(model, 1);
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_put(request, 0, &input) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK);
  meet(&common->ready, 1);
  if (rank == 0) {
    CHECK(rw_request_start(request) == RW_OK);
    atomic_fetch_add(&common->go, 1);
    pause_for(60);
  }
  await(&common->go, rank == 1 ? 1 : 2);
  if (rank == 1) CHECK(rw_request_start(request) == RW_OK);
  atomic_fetch_add(&common->go, rank == 1);
  await(&common->go, 3); /* rank 0 is dead */
  if (rank != 1) CHECK(rw_request_start(request) == RW_OK);
  CHECK(rw_request_wait(request) == RW_OK);
  CHECK(rw_request_get(request, 0, &input) == RW_OK);
  CHECK(x[0] == x[2] && x[0] >= 1);
  atomic_fetch_add(&common->done, 1);
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
}

static void one_is_killed(void) {
  pid_t pids[RANKS];
  start_all(pids, be_joined_or_die);
  await(&common->go, 2);
  double start = seconds();
  CHECK(kill(pids[0], SIGKILL) == 0 && waitpid(pids[0], NULL, 0) == pids[0]);
  atomic_fetch_add(&common->go, 1);
  for (int rank = 1; rank < RANKS; rank++) ends_well(pids[rank]);
  CHECK(seconds() - start < 30); /* nobody waited for it: the delay is a minute */
}

/* Writes over the numbers of inputs and outputs, one each, with which requests begin in the shared memory. */
static void write_over_requests(void) {
  const uint32_t numbers[2] = {1, 1};
  struct stat info;
  CHECK(fstat(channel_file(), &info) == 0);
  char *memory = mmap(NULL, (size_t)info.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, channel_file(), 0);
  CHECK(memory != MAP_FAILED);
  int found = 0;
  for (off_t at = 0; at < info.st_size; at += 4096) {
    if (memcmp(memory + at, numbers, sizeof numbers) != 0) continue;
    memset(memory + at, 0xff, sizeof numbers);
    found++;
  }
  CHECK(found > 0);
}

/* One writes past its arrays, into its own request: no one else pays for it. */
static void be_joined_or_write_astray(int rank) {
  rw_model *model = load("counted", "independent;delay=60;pad=off");
  rw_request *request = NULL;
  float x[3] = {0};
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 1, 3);
  CHECK(rw_request_open(&request, model) == RW_OK && rw_request_put(request, 0, &input) == RW_OK);
  CHECK(rw_request_run(request) == RW_OK);
  meet(&common->ready, 1);
  if (rank != 0) await(&common->go, 1);
  CHECK(rw_request_start(request) == RW_OK);
  if (rank == 0) {
    write_over_requests();
    atomic_fetch_add(&common->go, 1);
    await(&common->done, RANKS - 1);
    _exit(0);
  }
  CHECK(rw_request_wait(request) == RW_OK && rw_request_get(request, 0, &input) == RW_OK);
  CHECK(x[0] == x[2] && x[0] >= 1);
  CHECK(rw_request_close(&request) == RW_OK && rw_model_close(&model) == RW_OK);
  atomic_fetch_add(&common->done, 1);
}

static void one_writes_astray(void) {
  pid_t pids[RANKS];
  start_all(pids, be_joined_or_write_astray);
  all_end_well(pids);
}

/* A request that fails takes no other with it. */
static void look_up(int rank) {
  rw_model *model = load("lookup", "on;delay=60");
  int64_t place[2] = {rank % 3, 1};
  float row[4];
  rw_tensor input = tensor_1d(place, RW_INT64, 2), output = tensor_2d(row, RW_FLOAT32, 2, 2);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  meet(&common->ready, 1);
  for (int round = 0; round < 20; round++) {
    int bad = rank == round % RANKS;
    place[1] = bad ? 99 : 2;
    if (bad)
      CHECK_FAILS(rw_model_run(model, &input, 1, &output, 1), RW_RUN_FAILED, "Gather");
    else
      CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK && row[0] == (float)(10 * (rank % 3)) && row[3] == 21);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void a_bad_request_fails_alone(void) {
  pid_t pids[RANKS];
  start_all(pids, look_up);
  all_end_well(pids);
}

/* A rank that asks all the time does not keep another from its turn. */
static void ask_all_the_time(int rank) {
  rw_model *model = load(rank == 0 ? "simplenet" : "counted", rank == 0 ? "off" : "independent;delay=60;pad=off");
  float x[5] = {0}, y[5];
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  if (rank == 0) {
    for (int i = 0; i < 200; i++) CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
    atomic_fetch_add(&common->done, 1);
  } else {
    while (atomic_load(&common->done) == 0) CHECK(rows_seen(model, 1) >= 1);
  }
  CHECK(rw_model_close(&model) == RW_OK);
}

static void all_have_their_turn(void) {
  pid_t pids[RANKS];
  start_all(pids, ask_all_the_time);
  all_end_well(pids);
}

/* One rank asks three times, another one each round, the others but rank 0 once, while the engine stands still. */
static void ask_while_it_stands_still(int rank) {
  enum { MANY = 3 };
  static const int eager[] = {1, 2, 3, 1, 3, 2, 1};
  rw_model *model = load("counted", "independent;max=3;pad=off");
  rw_request *requests[MANY];
  float x[3] = {0}, y[3];
  rw_tensor input = tensor_2d(x, RW_FLOAT32, 1, 3), output = tensor_2d(y, RW_FLOAT32, 1, 3);
  for (int i = 0; i < MANY; i++) {
    CHECK(rw_request_open(&requests[i], model) == RW_OK && rw_request_put(requests[i], 0, &input) == RW_OK);
    CHECK(rw_request_run(requests[i]) == RW_OK);
  }
  for (int round = 1; round <= 7; round++) {
    int seen[MANY + 1] = {0};
    const int count = rank == 0 ? 0 : rank == eager[round - 1] ? MANY : 1;
    meet(&common->ready, round);
    if (rank == 0) CHECK(kill((pid_t)rw_model_engine_pid(model), SIGSTOP) == 0);
    meet(&common->go, round);
    for (int i = 0; i < count; i++) CHECK(rw_request_start(requests[i]) == RW_OK);
    meet(&common->done, round);
    if (rank == 0) CHECK(kill((pid_t)rw_model_engine_pid(model), SIGCONT) == 0);
    for (int i = 0; i < count; i++) {
      CHECK(rw_request_wait(requests[i]) == RW_OK && rw_request_get(requests[i], 0, &output) == RW_OK);
      seen[(int)y[0]]++;
    }
    CHECK(seen[3] == (rank != 0) && seen[2] == (count == MANY ? 2 : 0)); /* one of each, then the other two */
  }
  for (int i = 0; i < MANY; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void who_asks_most_fills_no_batch(void) {
  pid_t pids[RANKS];
  start_all(pids, ask_while_it_stands_still);
  all_end_well(pids);
}

/* A model that mixes samples: nothing is joined where nobody has vouched for them. */
static void stay_apart(int rank) {
  rw_model *model = load("counted", "auto;delay=60");
  (void)rows_seen(model, rank + 1);
  meet(&common->ready, 1);
  for (int round = 0; round < 20; round++) CHECK(rows_seen(model, rank + 1) == rank + 1);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void nothing_is_joined_that_may_mix(void) {
  pid_t pids[RANKS];
  start_all(pids, stay_apart);
  all_end_well(pids);
}

static void refused(void) {
  rw_model *model = NULL;
  CHECK_FAILS(load_with(&model, "counted", "on"), RW_MODEL_UNSUPPORTED,
              "Add_y': it computes with the number of samples");
  CHECK_FAILS(load_with(&model, "slow", "on"), RW_MODEL_UNSUPPORTED, "the input 'times' is a scalar");
  CHECK_FAILS(load_with(&model, "mlp", "often"), RW_INVALID_ARGUMENT, "'often' is none of auto, off, on, independent");
  CHECK_FAILS(load_with(&model, "mlp", "on;max=0"), RW_INVALID_ARGUMENT, "'max=0' is no setting");
  CHECK_FAILS(load_with(&model, "mlp", "on;delay=-1"), RW_INVALID_ARGUMENT, "'delay=-1' is no setting");
  CHECK_FAILS(load_with(&model, "mlp", "on;size=3"), RW_INVALID_ARGUMENT, "'size=3' is no setting");
  CHECK(setenv("RANKWISE_BATCHING", "seldom", 1) == 0);
  CHECK_FAILS(load_with(&model, "mlp", NULL), RW_INVALID_ARGUMENT, "RANKWISE_BATCHING is 'seldom'");
  CHECK_FAILS(load_with(&model, "counted", "on"), RW_MODEL_UNSUPPORTED, "Add_y");
  CHECK(unsetenv("RANKWISE_BATCHING") == 0);
  CHECK(load_with(&model, "mlp", " on ; max = 3 ; delay = 1e-4 ") == RW_OK && rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2 || argc == 3);
  folder = argv[1];
  if (argc == 3) device = argv[2];
  common = share_memory(sizeof *common);
  name_the_job("batching");
  refused();
  ranks_are_joined();
  no_copies_where_tensors_fill_pages();
  windows_are_shown_anew();
  no_more_than_the_most();
  the_numbers_are_the_same();
  who_asks_most_fills_no_batch();
  nothing_is_joined_that_may_mix();
  one_is_killed();
  one_writes_astray();
  /* The kernels of a GPU do not look whether there is such a row. */
  if (strcmp(device, "cpu") == 0) a_bad_request_fails_alone();
  all_have_their_turn();
  return 0;
}
