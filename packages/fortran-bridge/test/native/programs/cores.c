/* The cores of an engine: those of the process, though the thread that loads be bound to one of them. */
#define _GNU_SOURCE
#include <dirent.h>
#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "testing.h"

static const char *folder;
static cpu_set_t all;

static cpu_set_t cores_of(pid_t thread) {
  cpu_set_t cores;
  CHECK(sched_getaffinity(thread, sizeof cores, &cores) == 0);
  return cores;
}

static void bind_to(cpu_set_t cores) { CHECK(sched_setaffinity(0, sizeof cores, &cores) == 0); }

/* The first or the last of all cores, alone: the same one where there is one only. */
static cpu_set_t first_or_last(bool last) {
  cpu_set_t one;
  size_t at = last ? CPU_SETSIZE - 1 : 0;
  while (!CPU_ISSET(at, &all)) at = last ? at - 1 : at + 1;
  CPU_ZERO(&one);
  CPU_SET(at, &one);
  return one;
}

/* All threads of an engine that is loaded now may run on these; the thread that loads stays where it is. */
static void an_engine_gets(cpu_set_t expected) {
  cpu_set_t before = cores_of(0), after;
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  char path[64];
  int threads = 0;
  options.device = "cpu";
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  after = cores_of(0);
  CHECK(CPU_EQUAL(&before, &after));
  snprintf(path, sizeof path, "/proc/%lld/task", (long long)rw_model_engine_pid(model));
  DIR *tasks = opendir(path);
  CHECK(tasks != NULL);
  for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    cpu_set_t cores = cores_of(atoi(entry->d_name));
    CHECK(CPU_EQUAL(&cores, &expected));
    threads++;
  }
  closedir(tasks);
  CHECK(threads > 1 && rw_model_close(&model) == RW_OK);
}

static pthread_barrier_t bound, loaded;

static void *be_elsewhere(void *context) {
  (void)context;
  bind_to(first_or_last(true));
  pthread_barrier_wait(&bound);
  pthread_barrier_wait(&loaded);
  return NULL;
}

static void cores_of_all_threads_count(void) {
  cpu_set_t first = first_or_last(false), last = first_or_last(true), both;
  pthread_t thread;
  CPU_OR(&both, &first, &last);
  CHECK(pthread_barrier_init(&bound, NULL, 2) == 0 && pthread_barrier_init(&loaded, NULL, 2) == 0);
  CHECK(pthread_create(&thread, NULL, be_elsewhere, NULL) == 0);
  bind_to(first);
  pthread_barrier_wait(&bound);
  an_engine_gets(both);
  pthread_barrier_wait(&loaded);
  CHECK(pthread_join(thread, NULL) == 0);
  an_engine_gets(first); /* as of a launcher that binds to one core: it is not left */
  bind_to(all);
}

/* With OMP_PROC_BIND, which binds the first thread before main(). */
static void openmp_binds_its_threads_alone(void) {
  cpu_set_t first = cores_of(0);
  CHECK(CPU_COUNT(&first) == 1 && omp_get_proc_bind() != omp_proc_bind_false);
  an_engine_gets(all);
#pragma omp parallel
  if (omp_get_thread_num() == omp_get_num_threads() - 1) an_engine_gets(all);
  an_engine_gets(all);
}

int main(int argc, char **argv) {
  CHECK(argc == 2 || argc == 3);
  folder = argv[1];
  if (argc == 3) { /* bound by OpenMP, to one of the cores that it had before */
    CHECK(strlen(argv[2]) == 2 * sizeof all);
    for (size_t i = 0; i < sizeof all; i++) CHECK(sscanf(argv[2] + 2 * i, "%2hhx", (unsigned char *)&all + i) == 1);
    openmp_binds_its_threads_alone();
    return 0;
  }
  all = cores_of(0);
  cores_of_all_threads_count();
  char text[2 * sizeof all + 1];
  for (size_t i = 0; i < sizeof all; i++) snprintf(text + 2 * i, 3, "%02x", ((unsigned char *)&all)[i]);
  CHECK(setenv("OMP_PROC_BIND", "close", 1) == 0 && setenv("OMP_PLACES", "threads", 1) == 0);
  execl("/proc/self/exe", argv[0], folder, text, (char *)NULL);
  CHECK(false);
}
