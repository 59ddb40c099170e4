#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mpi.h"

/* A message is a file "<sequence>.<from>.<to>" in the folder of the job. Every collective takes the next number,
 * and all ranks call the collectives in the same order, so the numbers agree without a word between ranks. */
#define NAME_SIZE 64
#define ABORT_FILE "abort"

static struct {
  int initialised;
  int finalized;
  int rank;
  int size;
  int folder; /* descriptor of RANKWISE_LOCAL_DIR, or -1 where there is one rank */
  double limit;
  unsigned long sequence;
  MPI_Errhandler handler;
  char reason[MPI_MAX_ERROR_STRING];
} world = {.size = 1, .folder = -1, .limit = 60.0, .handler = MPI_ERRORS_ARE_FATAL};

static void end_process(int code) {
  fflush(NULL);
  /* exit() would run the destructors of libraries whose threads still work. */
  _exit(code);
}

__attribute__((format(printf, 3, 4))) static int fail(int error_class, const char *call, const char *format, ...) {
  int used = snprintf(world.reason, sizeof world.reason, "rank %d: %s: ", world.rank, call);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(world.reason + used, sizeof world.reason - (size_t)used, format, arguments);
  va_end(arguments);
  if (world.handler == MPI_ERRORS_ARE_FATAL) {
    fprintf(stderr, "%s\n", world.reason);
    MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
  }
  return error_class;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void nap(long *nanoseconds) {
  struct timespec pause = {0, *nanoseconds};
  nanosleep(&pause, NULL);
  if (*nanoseconds < 5000000) *nanoseconds *= 2;
}

static int transfer_name(char *name, unsigned long sequence, int from, int to, const char *suffix) {
  return snprintf(name, NAME_SIZE, "%lu.%d.%d%s", sequence, from, to, suffix);
}

static int send_bytes(const char *call, const void *bytes, size_t length, int to) {
  char partial[NAME_SIZE];
  char name[NAME_SIZE];
  transfer_name(partial, world.sequence, world.rank, to, ".part");
  transfer_name(name, world.sequence, world.rank, to, "");
  int file = openat(world.folder, partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    return fail(MPI_ERR_OTHER, call, "cannot write '%s' in RANKWISE_LOCAL_DIR: %s. Give each job a folder of its own.",
                partial, strerror(errno));
  }
  size_t done = 0;
  while (done < length) {
    ssize_t written = write(file, (const char *)bytes + done, length - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      int reason = errno;
      close(file);
      return fail(MPI_ERR_OTHER, call, "cannot write %zu bytes to RANKWISE_LOCAL_DIR: %s. Free some space.", length,
                  strerror(reason));
    }
    done += (size_t)written;
  }
  close(file);
  /* The receiver opens the file as soon as it has its name, so it gets its name when it is whole. */
  if (renameat(world.folder, partial, world.folder, name) != 0) {
    return fail(MPI_ERR_OTHER, call, "cannot rename '%s' in RANKWISE_LOCAL_DIR: %s.", partial, strerror(errno));
  }
  return MPI_SUCCESS;
}

static int open_when_there(const char *call, const char *name, int from, int *out) {
  double end = seconds() + world.limit;
  long pause = 50000;
  for (;;) {
    *out = openat(world.folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*out >= 0) return MPI_SUCCESS;
    if (errno != ENOENT && errno != EINTR) {
      return fail(MPI_ERR_OTHER, call, "cannot read '%s' in RANKWISE_LOCAL_DIR: %s.", name, strerror(errno));
    }
    if (faccessat(world.folder, ABORT_FILE, F_OK, 0) == 0) {
      return fail(MPI_ERR_OTHER, call, "another rank ended the job; see its message.");
    }
    if (seconds() > end) {
      return fail(MPI_ERR_OTHER, call,
                  "nothing from rank %d within %g s. See whether it failed, or set RANKWISE_LOCAL_TIMEOUT to more "
                  "seconds.",
                  from, world.limit);
    }
    nap(&pause);
  }
}

static int receive_bytes(const char *call, void *bytes, size_t length, int from) {
  char name[NAME_SIZE];
  transfer_name(name, world.sequence, from, world.rank, "");
  int file = -1;
  int code = open_when_there(call, name, from, &file);
  if (code != MPI_SUCCESS) return code;
  struct stat status;
  if (fstat(file, &status) != 0 || (size_t)status.st_size != length) {
    close(file);
    return fail(MPI_ERR_TRUNCATE, call, "rank %d sent another number of bytes than the %zu expected. All ranks must "
                "call it with the same count.", from, length);
  }
  size_t done = 0;
  while (done < length) {
    ssize_t got = read(file, (char *)bytes + done, length - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      close(file);
      return fail(MPI_ERR_OTHER, call, "cannot read what rank %d sent.", from);
    }
    done += (size_t)got;
  }
  close(file);
  unlinkat(world.folder, name, 0);
  return MPI_SUCCESS;
}

static int from_root(const char *call, void *bytes, size_t length, int root) {
  if (world.rank != root) return receive_bytes(call, bytes, length, root);
  for (int to = 0; to < world.size; to++) {
    int code = to == root ? MPI_SUCCESS : send_bytes(call, bytes, length, to);
    if (code != MPI_SUCCESS) return code;
  }
  return MPI_SUCCESS;
}

static int to_root(const char *call, const void *bytes, void *all, size_t length, int root) {
  if (world.rank != root) return send_bytes(call, bytes, length, root);
  for (int from = 0; from < world.size; from++) {
    char *place = length > 0 ? (char *)all + (size_t)from * length : NULL;
    if (from == root) {
      if (length > 0 && place != bytes) memcpy(place, bytes, length);
    } else {
      int code = receive_bytes(call, place, length, from);
      if (code != MPI_SUCCESS) return code;
    }
  }
  return MPI_SUCCESS;
}

static int check(const char *call, MPI_Comm comm, int count, int root) {
  if (!world.initialised || world.finalized) {
    return fail(MPI_ERR_OTHER, call, "called %s. Call it between them.",
                world.finalized ? "after MPI_Finalize" : "before MPI_Init");
  }
  if (comm != MPI_COMM_WORLD) return fail(MPI_ERR_ARG, call, "the communicator is not MPI_COMM_WORLD.");
  if (count < 0) return fail(MPI_ERR_ARG, call, "the count is %d. Give 0 or more.", count);
  if (root < 0 || root >= world.size) {
    return fail(MPI_ERR_ARG, call, "root is %d. Give one of the ranks 0 to %d.", root, world.size - 1);
  }
  return MPI_SUCCESS;
}

static int whole_number(const char *variable, int lowest, int highest, int *out) {
  const char *text = getenv(variable);
  if (text == NULL || *text == '\0') return MPI_SUCCESS;
  char *rest = NULL;
  errno = 0;
  long value = strtol(text, &rest, 10);
  if (errno != 0 || *rest != '\0' || value < lowest || value > highest) {
    return fail(MPI_ERR_OTHER, "MPI_Init", "%s is '%s'. Set a number from %d to %d.", variable, text, lowest, highest);
  }
  *out = (int)value;
  return MPI_SUCCESS;
}

static int time_limit(void) {
  const char *text = getenv("RANKWISE_LOCAL_TIMEOUT");
  if (text == NULL || *text == '\0') return MPI_SUCCESS;
  char *rest = NULL;
  double value = strtod(text, &rest);
  if (*rest != '\0' || !isfinite(value) || value <= 0.0) {
    return fail(MPI_ERR_OTHER, "MPI_Init", "RANKWISE_LOCAL_TIMEOUT is '%s'. Set a number of seconds above 0.", text);
  }
  world.limit = value;
  return MPI_SUCCESS;
}

int MPI_Init(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  if (world.initialised) return fail(MPI_ERR_OTHER, "MPI_Init", "called twice. Call it once.");
  int code = whole_number("RANKWISE_SIZE", 1, 1 << 20, &world.size);
  if (code == MPI_SUCCESS) code = whole_number("RANKWISE_RANK", 0, world.size - 1, &world.rank);
  if (code == MPI_SUCCESS) code = time_limit();
  if (code == MPI_SUCCESS && world.size > 1) {
    const char *folder = getenv("RANKWISE_LOCAL_DIR");
    if (folder == NULL) folder = "";
    world.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (world.folder < 0) {
      return fail(MPI_ERR_OTHER, "MPI_Init",
                  "cannot open the folder RANKWISE_LOCAL_DIR='%s': %s. Start the ranks with "
                  "'npx rankwise run --launcher local', which makes it.",
                  folder, strerror(errno));
    }
  }
  world.initialised = code == MPI_SUCCESS;
  return code;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
  *provided = required < MPI_THREAD_FUNNELED ? required : MPI_THREAD_FUNNELED;
  return MPI_Init(argc, argv);
}

int MPI_Initialized(int *flag) {
  *flag = world.initialised;
  return MPI_SUCCESS;
}

int MPI_Comm_rank(MPI_Comm comm, int *rank) {
  *rank = world.rank;
  return check("MPI_Comm_rank", comm, 0, 0);
}

int MPI_Comm_size(MPI_Comm comm, int *size) {
  *size = world.size;
  return check("MPI_Comm_size", comm, 0, 0);
}

int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler) {
  int code = check("MPI_Comm_set_errhandler", comm, 0, 0);
  if (code == MPI_SUCCESS) world.handler = handler;
  return code;
}

int MPI_Barrier(MPI_Comm comm) {
  int code = check("MPI_Barrier", comm, 0, 0);
  if (code != MPI_SUCCESS) return code;
  world.sequence++;
  code = to_root("MPI_Barrier", NULL, NULL, 0, 0);
  return code == MPI_SUCCESS ? from_root("MPI_Barrier", NULL, 0, 0) : code;
}

int MPI_Bcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  int code = check("MPI_Bcast", comm, count, root);
  if (code != MPI_SUCCESS) return code;
  world.sequence++;
  return from_root("MPI_Bcast", buffer, (size_t)count * (size_t)type, root);
}

int MPI_Gather(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf, int recvcount,
               MPI_Datatype recvtype, int root, MPI_Comm comm) {
  int code = check("MPI_Gather", comm, sendcount, root);
  if (code != MPI_SUCCESS) return code;
  size_t length = (size_t)sendcount * (size_t)sendtype;
  if (world.rank == root && (recvcount < 0 || (size_t)recvcount * (size_t)recvtype != length)) {
    return fail(MPI_ERR_TRUNCATE, "MPI_Gather", "%zu bytes are sent and %d elements of %d bytes received. Give both "
                "the same size.", length, recvcount, recvtype);
  }
  world.sequence++;
  return to_root("MPI_Gather", sendbuf, recvbuf, length, root);
}

int MPI_Abort(MPI_Comm comm, int code) {
  (void)comm;
  if (world.folder >= 0) {
    int file = openat(world.folder, ABORT_FILE, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) close(file);
  }
  end_process(code == 0 ? EXIT_FAILURE : code);
  return MPI_ERR_OTHER;
}

int MPI_Finalize(void) {
  int code = check("MPI_Finalize", MPI_COMM_WORLD, 0, 0);
  if (code != MPI_SUCCESS) return code;
  if (world.folder >= 0) close(world.folder);
  world.folder = -1;
  world.finalized = 1;
  return MPI_SUCCESS;
}

int MPI_Error_class(int code, int *error_class) {
  *error_class = code;
  return MPI_SUCCESS;
}

int MPI_Error_string(int code, char *text, int *length) {
  const char *meaning = code == MPI_SUCCESS ? "no error" : world.reason;
  *length = snprintf(text, MPI_MAX_ERROR_STRING, "%s", meaning);
  return MPI_SUCCESS;
}

int MPI_Get_library_version(char *text, int *length) {
  *length = snprintf(text, MPI_MAX_LIBRARY_VERSION_STRING, "rankwise's stand-in for MPI on one machine");
  return MPI_SUCCESS;
}
