#define _GNU_SOURCE
#include "engines/job.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/launchers.h"

/* Whether a process was started with a variable; false where it cannot be told. */
static bool process_has(pid_t pid, const char *variable) {
  char path[64], *entry = NULL;
  size_t room = 0, length = strlen(variable);
  bool found = false;
  snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
  FILE *file = fopen(path, "re");
  while (file != NULL && !found && getdelim(&entry, &room, '\0', file) > 0)
    found = strncmp(entry, variable, length) == 0 && entry[length] == '=';
  free(entry);
  if (file != NULL) fclose(file);
  return found;
}

/* 0: there is none, or it cannot be told. */
static pid_t parent_of(pid_t pid) {
  char path[64], line[256];
  long parent = 0;
  snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
  FILE *file = fopen(path, "re");
  while (file != NULL && fgets(line, sizeof line, file) != NULL && sscanf(line, "PPid: %ld", &parent) != 1) continue;
  if (file != NULL) fclose(file);
  return (pid_t)parent;
}

/* Hydra's daemon, which has the variable too where its mpiexec was started by a rank of another. */
static bool starts_ranks(pid_t pid) {
  char path[64], name[32] = "";
  snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
  FILE *file = fopen(path, "re");
  if (file != NULL && fgets(name, sizeof name, file) == NULL) name[0] = '\0';
  if (file != NULL) fclose(file);
  return strcmp(name, "hydra_pmi_proxy\n") == 0;
}

/* The process that started the ranks. What lies between, such as a script that a rank runs in, has the variable too. */
static pid_t starter(const char *variable) {
  pid_t pid = getppid();
  while (variable != NULL && pid > 1 && !starts_ranks(pid) && process_has(pid, variable)) pid = parent_of(pid);
  return pid;
}

uint64_t rw__job(void) {
#define X(variable) variable,
  static const char *const variables[] = {RW__JOB_VARIABLES(X)};
  static const char *const nameless[] = {RW__NAMELESS_JOB_VARIABLES(X)};
#undef X
  uint64_t value = RW__HASH_START;
  bool named = false;
  const char *mark = NULL;
  for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
    const char *text = getenv(variables[i]);
    if (text == NULL || *text == '\0') continue;
    value = rw__hash(rw__hash(value, variables[i]), text);
    named = true;
    if (i == 0) return value; /* RANKWISE_JOB */
  }
  for (size_t i = 0; i < sizeof nameless / sizeof nameless[0]; i++)
    if (getenv(nameless[i]) != NULL) mark = nameless[i];
  /* What is named may be a larger job, within which several of the nameless run. */
  if (named && mark == NULL) return value;
  char process[32];
  snprintf(process, sizeof process, "%ld", (long)starter(mark));
  return rw__hash(value, process);
}
