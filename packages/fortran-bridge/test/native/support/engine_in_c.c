#define _GNU_SOURCE
#include "engine_in_c.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "rankwise_host.h"
#include "testing.h"

enum { LISTENER = 3, MODELS = 64, BOUND = 4096, PATIENCE_S = 60, MOST = 100 };

enum kind { DOUBLE, MEET, HOLD, FAIL, NAP, DECIDE, RELEASE, LOOK, KINDS };
static const char *const kinds[KINDS] = {"double", "meet", "hold", "fail", "nap", "decide", "release", "look"};

struct bound {
  int64_t key, n;
  int model, connection;
  enum kind kind;
  const float *x;
  float *y;
  _Atomic bool runs;
  char message[64];
};

static rw_host *host;
static enum kind models[MODELS];
static int model_count, gone;
static struct bound *bounds[BOUND];
static pthread_t own;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int meeting, met, holding, released;

static const char *double_all(struct bound *bound) {
  usleep(100);
  for (int64_t i = 0; i < bound->n; i++) bound->y[i] = 2 * bound->x[i];
  return NULL;
}

/* Waits until *count is no longer `was`. False: nothing came. With the mutex held. */
static bool wait_for_change(const int *count, int was) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE_S;
  while (*count == was)
    if (pthread_cond_timedwait(&changed, &mutex, &until) != 0) return false;
  return true;
}

static const char *meet(void) {
  int before = met;
  bool second = ++meeting == 2;
  if (second) {
    met++;
    meeting = 0;
    pthread_cond_broadcast(&changed);
  }
  return second || wait_for_change(&met, before) ? NULL : "nobody came";
}

static const char *hold(void) {
  int before = released;
  holding++;
  bool good = wait_for_change(&released, before);
  holding--;
  return good ? NULL : "nobody released it";
}

static const char *run(struct bound *bound) {
  const char *wrong = NULL;
  if (bound->kind == MEET || bound->kind == HOLD) {
    if (pthread_equal(pthread_self(), own)) return usleep(2000), "alone";
    pthread_mutex_lock(&mutex);
    wrong = bound->kind == MEET ? meet() : hold();
    pthread_mutex_unlock(&mutex);
  }
  if (bound->kind == FAIL) {
    usleep(100);
    snprintf(bound->message, sizeof bound->message, "it was %g", (double)bound->x[0]);
    wrong = bound->message;
  }
  if (bound->kind == DECIDE) usleep(100);
  if (bound->kind == NAP) usleep(50000);
  return wrong != NULL || bound->y == NULL ? wrong : double_all(bound);
}

static void *call(void *a, void *b, void *c) {
  struct bound *bound = a;
  CHECK(b == host && c == NULL);
  CHECK(!atomic_exchange(&bound->runs, true));
  const char *wrong = run(bound);
  atomic_store(&bound->runs, false);
  return (void *)(size_t)wrong;
}

/* What the engine's own thread does after a call. */
static void end(struct bound *bound, const char *wrong) {
  float ys[MOST];
  int64_t n = (int64_t)bound->x[0];
  if (wrong != NULL) {
    rw_host_fail(host, RW_RUN_FAILED, wrong);
    return;
  }
  if (bound->kind == DECIDE) {
    CHECK(n >= 0 && n <= MOST);
    for (int64_t i = 0; i < n; i++) ys[i] = bound->x[0];
    CHECK(rw_host_deliver_output(host, 0, RW_FLOAT32, 1, &n, ys) == RW_OK);
  }
  rw_host_complete(host);
}

static void release_or_look(const struct bound *bound) {
  pthread_mutex_lock(&mutex);
  if (bound->kind == RELEASE) released++;
  bound->y[0] = (float)holding;
  if (bound->n > 1) bound->y[1] = (float)gone;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  rw_host_complete(host);
}

static struct bound **find(int64_t key) {
  for (int i = 0; i < BOUND; i++)
    if (bounds[i] != NULL && bounds[i]->key == key) return &bounds[i];
  return NULL;
}

static void drop(struct bound **bound) {
  if (atomic_load(&(*bound)->runs)) _exit(3);
  memset(*bound, 0xff, sizeof **bound);
  free(*bound);
  *bound = NULL;
}

static struct bound *bind_run(int64_t key) {
  struct bound *bound = calloc(1, sizeof *bound);
  int64_t dims[RW_MAX_RANK];
  int free_one = 0;
  CHECK(bound != NULL && rw_host_tensor_dims(host, 0, 0, dims) == 1);
  bound->key = key;
  bound->n = dims[0];
  bound->model = rw_host_model(host);
  bound->connection = rw_host_connection(host);
  bound->kind = models[bound->model];
  bound->x = rw_host_tensor_data(host, 0, 0);
  bound->y = rw_host_tensor_data(host, 1, 0);
  while (free_one < BOUND && bounds[free_one] != NULL) free_one++;
  CHECK(free_one < BOUND);
  return bounds[free_one] = bound;
}

static void run_inline(struct bound *bound) {
  if (bound->kind >= RELEASE)
    release_or_look(bound);
  else
    end(bound, call(bound, host, NULL));
}

static void load(void) {
  const int64_t dims[] = {-1};
  const char *names[] = {"n"}, *path = rw_host_load_path(host);
  struct sockaddr_un address;
  socklen_t size = sizeof address;
  char name[16] = "";
  int kind = 0;
  CHECK(getsockname(LISTENER, (struct sockaddr *)&address, &size) == 0);
  memcpy(name, address.sun_path + 1, size - sizeof(sa_family_t) - 1);
  while (kind < KINDS && strcmp(kinds[kind], path) != 0) kind++;
  CHECK(kind < KINDS && model_count < MODELS);
  models[model_count] = (enum kind)kind;
  CHECK(rw_host_describe_model(host, model_count++, name, "C", rw_host_load_tf32(host) ? "tf32" : "") == RW_OK);
  CHECK(rw_host_describe_input(host, "x", RW_FLOAT32, 1, dims, names, 0) == RW_OK);
  CHECK(rw_host_describe_output(host, "y", RW_FLOAT32, 1, dims, names) == RW_OK);
  rw_host_complete(host);
}

static void serve_one(int64_t key) {
  struct bound **known = find(key), **replaced = find(rw_host_replaced(host));
  int operation = rw_host_operation(host);
  if (known != NULL) {
    run_inline(*known);
    return;
  }
  if (replaced != NULL) drop(replaced);
  if (operation == RW_OP_LOAD) load();
  if (operation == RW_OP_RUN) {
    struct bound *bound = bind_run(key);
    if (bound->kind >= RELEASE || !rw_host_submit(host, call, bound, host, NULL)) run_inline(bound);
  }
  if (operation == RW_OP_MADE) {
    known = find(rw_host_made_key(host));
    CHECK(known != NULL);
    end(*known, rw_host_made_result(host));
  }
  if (operation == RW_OP_GONE) gone++;
  for (int i = 0; operation == RW_OP_CLOSE && i < BOUND; i++)
    if (bounds[i] != NULL && bounds[i]->model == rw_host_model(host) &&
        bounds[i]->connection == rw_host_connection(host))
      drop(&bounds[i]);
  for (int i = 0; operation == RW_OP_GONE && i < BOUND; i++)
    if (bounds[i] != NULL && bounds[i]->connection == rw_host_connection(host)) drop(&bounds[i]);
  if (operation == RW_OP_CLOSE) rw_host_complete(host);
}

int serve_in_c(void) {
  own = pthread_self();
  CHECK(rw_host_open(&host, LISTENER, 2, 4) == RW_OK);
  for (int64_t key; (key = rw_host_wait(host)) != 0;) serve_one(key);
  rw_host_close(host);
  for (int i = 0; i < BOUND; i++)
    if (bounds[i] != NULL) drop(&bounds[i]);
  return 0;
}

void use_engine_in_c(void) {
  char program[4096] = "";
  CHECK(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
  CHECK(setenv("RANKWISE_NODE", program, 1) == 0);
  CHECK(setenv("RANKWISE_ENGINE", program, 1) == 0);
}
