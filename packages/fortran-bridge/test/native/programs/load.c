/* What a load is given besides a path: options of older programs, the rank, and a model as bytes. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"

static const char *folder;

/* The content of a file, followed by `extra` bytes that the caller fills. */
static char *read_file(const char *path, size_t extra, size_t *size) {
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
  *size = (size_t)ftell(file);
  char *bytes = malloc(*size + extra + 1);
  CHECK(bytes != NULL && fseek(file, 0, SEEK_SET) == 0 && fread(bytes, 1, *size, file) == *size);
  fclose(file);
  return bytes;
}

static void doubles(rw_model *model) {
  float x[5] = {1, 2, 3, 4, 5}, y[5] = {0};
  rw_tensor input = tensor_1d(x, RW_FLOAT32, 5), output = tensor_1d(y, RW_FLOAT32, 5);
  CHECK(rw_model_run(model, &input, 1, &output, 1) == RW_OK);
  for (int i = 0; i < 5; i++) CHECK(y[i] == 2 * x[i]);
}

/* The bytes are the caller's again after the load: nothing may read them later. */
static void loads_bytes(void) {
  rw_model *model = NULL;
  size_t size;
  char *bytes = read_file(model_file(folder, "simplenet"), 0, &size);
  CHECK(rw_model_load_bytes(&model, bytes, size, "from memory", NULL) == RW_OK);
  memset(bytes, 0, size);
  free(bytes);
  doubles(model);
  rw_tensor none = {0};
  CHECK_FAILS(rw_model_run(model, &none, 1, &none, 1), RW_TYPE_MISMATCH, "'from memory'");
  CHECK(rw_model_close(&model) == RW_OK);
}

/* Memory that this process shares with its engine: bytes that its files hold. */
static int64_t shared_bytes(void) {
  int64_t sum = 0;
  for (int fd = 0; fd < 256; fd++) {
    char link[64], name[64] = "";
    struct stat info;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, name, sizeof name - 1) > 0 && strstr(name, "memfd:rankwise-channel") != NULL &&
        fstat(fd, &info) == 0)
      sum += info.st_blocks * 512;
  }
  return sum;
}

/* A large model leaves nothing in the shared memory. */
static void loads_large_models_again_and_again(void) {
  enum { DOC = 40 << 20 };
  rw_model *keep = NULL, *model = NULL;
  size_t size;
  char *bytes = read_file(model_file(folder, "simplenet"), DOC + 8, &size);
  /* ModelProto.doc_string, field 6: its length as a varint, and as many letters. */
  const unsigned char head[] = {0x32, (DOC & 0x7f) | 0x80, (DOC >> 7 & 0x7f) | 0x80, (DOC >> 14 & 0x7f) | 0x80,
                                DOC >> 21};
  memcpy(bytes + size, head, sizeof head);
  memset(bytes + size + sizeof head, 'x', DOC);
  CHECK(rw_model_load(&keep, model_file(folder, "simplenet"), NULL) == RW_OK);
  for (int round = 0; round < 8; round++) {
    CHECK(rw_model_load_bytes(&model, bytes, size + sizeof head + DOC, NULL, NULL) == RW_OK);
    doubles(model);
    CHECK(shared_bytes() > 0 && shared_bytes() < 10 << 20);
    CHECK(rw_model_close(&model) == RW_OK);
  }
  free(bytes);
  CHECK(rw_model_close(&keep) == RW_OK);
}

static void refuses_bytes_that_are_no_model(void) {
  rw_model *model = NULL;
  CHECK_FAILS(rw_model_load_bytes(NULL, "x", 1, "x", NULL), RW_INVALID_ARGUMENT, "'out' is NULL");
  CHECK_FAILS(rw_model_load_bytes(&model, NULL, 1, "x", NULL), RW_INVALID_ARGUMENT, "'bytes' is NULL");
  CHECK_FAILS(rw_model_load_bytes(&model, NULL, 0, "x", NULL), RW_MODEL_INVALID,
              "'x': The model 'x' (0 bytes) is empty");
  CHECK_FAILS(rw_model_load_bytes(&model, "x", (size_t)1 << 31, "x", NULL), RW_MODEL_UNSUPPORTED, "2 GiB");
  CHECK_FAILS(rw_model_load_bytes(&model, "no model", 8, NULL, NULL), RW_MODEL_INVALID, "load of 'model'");
  CHECK(model == NULL);
}

/* The options as they were before the rank, and before the provider's: what follows in memory is not read. */
static void takes_the_options_of_older_programs(void) {
  rw_model *model = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = "cpu";
  options.size = offsetof(rw_load_options, rank_count);
  options.rank = options.rank_count = options.local_rank = options.local_rank_count = -99;
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  doubles(model);
  CHECK(rw_model_close(&model) == RW_OK);
  options = (rw_load_options)RW_LOAD_OPTIONS_INIT;
  options.device = "cpu";
  options.size = offsetof(rw_load_options, provider_options);
  options.provider_options = (const char *)1;
  options.no_fallback = -99;
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  CHECK(rw_model_close(&model) == RW_OK);
  options.size = offsetof(rw_load_options, fortran_order);
  CHECK_FAILS(rw_model_load(&model, "x", &options), RW_INVALID_ARGUMENT, "RW_LOAD_OPTIONS_INIT");
  options.size = sizeof options + 8;
  CHECK_FAILS(rw_model_load(&model, "x", &options), RW_INVALID_ARGUMENT, "RW_LOAD_OPTIONS_INIT");
}

static rw_load_options as_rank(int32_t rank, int32_t count, int32_t local_rank, int32_t local_count) {
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.rank = rank;
  options.rank_count = count;
  options.local_rank = local_rank;
  options.local_rank_count = local_count;
  return options;
}

static void refuses_ranks_that_cannot_be(void) {
  static const int32_t wrong[][4] = {{4, 4, 0, 1}, {-1, 4, 0, 1}, {0, 4, 2, 2}, {0, 4, -1, 2},
                                     {0, 4, 0, 5}, {0, 4, 0, 0},  {0, 0, 0, 1}, {0, -1, 0, 0}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    rw_model *model = NULL;
    rw_load_options options = as_rank(wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3]);
    CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_INVALID_ARGUMENT, "contradict");
  }
}

/* Messages, the engine's environment, and the map of devices all go by the rank that is given. */
static void goes_by_the_rank_that_is_given(void) {
  rw_model *model = NULL, *other = NULL;
  rw_load_options options = as_rank(5, 8, 1, 4);
  setenv("RANKWISE_RANK", "3071", 1);
  setenv("RANKWISE_SIZE", "4000", 1);
  CHECK(rw_rank() == 3071);
  setenv("KEPT", "kept", 1);
  setenv("RANKWISE_ENGINE", FAKES "/environment.cjs", 1);
  CHECK_FAILS(rw_model_load(&model, model_file(folder, "simplenet"), &options), RW_ENGINE_START_FAILED,
              "It said: 5 8 1 4 kept");
  unsetenv("RANKWISE_ENGINE");
  CHECK(rw_rank() == 5);
  CHECK(strncmp(rw_error_message(), "rank 5: ", 8) == 0);
  CHECK(rw_model_load(&model, model_file(folder, "simplenet"), &options) == RW_OK);
  /* The engine runs already: another communicator's numbers count for the load that they are given with. */
  options = as_rank(2, 3, 0, 1);
  options.device = "cuda:99";
  CHECK_FAILS(rw_model_load(&other, model_file(folder, "simplenet"), &options), RW_DEVICE_UNAVAILABLE, "for rank 2");
  CHECK(strncmp(rw_error_message(), "rank 2: ", 8) == 0);
  doubles(model);
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  loads_bytes();
  loads_large_models_again_and_again();
  refuses_bytes_that_are_no_model();
  takes_the_options_of_older_programs();
  refuses_ranks_that_cannot_be();
  goes_by_the_rank_that_is_given();
  return 0;
}
