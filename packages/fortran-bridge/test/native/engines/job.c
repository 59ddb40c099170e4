/* The rank and the job, from the environments of launchers that packages/core/test/rank/recorded holds. */
#define _GNU_SOURCE
#include <dirent.h>

#include "base/rank.h"
#include "engines/sharing.h"
#include "testing.h"

enum { MOST = 64 };

/* What the ranks of a job said. */
struct job {
  struct rw__address name;
  char node[32]; /* of the rank before */
  int ranks, seen[MOST];
};

/* Sets the variables of a line, which begins with a word of another kind. */
static void set_all(char *line, const char *word) {
  CHECK(strcmp(strtok(line, " \n"), word) == 0);
  for (char *text; (text = strtok(NULL, " \n")) != NULL;) {
    char *value = strchr(text, '=');
    CHECK(value != NULL);
    *value = '\0';
    CHECK(setenv(text, value + 1, 1) == 0);
  }
}

static bool same(const struct rw__address *one, const struct rw__address *other) {
  return one->size == other->size && memcmp(&one->name, &other->name, one->size) == 0;
}

/* Ranks of a node come one after the other, and meet. Masks that differ keep them apart, as they should. */
static void take_rank(struct job *job, char *line) {
  char node[32];
  CHECK(sscanf(line, "%31s", node) == 1);
  set_all(line, node);
  int rank = rw_rank();
  CHECK(rank >= 0 && rank < MOST && !job->seen[rank]);
  job->seen[rank] = 1;
  static const char *const masks[] = {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL",
                                      "ZE_AFFINITY_MASK"};
  for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) unsetenv(masks[i]);
  struct rw__address name = rw__address_of(&(struct rw__key){"cuda:0"});
  if (job->ranks > 0 && strcmp(node, job->node) == 0) CHECK(same(&name, &job->name));
  job->name = name;
  strcpy(job->node, node);
  job->ranks++;
}

/* Two jobs of a launcher meet only where no variable tells them apart: MPICH's, all children of one process here. */
static void read_jobs(const char *path, bool nameless) {
  static struct job jobs[MOST];
  char all[4096] = "", line[4096], copy[4096];
  int count = 0;
  memset(jobs, 0, sizeof jobs);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  while (fgets(line, sizeof line, file) != NULL) {
    if (*line == '#' || *line == '\n') continue;
    if (*line == '$') {
      CHECK(count++ < MOST);
      CHECK(fgets(all, sizeof all, file) != NULL);
      continue;
    }
    clearenv();
    strcpy(copy, all);
    set_all(copy, "all");
    take_rank(&jobs[count - 1], line);
  }
  fclose(file);
  CHECK(count > 0);
  for (int i = 0; i < count; i++) {
    CHECK(jobs[i].ranks > 0);
    for (int rank = 0; rank < jobs[i].ranks; rank++) CHECK(jobs[i].seen[rank]);
    for (int j = 0; j < i && !nameless; j++) CHECK(!same(&jobs[i].name, &jobs[j].name));
  }
}

int main(void) {
  int files = 0;
  DIR *folder = opendir(RECORDED);
  CHECK(folder != NULL);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (strstr(entry->d_name, ".txt") == NULL) continue;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", RECORDED, entry->d_name);
    read_jobs(path, strncmp(entry->d_name, "mpich", 5) == 0);
    files++;
  }
  closedir(folder);
  CHECK(files > 0);
  return 0;
}
