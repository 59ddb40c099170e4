/* Which engine belongs to which device, and what its name goes by. */
#define _GNU_SOURCE
#include "engines/sharing.h"
#include "testing.h"

static void key_is(enum rw__sharing sharing, const char *device, bool settled, const char *expected) {
  struct rw__key key;
  CHECK(rw__key_of(&key, sharing, device) == settled);
  CHECK(strcmp(key.text, expected) == 0);
}

static void devices(void) {
  key_is(RW__PER_DEVICE_BUT_CPU, "cpu", true, "");
  key_is(RW__PER_DEVICE_BUT_CPU, " CPU ", true, "");
  key_is(RW__PER_DEVICE, "cpu", true, "cpu");
  key_is(RW__PER_DEVICE_BUT_CPU, "cuda:3", true, "cuda:3");
  key_is(RW__PER_DEVICE_BUT_CPU, "CUDA:03", true, "cuda:3");
  key_is(RW__PER_DEVICE_BUT_CPU, "tensorrt:1", true, "cuda:1");
  key_is(RW__PER_DEVICE_BUT_CPU, "cuda", false, "cuda:0");
  key_is(RW__PER_DEVICE_BUT_CPU, "webgpu", false, "webgpu:0");
  key_is(RW__PER_RANK, "cuda", true, "");
  key_is(RW__PER_RANK, "auto", true, "");
}

/* Left to an engine, which says that it is none. */
static void what_is_no_device(void) {
  static const char *const none[] = {"",        "cuda:",  "cuda:x", "cuda:1x",
                                     "cuda:-1", "cuda 1", "1",      "averylongkindofdevice"};
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) key_is(RW__PER_DEVICE, none[i], true, "");
}

static void automatic(void) {
  struct rw__key key;
  CHECK(!rw__key_of(&key, RW__PER_DEVICE_BUT_CPU, "auto"));
  CHECK(!rw__key_of(&key, RW__PER_DEVICE, "Auto"));
  CHECK(key.text[0] != '\0');
}

static bool renames(const char *variable, const char *value) {
  const struct rw__key key = {"cuda:0"};
  struct rw__address before = rw__address_of(&key);
  setenv(variable, value, 1);
  struct rw__address after = rw__address_of(&key);
  unsetenv(variable);
  return before.size != after.size || memcmp(&before.name, &after.name, before.size) != 0;
}

static void names(void) {
  static const char *const job[] = {"RANKWISE_JOB",  "PMIX_NAMESPACE", "SLURM_JOB_ID",
                                    "SLURM_STEP_ID", "FLUX_JOB_ID",    "I_MPI_HYDRA_UUID"};
  static const char *const matter[] = {"RANKWISE_ENGINE",      "RANKWISE_ORT_LIBRARY", "RANKWISE_THREADS",
                                       "CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK",
                                       "VK_ICD_FILENAMES",     "LD_LIBRARY_PATH"};
  static const char *const differ[] = {"RANKWISE_RANK", "RANKWISE_LOCAL_RANK", "RANKWISE_ENGINES",
                                       "PMIX_RANK",     "SLURM_PROCID",        "HOME"};
  for (size_t i = 0; i < sizeof job / sizeof job[0]; i++) {
    unsetenv("RANKWISE_JOB");
    CHECK(renames(job[i], "7"));
  }
  for (size_t i = 0; i < sizeof matter / sizeof matter[0]; i++) CHECK(renames(matter[i], "7"));
  for (size_t i = 0; i < sizeof differ / sizeof differ[0]; i++) CHECK(!renames(differ[i], "7"));
  setenv("RANKWISE_JOB", "mine", 1);
  CHECK(!renames("SLURM_STEP_ID", "7")); /* the user's word counts alone */
  struct rw__address one = rw__address_of(&(struct rw__key){"cuda:0"}),
                     other = rw__address_of(&(struct rw__key){"cuda:1"});
  CHECK(memcmp(&one.name, &other.name, sizeof one.name) != 0);
  CHECK(one.size <= sizeof one.name && one.name.sun_path[0] == '\0');
}

/* What cannot be opened although it is there: here a link to itself, since root may open all else. */
static void denied_devices(void) {
  static const char *const devices[] = {RW__DEVICES "/nvidia0", RW__DEVICES "/nvidia3", RW__DEVICES "/dri/renderD129"};
  enum { COUNT = sizeof devices / sizeof devices[0] };
  const struct rw__key key = {"cuda:0"};
  struct rw__address names[COUNT + 1] = {rw__address_of(&key)};
  mkdir(RW__DEVICES, 0700);
  mkdir(RW__DEVICES "/dri", 0700);
  for (size_t i = 0; i < COUNT; i++) {
    unlink(devices[i]);
    CHECK(symlink(devices[i], devices[i]) == 0);
    names[i + 1] = rw__address_of(&key);
    unlink(devices[i]);
    for (size_t j = 0; j <= i; j++) CHECK(memcmp(&names[i + 1].name, &names[j].name, names[j].size) != 0);
  }
  struct rw__address again = rw__address_of(&key);
  CHECK(memcmp(&again.name, &names[0].name, again.size) == 0);
}

/* The name that this program finds, started by a command. */
static void name_under(char name[128], const char *format, const char *self) {
  char command[1024];
  snprintf(command, sizeof command, format, self);
  FILE *pipe = popen(command, "r");
  CHECK(pipe != NULL && fgets(name, 128, pipe) != NULL);
  CHECK(pclose(pipe) == 0);
}

/* Hydra of MPICH names no job: its ranks are those that one process started, be it through a script of each. */
static void ranks_of_one_process(const char *self) {
  char first[128], second[128], script[128], other[128], none[128], inner[2][128];
  static const char *const jobs[] = {NULL, "SLURM_JOB_ID"};
  (void)unlink("hydra_pmi_proxy");
  CHECK(symlink("/bin/sh", "hydra_pmi_proxy") == 0);
  for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
    if (jobs[i] != NULL) setenv(jobs[i], "4711", 1);
    name_under(first, "exec env MPI_LOCALRANKID=0 '%s' name", self);
    name_under(second, "exec env MPI_LOCALRANKID=1 '%s' name", self);
    name_under(script, "exec env MPI_LOCALRANKID=2 sh -c \"sh -c \\\"'%s' name; :\\\"; :\"", self);
    name_under(other, "exec sh -c \"env MPI_LOCALRANKID=0 '%s' name; :\"", self);
    name_under(none, "exec sh -c \"'%s' name; :\"", self);
    for (int k = 0; k < 2; k++) /* a rank starts jobs of its own */
      name_under(inner[k], "exec env MPI_LOCALRANKID=0 ./hydra_pmi_proxy -c \"'%s' name; :\"", self);
    CHECK(strcmp(inner[0], inner[1]) != 0 && strcmp(inner[0], first) != 0);
    CHECK(strcmp(first, second) == 0 && strcmp(first, script) == 0);
    CHECK(strcmp(first, other) != 0 && strcmp(first, none) != 0);
    if (jobs[i] != NULL) unsetenv(jobs[i]);
  }
  CHECK(unlink("hydra_pmi_proxy") == 0);
}

static int print_name(void) {
  struct rw__address address = rw__address_of(&(struct rw__key){"cuda:0"});
  return puts(address.name.sun_path + 1) < 0;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "name") == 0) return print_name();
  devices();
  what_is_no_device();
  automatic();
  denied_devices();
  ranks_of_one_process(argv[0]);
  names();
  return 0;
}
