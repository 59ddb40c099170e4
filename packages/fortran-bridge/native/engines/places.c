#define _GNU_SOURCE
#include "engines/places.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef RW__DEFAULT_NODE
#define RW__DEFAULT_NODE ""
#endif
#ifndef RW__DEFAULT_ENGINE
#define RW__DEFAULT_ENGINE ""
#endif

static const char *variable(const char *name) {
  const char *value = secure_getenv(name);
  return value != NULL && *value != '\0' ? value : NULL;
}

/* Puts `folder/rankwise/name` there if it fits and the access is given. */
static bool beside(char *out, const char *folder, int length, const char *name, int access_mode) {
  char path[PATH_MAX];
  const int written = snprintf(path, sizeof path, "%.*s/rankwise/%s", length, folder, name);
  if (written < 0 || (size_t)written >= sizeof path || access(path, access_mode) != 0) return false;
  memcpy(out, path, (size_t)written + 1);
  return true;
}

/* Tells of the file that this code was loaded from. */
static bool find_self(Dl_info *out) {
  /* C has no other way from a function to the object pointer that dladdr wants. */
  union {
    bool (*function)(Dl_info *);
    void *object;
  } self = {.function = find_self};
  return dladdr(self.object, out) != 0 && out->dli_fname != NULL;
}

#ifndef RW__STATIC

/* The file of this very library: the engine loads it too, so that both sides agree on the shared memory. Found when the
 * library is loaded: its name may be relative to the working directory of then. */
static char library_file[PATH_MAX];

__attribute__((constructor)) static void find_library_file(void) {
  Dl_info self;
  if (!find_self(&self) || realpath(self.dli_fname, library_file) == NULL) library_file[0] = '\0';
}

static bool installed(char *out, const char *name, int access_mode) {
  const char *end = strrchr(library_file, '/');
  return end != NULL && beside(out, library_file, (int)(end - library_file), name, access_mode);
}

#else

static const char library_file[] = "";

/* A program, or a shared library, that contains this one finds the engine where it would find the shared one: by its
 * rpath or LD_LIBRARY_PATH. */
static bool installed(char *out, const char *name, int access_mode) {
  bool found = false;
  Dl_info self;
  void *program = find_self(&self) ? dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD) : NULL;
  if (program == NULL) program = dlopen(NULL, RTLD_LAZY);
  Dl_serinfo size, *paths = NULL;
  if (program != NULL && dlinfo(program, RTLD_DI_SERINFOSIZE, &size) == 0) paths = malloc(size.dls_size);
  if (paths != NULL && dlinfo(program, RTLD_DI_SERINFOSIZE, paths) == 0 && dlinfo(program, RTLD_DI_SERINFO, paths) == 0)
    for (unsigned i = 0; i < paths->dls_cnt && !found; i++) {
      const char *folder = paths->dls_serpath[i].dls_name;
      found = beside(out, folder, (int)strlen(folder), name, access_mode);
    }
  free(paths);
  if (program != NULL) dlclose(program);
  return found;
}

#endif

static void find_script(char *out) {
  const char *named = variable("RANKWISE_ENGINE");
  if (named == NULL && installed(out, "start.cjs", R_OK)) return;
  snprintf(out, PATH_MAX, "%s", named != NULL ? named : RW__DEFAULT_ENGINE);
}

static void find_node(char *out) {
  const char *named = variable("RANKWISE_NODE");
  if (named == NULL && installed(out, "node", X_OK)) return;
  if (named == NULL) named = access(RW__DEFAULT_NODE, X_OK) == 0 ? RW__DEFAULT_NODE : "node";
  snprintf(out, PATH_MAX, "%s", named);
}

void rw__find_places(struct rw__places *out) {
  find_script(out->script);
  find_node(out->node);
  out->library = library_file;
}
