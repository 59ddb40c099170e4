#define _GNU_SOURCE
#include "engines/sharing.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/status.h"
#include "channel/layout.h"
#include "engines/job.h"

/* A test has devices of its own. */
#ifndef RW__DEVICES
#define RW__DEVICES "/dev"
#endif

rw_status rw__sharing_read(enum rw__sharing *out, const char *option, const char *path) {
  static const char *const names[] = {
      [RW__PER_DEVICE_BUT_CPU] = "auto", [RW__PER_RANK] = "rank", [RW__PER_DEVICE] = "device"};
  const char *variable = getenv("RANKWISE_ENGINES");
  const char *text = option != NULL ? option : variable != NULL && *variable != '\0' ? variable : "auto";
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *out = (enum rw__sharing)i;
    return RW_OK;
  }
  return rw__fail(RW_INVALID_ARGUMENT,
                  "load of '%s': %s is '%s'; give auto (an engine for each device of the node, on the cpu for each "
                  "rank), device or rank",
                  path, option != NULL ? "the option engines" : "RANKWISE_ENGINES", text);
}

/* A device as the engine will read it, such as "CUDA:1 ": its kind, and its index, or -1 without one. False: the text
 * names no device. */
static bool read_device(const char *text, char kind[16], int *index) {
  size_t length = 0;
  int digits = 0;
  while (isspace((unsigned char)*text)) text++;
  for (; isalpha((unsigned char)*text) && length < 15; text++) kind[length++] = (char)tolower((unsigned char)*text);
  kind[length] = '\0';
  *index = -1;
  if (*text == ':' && (sscanf(++text, "%4d%n", index, &digits) != 1 || *index < 0)) return false;
  text += digits;
  while (isspace((unsigned char)*text)) text++;
  return length > 0 && *text == '\0';
}

static bool has_render_node(void) {
  DIR *folder = opendir(RW__DEVICES "/dri");
  bool found = false;
  if (folder == NULL) return false;
  for (struct dirent *entry; !found && (entry = readdir(folder)) != NULL;)
    found = strncmp(entry->d_name, "renderD", 7) == 0;
  closedir(folder);
  return found;
}

/* What "auto" will most likely be. A wrong guess costs the start of a process; what it is, an engine says. */
static const char *likely_device(void) {
  if (access(RW__DEVICES "/nvidiactl", F_OK) == 0) return "cuda:0";
  return access(RW__DEVICES "/dxg", F_OK) == 0 || has_render_node() ? "webgpu:0" : "cpu";
}

bool rw__key_of(struct rw__key *out, enum rw__sharing sharing, const char *device) {
  char kind[16];
  int index;
  out->text[0] = '\0';
  /* A text that names no device: any engine reports the error. */
  if (sharing == RW__PER_RANK || !read_device(device, kind, &index)) return true;
  if (strcmp(kind, "auto") == 0) return (void)rw__key_of(out, sharing, likely_device()), false;
  if (strcmp(kind, "cpu") == 0) {
    if (sharing == RW__PER_DEVICE) strcpy(out->text, kind);
    return true;
  }
  /* Two providers, one device, one context. */
  snprintf(out->text, sizeof out->text, "%s:%d", strcmp(kind, "tensorrt") == 0 ? "cuda" : kind, index < 0 ? 0 : index);
  return index >= 0;
}

static bool changes_the_engine(const char *entry) {
  static const char *const prefixes[] = {"RANKWISE_",   "CUDA_",
                                         "NVIDIA_",     "HIP_",
                                         "ROCR_",       "ZE_",
                                         "ONEAPI_",     "SYCL_",
                                         "VK_",         "MESA_",
                                         "ORT_",        "DRI_",
                                         "TRT_",        "GPU_DEVICE_ORDINAL=",
                                         "LD_PRELOAD=", "LD_LIBRARY_PATH="};
  static const char *const not [] = {"RANKWISE_RANK=", "RANKWISE_SIZE=", "RANKWISE_LOCAL_",
                                     "RANKWISE_JOB=", "RANKWISE_ENGINES="};
  for (size_t i = 0; i < sizeof not / sizeof not [0]; i++)
    if (strncmp(entry, not [i], strlen(not [i])) == 0) return false;
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    if (strncmp(entry, prefixes[i], strlen(prefixes[i])) == 0) return true;
  return false;
}

/* A sum, since the order of the variables means nothing. */
static uint64_t hash_environment(void) {
  uint64_t sum = 0;
  for (char **entry = environ; *entry != NULL; entry++)
    if (changes_the_engine(*entry)) sum += rw__hash(RW__HASH_START, *entry);
  return sum;
}

/* The GPUs that this process is denied. A scheduler that shuts them (Slurm's ConstrainDevices) numbers those that are
 * left to a rank from 0, so that the variables of ranks with a GPU each are the same. */
static uint64_t hash_denied_devices(void) {
  static const struct {
    const char *path;
    int first;
  } kinds[] = {{RW__DEVICES "/nvidia%d", 0}, {RW__DEVICES "/dri/renderD%d", 128}};
  enum { MOST = 64 };
  uint64_t value = RW__HASH_START;
  char path[256];
  for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
    for (int i = kinds[kind].first; i < kinds[kind].first + MOST; i++) {
      snprintf(path, sizeof path, kinds[kind].path, i);
      if (access(path, R_OK | W_OK) != 0 && errno != ENOENT && errno != ENOTDIR) value = rw__hash(value, path);
    }
  return value;
}

struct rw__address rw__address_of(const struct rw__key *key) {
  struct rw__address address = {.name = {.sun_family = AF_UNIX}};
  char text[64];
  /* Sums that are mixed once more, so that no change of the one undoes a change of another. */
  snprintf(text, sizeof text, "%llx/%llx/%llx", (unsigned long long)rw__job(), (unsigned long long)hash_environment(),
           (unsigned long long)hash_denied_devices());
  int length = snprintf(address.name.sun_path + 1, sizeof address.name.sun_path - 1, "rankwise/%d/%ld/%s/%016llx",
                        RW__PROTOCOL, (long)geteuid(), key->text, (unsigned long long)rw__hash(RW__HASH_START, text));
  address.size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
  return address;
}
