/* Runs that the host's threads make, with an engine in C that tells what happens at once: they overlap, and nothing
 * that they use goes before they end. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "channel/bell.h"
#include "channel/memory.h"
#include "channel/socket.h"
#include "engine_in_c.h"
#include "testing.h"

enum { THREADS = 4, TRIES = 10000 };

static rw_model *load(const char *kind) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = "cpu"; /* which the engine need not be asked for */
  CHECK(rw_model_load_bytes(&model, kind, 1, kind, &options) == RW_OK);
  return model;
}

static void tf32_is_for_who_asks(void) {
  for (int32_t tf32 = 0; tf32 < 2; tf32++) {
    rw_model *model = NULL;
    rw_load_options options = RW_LOAD_OPTIONS_INIT;
    options.device = "cpu";
    options.tf32 = tf32;
    CHECK(rw_model_load_bytes(&model, "double", 1, "double", &options) == RW_OK);
    CHECK(strcmp(rw_model_fallback(model), tf32 ? "tf32" : "") == 0);
    CHECK(rw_model_close(&model) == RW_OK);
  }
}

static rw_status run_1(rw_model *model, float *x, float *y, int64_t n) {
  rw_tensor input = tensor_1d(x, RW_FLOAT32, n), output = tensor_1d(y, RW_FLOAT32, n);
  return rw_model_run(model, &input, 1, &output, 1);
}

static void in_threads(void *(*function)(void *)) {
  pthread_t threads[THREADS];
  int numbers[THREADS];
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    CHECK(pthread_create(&threads[i], NULL, function, &numbers[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

static rw_model *shared[2];

/* The first tries may be the engine's own, which are alone: it cannot know that another comes. */
static void *meets(void *context) {
  int number = *(int *)context, tries = 0;
  float x[3] = {(float)number, 1, 2}, y[3];
  rw_status status;
  while ((status = run_1(shared[number % 2], x, y, 1 + number % 3)) != RW_OK && ++tries < TRIES)
    CHECK(status == RW_RUN_FAILED && strstr(rw_error_message(), "alone") != NULL);
  CHECK(status == RW_OK && y[0] == (float)(2 * number));
  return NULL;
}

/* Each meets one other, of its own model or of another. */
static void runs_of_several_threads_overlap(void) {
  for (int same = 0; same < 2; same++) {
    rw_model *first = load("meet"), *second = load("meet");
    shared[0] = first;
    shared[1] = same ? first : second;
    in_threads(meets);
    CHECK(rw_model_close(&first) == RW_OK && rw_model_close(&second) == RW_OK);
  }
}

static rw_request *request_of(rw_model *model, float x) {
  rw_request *request = NULL;
  rw_tensor input = tensor_1d(&x, RW_FLOAT32, 1);
  CHECK(rw_request_open(&request, model) == RW_OK);
  CHECK(rw_request_put(request, 0, &input) == RW_OK);
  return request;
}

static float result_of(rw_request *request) {
  float y = -1;
  rw_tensor output = tensor_1d(&y, RW_FLOAT32, 1);
  CHECK(rw_request_get(request, 0, &output) == RW_OK);
  return y;
}

static void requests_of_one_thread_overlap(void) {
  rw_model *model = load("meet");
  rw_request *requests[2] = {request_of(model, 10), request_of(model, 20)};
  rw_status status[2] = {RW_RUN_FAILED, RW_RUN_FAILED};
  for (int tries = 0; (status[0] != RW_OK || status[1] != RW_OK) && tries < TRIES; tries++) {
    CHECK(rw_request_start(requests[0]) == RW_OK && rw_request_start(requests[1]) == RW_OK);
    size_t first = 2, second = 2;
    rw_status one = rw_request_wait_any(requests, 2, &first), other = rw_request_wait_any(requests, 2, &second);
    CHECK(first < 2 && second == 1 - first);
    status[first] = one;
    status[second] = other;
  }
  CHECK(status[0] == RW_OK && status[1] == RW_OK);
  CHECK(result_of(requests[0]) == 20 && result_of(requests[1]) == 40);
  for (int i = 0; i < 2; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
}

static void *fails_and_doubles(void *context) {
  int number = *(int *)context;
  for (int round = 0; round < 300; round++) {
    char expected[32];
    float x[2] = {(float)(1000 * number + round), 1}, y[2] = {-1, -1};
    snprintf(expected, sizeof expected, "it was %g", (double)x[0]);
    CHECK_FAILS(run_1(shared[0], x, y, 1 + round / 100 % 2), RW_RUN_FAILED, expected);
    CHECK(y[0] == -1); /* a failure writes nothing */
    CHECK(run_1(shared[1], x, y, 2) == RW_OK && y[0] == 2 * x[0] && y[1] == 2);
  }
  return NULL;
}

static void errors_are_their_threads_own(void) {
  shared[0] = load("fail");
  shared[1] = load("double");
  in_threads(fails_and_doubles);
  CHECK(rw_model_close(&shared[0]) == RW_OK && rw_model_close(&shared[1]) == RW_OK);
}

static void *decides(void *context) {
  int number = *(int *)context;
  for (int round = 0; round < 300; round++) {
    float n = (float)((7 * number + round) % 20);
    rw_tensor input = tensor_1d(&n, RW_FLOAT32, 1), output = {0};
    CHECK(rw_model_run(shared[0], &input, 1, &output, 1) == RW_OK);
    CHECK(output.rank == 1 && output.shape[0] == (int64_t)n);
    for (int64_t i = 0; i < output.shape[0]; i++) CHECK(((const float *)output.data)[i] == n);
    rw_tensor_release(&output);
  }
  return NULL;
}

static void outputs_whose_shapes_runs_decide(void) {
  shared[0] = load("decide");
  in_threads(decides);
  CHECK(rw_model_close(&shared[0]) == RW_OK);
}

struct sight {
  float holding, gone;
};

static struct sight look(rw_model *model) {
  float x[2] = {0}, y[2];
  CHECK(run_1(model, x, y, 2) == RW_OK);
  return (struct sight){y[0], y[1]};
}

static void wait_until_held(rw_model *looks, float count) {
  while (look(looks).holding != count) usleep(1000);
}

/* Gets a request of the model `hold` into a thread of the engine's, with another beside it. */
static void start_hold(rw_request *hold, rw_model *doubles, rw_model *looks) {
  rw_request *beside = request_of(doubles, 1);
  float before = look(looks).holding;
  int done = 1;
  for (int tries = 0; done && tries < TRIES; tries++) {
    CHECK(rw_request_start(hold) == RW_OK && rw_request_start(beside) == RW_OK);
    CHECK(rw_request_wait(beside) == RW_OK);
    while (look(looks).holding == before) {
      if (rw_request_test(hold, &done) == RW_OK && !done) continue;
      CHECK(strstr(rw_error_message(), "alone") != NULL);
      done = 1;
      break;
    }
    if (look(looks).holding > before) done = 0;
  }
  CHECK(!done);
  CHECK(rw_request_close(&beside) == RW_OK);
}

static _Atomic int closed;

static void *close_it(void *model) {
  rw_model *closing = model;
  CHECK(rw_model_close(&closing) == RW_OK);
  atomic_store(&closed, 1);
  return NULL;
}

/* The engine would end with 3 if it were told of the close too early. Other models are served meanwhile. */
static void a_close_waits_for_the_runs_of_its_model(void) {
  rw_model *holds = load("hold"), *doubles = load("double"), *looks = load("look"), *releases = load("release");
  rw_request *hold = request_of(holds, 21);
  pthread_t thread;
  float x = 1, y;
  start_hold(hold, doubles, looks);
  CHECK(pthread_create(&thread, NULL, close_it, holds) == 0);
  for (int round = 0; round < 300; round++) {
    x = (float)round;
    CHECK(run_1(doubles, &x, &y, 1) == RW_OK && y == 2 * x);
    CHECK(!atomic_load(&closed) && look(looks).holding == 1);
  }
  CHECK(run_1(releases, &x, &y, 1) == RW_OK);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(look(looks).holding == 0);
  CHECK(rw_request_close(&hold) == RW_OK);
  CHECK(rw_model_close(&doubles) == RW_OK && rw_model_close(&looks) == RW_OK && rw_model_close(&releases) == RW_OK);
}

/* Nobody else wakes the engine then. */
static void a_close_is_not_forgotten(void) {
  for (int round = 0; round < 5; round++) {
    rw_model *naps = load("nap"), *doubles = load("double");
    rw_request *nap = request_of(naps, 1), *beside = request_of(doubles, 1);
    for (int twice = 0; twice < 2; twice++) {
      CHECK(rw_request_start(nap) == RW_OK && rw_request_start(beside) == RW_OK);
      CHECK(rw_request_wait(beside) == RW_OK);
      if (twice == 0) CHECK(rw_request_wait(nap) == RW_OK);
    }
    CHECK(rw_model_close(&naps) == RW_OK);
    CHECK(rw_request_close(&nap) == RW_OK && rw_request_close(&beside) == RW_OK);
    CHECK(rw_model_close(&doubles) == RW_OK);
  }
}

/* A rank without the library's help: it asks somebody else's engine for its model `model`, and never waits. */
struct raw_rank {
  struct rw__memory memory;
  int socket;
  struct rw__bell *bell;
  struct rw__run_body *body;
};

static void ask(const struct raw_rank *rank, uint8_t number, uint8_t repeat) {
  atomic_store(&rank->memory.channel->asked[0], (uint8_t)(number << 1 | repeat));
  rw__bell_ring(rank->bell);
}

static const struct rw__slot *answer_of(const struct raw_rank *rank, uint32_t number) {
  const struct rw__slot *slot = &rank->memory.channel->slots[0];
  for (double start = seconds(); atomic_load(&slot->answered) >> 1 != number; usleep(1000))
    CHECK(seconds() - start < 30);
  return slot;
}

static void leave(struct raw_rank *rank) {
  close(rank->socket);
  rw__memory_close(&rank->memory);
}

/* What the engine says to a rank with this memory; `*socket_out` is to be closed. */
static struct rw__welcome meet(const char *engine, int memory_file, int *socket_out, int *bell_file) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct rw__hello hello = {.magic = RW__MAGIC, .protocol = RW__PROTOCOL, .rank = 1};
  struct rw__welcome welcome;
  memcpy(address.sun_path + 1, engine, strlen(engine));
  *socket_out = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  CHECK(connect(*socket_out, (struct sockaddr *)&address, (socklen_t)(sizeof(sa_family_t) + 1 + strlen(engine))) == 0);
  CHECK(rw__send(*socket_out, &hello, sizeof hello, memory_file));
  CHECK(rw__receive(*socket_out, &welcome, sizeof welcome, bell_file));
  return welcome;
}

static struct raw_rank ask_repeating(const char *engine, uint32_t operation, uint32_t model, uint8_t repeat) {
  struct raw_rank rank;
  struct rw__block block;
  int bell_file;
  CHECK(rw__memory_create(&rank.memory));
  CHECK(meet(engine, rank.memory.fd, &rank.socket, &bell_file).status == RW_OK);
  rank.bell = rw__memory_map(bell_file, sizeof *rank.bell);
  CHECK(rank.bell != NULL && rw__block_create(&rank.memory, 4096, &block));
  struct rw__run_body *body = rank.body = block.base;
  *body = (struct rw__run_body){.n_inputs = 1, .n_outputs = 1};
  for (uint64_t i = 0; i < 2; i++)
    body->tensors[i] = (struct rw__tensor_entry){
        .type = RW_FLOAT32, .rank = 1, .shape = {1}, .offset = 2048 + 64 * i, .bytes = sizeof(float)};
  struct rw__channel *channel = rank.memory.channel;
  channel->slots[0].operation = operation;
  channel->slots[0].model = model;
  channel->slots[0].body_offset = block.offset;
  channel->slots[0].body_size = block.size;
  atomic_store(&channel->used, 1);
  ask(&rank, 1, repeat);
  return rank;
}

static struct raw_rank ask_as_another_rank(const char *engine, uint32_t operation, uint32_t model) {
  return ask_repeating(engine, operation, model, 0);
}

static void the_end_of_a_rank_waits_for_its_runs(void) {
  const uint32_t first = 0; /* the engine counts its models from 0: this is its first */
  rw_model *holds = load("hold"), *doubles = load("double"), *looks = load("look"), *releases = load("release");
  rw_request *hold = request_of(holds, 21);
  float x = 1, y;
  start_hold(hold, doubles, looks);
  struct raw_rank other = ask_as_another_rank(rw_model_device(holds), RW_OP_RUN, first);
  wait_until_held(looks, 2);
  leave(&other);
  for (int round = 0; round < 300; round++) {
    x = (float)round;
    CHECK(run_1(doubles, &x, &y, 1) == RW_OK && y == 2 * x);
    CHECK(look(looks).gone == 0);
  }
  CHECK(run_1(releases, &x, &y, 1) == RW_OK);
  while (look(looks).gone == 0) usleep(1000);
  CHECK(rw_request_wait(hold) == RW_OK && result_of(hold) == 42);
  CHECK(rw_request_close(&hold) == RW_OK && rw_model_close(&holds) == RW_OK);
  CHECK(rw_model_close(&doubles) == RW_OK && rw_model_close(&looks) == RW_OK && rw_model_close(&releases) == RW_OK);
}

static void one_rank_more_than_an_engine_serves(void) {
  static int sockets[RW__RANKS];
  struct rw__memory memory;
  struct rlimit files;
  float x = 1, y;
  int bell_file, count = 0;
  rw_model *doubles = load("double");
  CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max > RW__RANKS + 64);
  files.rlim_cur = files.rlim_max;
  CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0 && rw__memory_create(&memory));
  while (meet(rw_model_device(doubles), memory.fd, &sockets[count], &bell_file).status == RW_OK) {
    close(bell_file);
    CHECK(++count < RW__RANKS);
  }
  CHECK(count == RW__RANKS - 1);
  CHECK(run_1(doubles, &x, &y, 1) == RW_OK && y == 2);
  while (count >= 0) close(sockets[count--]);
  rw__memory_close(&memory);
  CHECK(rw_model_close(&doubles) == RW_OK);
}

/* What writes over a rank's requests may write anything. */
static void what_the_host_tells_is_not_for_ranks_to_ask(void) {
  static const uint32_t operations[] = {RW_OP_NONE, RW_OP_GONE, RW_OP_MADE};
  rw_model *doubles = load("double"), *looks = load("look");
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
    float x = (float)i, y;
    struct raw_rank other = ask_as_another_rank(rw_model_device(doubles), operations[i], 0);
    const struct rw__slot *slot = answer_of(&other, 1);
    CHECK(slot->status == RW_INTERNAL && strstr(slot->message, "the request is damaged") != NULL);
    CHECK(run_1(doubles, &x, &y, 1) == RW_OK && y == 2 * x);
    float gone = look(looks).gone;
    leave(&other);
    for (double start = seconds(); look(looks).gone == gone; usleep(1000)) CHECK(seconds() - start < 30);
  }
  CHECK(rw_model_close(&doubles) == RW_OK && rw_model_close(&looks) == RW_OK);
}

/* It closes what is another rank's, of which runs are with the engine's threads and more wait for one. */
static void what_is_another_ranks_is_not_for_a_rank_to_close(void) {
  enum { RUNS = 12 };
  rw_model *naps = load("nap");
  const uint32_t first = 0; /* the engine counts its models from 0 */
  rw_request *requests[RUNS];
  for (int i = 0; i < RUNS; i++) requests[i] = request_of(naps, (float)i);
  for (int repeat = 1; repeat >= 0; repeat--) {
    for (int i = 0; i < RUNS; i++) CHECK(rw_request_start(requests[i]) == RW_OK);
    struct raw_rank other = ask_repeating(rw_model_device(naps), RW_OP_CLOSE, first, (uint8_t)repeat);
    (void)answer_of(&other, 1);
    for (int i = 0; i < RUNS; i++)
      CHECK(rw_request_wait(requests[i]) == RW_OK && result_of(requests[i]) == 2.0F * (float)i);
    leave(&other);
  }
  for (int i = 0; i < RUNS; i++) CHECK(rw_request_close(&requests[i]) == RW_OK);
  CHECK(rw_model_close(&naps) == RW_OK);
}

/* Nor does the engine go by what was right when it looked. */
static void what_a_rank_writes_later_is_not_read(void) {
  rw_model *decides = load("decide");
  const uint32_t first = 0; /* the engine counts its models from 0 */
  struct raw_rank other = ask_as_another_rank(rw_model_device(decides), RW_OP_RUN, first);
  float x = 3, y[3];
  float *const number = (float *)(void *)((char *)other.body + 2048);
  CHECK(answer_of(&other, 1)->status == RW_OK);
  other.body->tensors[1].decided = 1;
  *number = 2;
  ask(&other, 2, 0);
  CHECK(answer_of(&other, 2)->status == RW_OK && other.body->tensors[1].shape[0] == 2);
  *number = 4;
  other.body->n_inputs = 1 << 30;
  ask(&other, 3, RW__REPEAT);
  CHECK(answer_of(&other, 3)->status == RW_OK);
  CHECK(other.body->tensors[1].shape[0] == 4);
  leave(&other);
  rw_tensor input = tensor_1d(&x, RW_FLOAT32, 1), output = {.data = NULL};
  CHECK(rw_model_run(decides, &input, 1, &output, 1) == RW_OK && output.shape[0] == 3);
  memcpy(y, output.data, sizeof y);
  CHECK(y[2] == 3);
  rw_tensor_release(&output);
  CHECK(rw_model_close(&decides) == RW_OK);
}

static void given_up(void) {
  rw_model *holds = load("hold"), *doubles = load("double"), *looks = load("look"), *releases = load("release");
  float x = 1, y;
  for (int round = 0; round < 3; round++) {
    rw_request *hold = request_of(holds, 21);
    start_hold(hold, doubles, looks);
    CHECK(rw_request_close(&hold) == RW_OK);
    CHECK(run_1(doubles, &x, &y, 1) == RW_OK && y == 2);
  }
  wait_until_held(looks, 3);
  CHECK(run_1(releases, &x, &y, 1) == RW_OK);
  wait_until_held(looks, 0);
  CHECK(rw_model_close(&holds) == RW_OK && rw_model_close(&doubles) == RW_OK);
  CHECK(rw_model_close(&looks) == RW_OK && rw_model_close(&releases) == RW_OK);
}

static void engine_killed_while_its_threads_work(void) {
  rw_model *holds = load("hold"), *doubles = load("double"), *looks = load("look");
  rw_request *hold = request_of(holds, 21);
  start_hold(hold, doubles, looks);
  CHECK(kill((pid_t)rw_model_engine_pid(holds), SIGKILL) == 0);
  CHECK_FAILS(rw_request_wait(hold), RW_ENGINE_LOST, "signal 9");
  CHECK(rw_request_close(&hold) == RW_OK);
  CHECK(rw_model_close(&holds) == RW_OK && rw_model_close(&doubles) == RW_OK && rw_model_close(&looks) == RW_OK);
}

/* The engine has a grace of two seconds; what it computes would last a minute. */
static void rank_killed_while_threads_work_for_it(void) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  pid_t rank = fork();
  if (rank == 0) {
    rw_model *holds = load("hold"), *doubles = load("double"), *looks = load("look");
    start_hold(request_of(holds, 21), doubles, looks);
    pid_t pid = (pid_t)rw_model_engine_pid(holds);
    CHECK(write(ends[1], &pid, sizeof pid) == sizeof pid);
    raise(SIGKILL);
  }
  pid_t pid = 0;
  CHECK(read(ends[0], &pid, sizeof pid) == sizeof pid && waitpid(rank, NULL, 0) == rank);
  double start = seconds();
  while (kill(pid, 0) == 0) {
    CHECK(seconds() - start < 30);
    usleep(10000);
  }
  close(ends[0]);
  close(ends[1]);
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 2) return serve_in_c();
  use_engine_in_c();
  tf32_is_for_who_asks();
  runs_of_several_threads_overlap();
  requests_of_one_thread_overlap();
  errors_are_their_threads_own();
  outputs_whose_shapes_runs_decide();
  a_close_waits_for_the_runs_of_its_model();
  a_close_is_not_forgotten();
  the_end_of_a_rank_waits_for_its_runs();
  one_rank_more_than_an_engine_serves();
  what_the_host_tells_is_not_for_ranks_to_ask();
  what_is_another_ranks_is_not_for_a_rank_to_close();
  what_a_rank_writes_later_is_not_read();
  given_up();
  engine_killed_while_its_threads_work();
  rank_killed_while_threads_work_for_it();
  return 0;
}
