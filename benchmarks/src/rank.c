/* Ranks, each a process, that call one model as often as they can for a while.
 * Arguments: model, device, engines, batching, ranks, seconds to warm up, seconds to measure, shape of a call's input.
 * Prints the calls of all ranks, the seconds from their common start to the last answer, and the process ids of their
 * engines; on a second line what runs the model. The engines live on until standard input ends. */
#define _GNU_SOURCE
#include <math.h>
#include <rankwise.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct job {
  const char *model, *device, *engines, *batching;
  int ranks, dims;
  double warm_up, measured;
  int64_t shape[RW_MAX_RANK];
};

/* What a rank tells once it is warm, and again once it has measured. */
struct report {
  long long engine, calls;
  double finish; /* s on the monotonic clock */
  char runtime[256];
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void sleep_until(double moment) {
  struct timespec time = {.tv_sec = (time_t)moment, .tv_nsec = (long)(1e9 * fmod(moment, 1))};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) != 0) continue;
}

static void require(int met, int rank, const char *why) {
  if (met) return;
  fprintf(stderr, "rank %d: %s\n", rank, why);
  exit(EXIT_FAILURE);
}

static void check(rw_status status, int rank) { require(status == RW_OK, rank, rw_error_message()); }

static size_t elements(const rw_tensor *tensor) {
  size_t count = 1;
  for (int i = 0; i < tensor->rank; i++) count *= (size_t)tensor->shape[i];
  return count;
}

/* A batch may sum in another order than a single request. */
static int are_alike(const float *one, const float *other, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(fabsf(one[i] - other[i]) <= 1e-3f * (1 + fabsf(other[i])))) return 0;
  return 1;
}

/* One call at least, then for as long as is left. */
static struct report call_until(double end, rw_model *model, const rw_tensor *input, rw_tensor *output, int rank) {
  struct report report = {.engine = rw_model_engine_pid(model)};
  do {
    check(rw_model_run(model, input, 1, output, 1), rank);
    report.calls++;
    report.finish = now();
  } while (report.finish < end);
  snprintf(report.runtime, sizeof report.runtime, "%s", rw_model_runtime(model));
  return report;
}

static void be_rank(const struct job *job, int rank, int parent) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  rw_tensor input = {.type = RW_FLOAT32, .rank = job->dims}, output = {.data = NULL};
  rw_model *model = NULL;
  double start;
  options.device = job->device;
  options.engines = job->engines;
  options.batching = job->batching;
  options.start_timeout = 600;
  options.rank = options.local_rank = rank;
  options.rank_count = options.local_rank_count = job->ranks;
  memcpy(input.shape, job->shape, sizeof input.shape);
  float *x = malloc(elements(&input) * sizeof *x);
  require(x != NULL, rank, "no memory");
  for (size_t i = 0; i < elements(&input); i++) x[i] = (float)((i + 7 * (size_t)rank) % 17) / 16;
  input.data = x;

  check(rw_model_load(&model, job->model, &options), rank);
  check(rw_model_run(model, &input, 1, &output, 1), rank);
  size_t bytes = elements(&output) * sizeof(float);
  float *first = malloc(bytes);
  require(first != NULL, rank, "no memory");
  memcpy(first, output.data, bytes);
  struct report report = call_until(now() + job->warm_up, model, &input, &output, rank);
  require(write(parent, &report, sizeof report) == sizeof report, rank, "cannot tell that it is warm");
  require(read(parent, &start, sizeof start) == sizeof start, rank, "was not told when to start");
  sleep_until(start);
  report = call_until(start + job->measured, model, &input, &output, rank);
  require(are_alike(output.data, first, elements(&output)), rank, "the last answer is not the first");
  require(write(parent, &report, sizeof report) == sizeof report, rank, "cannot tell what it measured");
  require(read(parent, &start, sizeof start) == sizeof start, rank, "was not told to end");
  check(rw_model_close(&model), rank);
  rw_tensor_release(&output);
  free(first);
  free(x);
  exit(EXIT_SUCCESS);
}

static int start_rank(const struct job *job, int rank) {
  int ends[2];
  require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, rank, "cannot make a socket");
  pid_t child = fork();
  require(child >= 0, rank, "cannot be started");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    be_rank(job, rank, ends[1]);
  }
  close(ends[1]);
  return ends[0];
}

static void read_reports(const int *sockets, int ranks, struct report *reports) {
  for (int i = 0; i < ranks; i++)
    require(recv(sockets[i], &reports[i], sizeof reports[i], MSG_WAITALL) == sizeof reports[i], i, "has ended early");
}

static void tell(const int *sockets, int ranks, double number) {
  for (int i = 0; i < ranks; i++)
    require(write(sockets[i], &number, sizeof number) == sizeof number, i, "has ended early");
}

static void print(const struct report *reports, int ranks, double start) {
  long long calls = 0;
  double finish = start;
  for (int i = 0; i < ranks; i++) {
    calls += reports[i].calls;
    finish = fmax(finish, reports[i].finish);
  }
  printf("%lld %.9f", calls, finish - start);
  for (int i = 0; i < ranks; i++) {
    int known = 0;
    for (int j = 0; j < i; j++) known = known || reports[j].engine == reports[i].engine;
    if (!known) printf(" %lld", reports[i].engine);
  }
  printf("\n%s\n", reports[0].runtime);
  fflush(stdout);
}

int main(int argc, char **argv) {
  require(argc > 8 && argc - 8 <= RW_MAX_RANK, 0, "wrong arguments; see the source");
  struct job job = {.model = argv[1],
                    .device = argv[2],
                    .engines = argv[3],
                    .batching = argv[4],
                    .ranks = atoi(argv[5]),
                    .dims = argc - 8,
                    .warm_up = atof(argv[6]),
                    .measured = atof(argv[7])};
  for (int i = 0; i < job.dims; i++) job.shape[i] = atoll(argv[8 + i]);
  int *sockets = calloc((size_t)job.ranks, sizeof *sockets);
  struct report *reports = calloc((size_t)job.ranks, sizeof *reports);
  require(job.ranks > 0 && sockets != NULL && reports != NULL, 0, "no memory for so many ranks");
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < job.ranks; i++) sockets[i] = start_rank(&job, i);
  read_reports(sockets, job.ranks, reports);
  double start = now() + 0.01; /* all are told before */
  tell(sockets, job.ranks, start);
  read_reports(sockets, job.ranks, reports);
  print(reports, job.ranks, start);
  while (getchar() != EOF) continue;
  tell(sockets, job.ranks, 0);
  int failed = 0, status;
  while (wait(&status) > 0) failed = failed || status != 0;
  free(reports);
  free(sockets);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
