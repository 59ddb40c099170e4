/* What the system knows of the engine's process that a test has started. */
#ifndef ENGINE_OF_H
#define ENGINE_OF_H

#include <dirent.h>
#include <sys/types.h>

#include "testing.h"

/* The only child of this process, or -1. */
static inline pid_t engine_of_this_process(void) {
  char path[96];
  int child = -1;
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *file = fopen(path, "re");
  CHECK(file != NULL);
  if (fscanf(file, "%d", &child) != 1) child = -1;
  fclose(file);
  return child;
}

/* Whether a variable of its environment begins with the text, and has the other one in it. */
static inline int engine_has_variable_with(pid_t pid, const char *text, const char *other) {
  char path[64];
  char *entry = NULL;
  size_t room = 0, count = 0;
  int found = 0;
  snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
  FILE *file = fopen(path, "re");
  CHECK(file != NULL);
  for (; getdelim(&entry, &room, 0, file) > 0; count++)
    found = found || (strncmp(entry, text, strlen(text)) == 0 && strstr(entry, other) != NULL);
  CHECK(count > 0);
  free(entry);
  fclose(file);
  return found;
}

/* Whether a variable of its environment begins with the text. */
static inline int engine_has_variable(pid_t pid, const char *text) { return engine_has_variable_with(pid, text, ""); }

static inline int is_tcp(const char *table, unsigned long wanted) {
  char line[512];
  unsigned long inode = 0;
  int found = 0;
  FILE *file = fopen(table, "re");
  if (file == NULL) return 0; /* no IPv6 here */
  while (!found && fgets(line, sizeof line, file) != NULL)
    found = sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %lu", &inode) == 1 && inode == wanted;
  fclose(file);
  return found;
}

/* Whether it has a socket of TCP. */
static inline int engine_has_port(pid_t pid) {
  char path[320], target[64];
  unsigned long inode;
  int found = 0;
  snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
  DIR *folder = opendir(path);
  CHECK(folder != NULL);
  for (struct dirent *entry; !found && (entry = readdir(folder)) != NULL;) {
    snprintf(path, sizeof path, "/proc/%d/fd/%s", (int)pid, entry->d_name);
    ssize_t length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    if (sscanf(target, "socket:[%lu]", &inode) == 1)
      found = is_tcp("/proc/net/tcp", inode) || is_tcp("/proc/net/tcp6", inode);
  }
  closedir(folder);
  return found;
}

#endif
