#define _GNU_SOURCE
#include "engines/environment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* With it the loader takes these, whatever LD_LIBRARY_PATH says, and finds all else as before. $LIB is its word for
 * lib64, lib/x86_64-linux-gnu and the like. */
#define PRELOAD "LD_PRELOAD=/usr/$LIB/libstdc++.so.6:/$LIB/libgcc_s.so.1"

static bool begins_with_one_of(const char *entry, const char *const *prefixes) {
  for (; *prefixes != NULL; prefixes++)
    if (strncmp(entry, *prefixes, strlen(*prefixes)) == 0) return true;
  return false;
}

static bool is_ours(const char *entry) {
  static const char *const ours[] = {
      "RANKWISE_RANK=", "RANKWISE_SIZE=", "RANKWISE_LOCAL_RANK=", "RANKWISE_LOCAL_SIZE=", NULL};
  return begins_with_one_of(entry, ours);
}

/* What the user tells Node.js programs of his own: NODE_OPTIONS=--inspect would open a debugger's port in each engine,
 * and an option that this Node.js does not know would keep it from starting. Node.js itself, libuv, OpenSSL and ICU. */
static bool configures_node(const char *entry) {
  static const char *const prefixes[] = {"NODE_",     "UV_",       "OPENSSL_",     "SSL_CERT_", "SSLKEYLOGFILE=",
                                         "ICU_DATA=", "ELECTRON_", "FORCE_COLOR=", "NO_COLOR=", NULL};
  return begins_with_one_of(entry, prefixes);
}

static bool is_preload(const char *entry) { return strncmp(entry, "LD_PRELOAD=", strlen("LD_PRELOAD=")) == 0; }

char **rw__environment_of(const struct rw__surroundings *surroundings) {
  const struct rw__place *place = &surroundings->place;
  const char *preload = secure_getenv("LD_PRELOAD");
  enum { NUMBERS = 4, ROOM = 40 };
  /* Node.js would start four for the engine's modules alone. */
  static char threads[] = "UV_THREADPOOL_SIZE=1";
  size_t count = 0, kept = 0;
  while (environ[count] != NULL) count++;
  const size_t table = (count + NUMBERS + 3) * sizeof(char *);
  const size_t preload_room = sizeof PRELOAD ":" + (preload != NULL ? strlen(preload) : 0);
  char **copy = malloc(table + NUMBERS * ROOM + preload_room);
  if (copy == NULL) return NULL;
  for (size_t i = 0; i < count; i++)
    if (!configures_node(environ[i]) && !(place->count > 0 && is_ours(environ[i])) &&
        !(surroundings->systems_libstdcxx && is_preload(environ[i])))
      copy[kept++] = environ[i];
  if (place->count > 0) {
    char *text = (char *)copy + table;
    for (size_t i = 0; i < NUMBERS; i++) copy[kept++] = text + i * ROOM;
    snprintf(text, ROOM, "RANKWISE_RANK=%d", place->rank);
    snprintf(text + ROOM, ROOM, "RANKWISE_SIZE=%d", place->count);
    snprintf(text + 2 * ROOM, ROOM, "RANKWISE_LOCAL_RANK=%d", place->local_rank);
    snprintf(text + 3 * ROOM, ROOM, "RANKWISE_LOCAL_SIZE=%d", place->local_count);
  }
  if (surroundings->systems_libstdcxx) {
    char *text = copy[kept++] = (char *)copy + table + NUMBERS * ROOM;
    text = stpcpy(text, PRELOAD);
    if (preload != NULL) (void)stpcpy(stpcpy(text, ":"), preload);
  }
  copy[kept++] = threads;
  copy[kept] = NULL;
  return copy;
}

/* The line of the calling thread's status that lists its cores, or "". */
static void read_cores(char *line, size_t size) {
  FILE *file = fopen("/proc/thread-self/status", "re");
  bool found = false;
  while (file != NULL && !found && fgets(line, (int)size, file) != NULL)
    found = strncmp(line, "Cpus_allowed_list:", 18) == 0;
  if (!found) *line = '\0';
  if (file != NULL) fclose(file);
}

char *rw__environment_text(size_t *size) {
  char line[4096], cores[4096] = "";
  read_cores(line, sizeof line);
  (void)sscanf(line, "Cpus_allowed_list: %4095s", cores);
  size_t whole = sizeof "RANKWISE_CORES=" + strlen(cores);
  for (char **entry = environ; *entry != NULL; entry++) whole += strlen(*entry) + 1;
  char *text = malloc(whole), *at = text;
  for (char **entry = environ; text != NULL && *entry != NULL; entry++) at = stpcpy(at, *entry) + 1;
  if (text != NULL) (void)stpcpy(stpcpy(at, "RANKWISE_CORES="), cores);
  *size = whole;
  return text;
}
