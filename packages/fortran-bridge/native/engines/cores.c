#define _GNU_SOURCE
#include "engines/cores.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* OpenMP's, where the program has it as a shared library: it binds the thread that begins the program before main(),
 * and afterwards nothing else knows on which cores the other threads will be. */
__attribute__((weak)) int omp_get_proc_bind(void);
__attribute__((weak)) int omp_get_num_places(void);
__attribute__((weak)) int omp_get_place_num_procs(int place);
__attribute__((weak)) void omp_get_place_proc_ids(int place, int *cores);

static void add_place(struct rw__cores *cores, int place) {
  int count = omp_get_place_num_procs(place);
  int *numbers = count > 0 ? malloc((size_t)count * sizeof *numbers) : NULL;
  if (numbers == NULL) return;
  omp_get_place_proc_ids(place, numbers);
  for (int i = 0; i < count; i++) CPU_SET_S((size_t)numbers[i], sizeof *cores, cores->sets);
  free(numbers);
}

static void add_places(struct rw__cores *cores) {
  const bool known = omp_get_proc_bind != NULL && omp_get_num_places != NULL && omp_get_place_num_procs != NULL &&
                     omp_get_place_proc_ids != NULL;
  if (!known || omp_get_proc_bind() == 0) return; /* omp_proc_bind_false: its threads are where they like */
  for (int place = 0; place < omp_get_num_places(); place++) add_place(cores, place);
}

static void add_threads(struct rw__cores *cores) {
  struct rw__cores one;
  DIR *folder = opendir("/proc/self/task");
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    int thread = atoi(entry->d_name);
    if (thread > 0 && sched_getaffinity(thread, sizeof one, one.sets) == 0)
      CPU_OR_S(sizeof one, cores->sets, cores->sets, one.sets);
  }
  closedir(folder);
}

/* What one thread lends itself is not to look like the process's to another. */
static pthread_mutex_t lending = PTHREAD_MUTEX_INITIALIZER;

void rw__lend_cores(struct rw__cores *own, bool everywhere) {
  struct rw__cores more;
  pthread_mutex_lock(&lending);
  memset(own, 0, sizeof *own);
  memset(&more, 0, sizeof more);
  add_places(&more); /* first: some OpenMPs bind the thread when they are first asked */
  if (sched_getaffinity(0, sizeof *own, own->sets) != 0) return;
  CPU_OR_S(sizeof more, more.sets, more.sets, own->sets);
  add_threads(&more);
  if (everywhere) memset(&more, 0xff, sizeof more);
  (void)sched_setaffinity(0, sizeof more, more.sets);
}

void rw__take_cores_back(const struct rw__cores *own) {
  if (CPU_COUNT_S(sizeof *own, own->sets) > 0) (void)sched_setaffinity(0, sizeof *own, own->sets);
  pthread_mutex_unlock(&lending);
}
