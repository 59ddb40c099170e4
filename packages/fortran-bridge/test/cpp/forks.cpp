// In the child of a fork, destructors give back what was the parent's; the child's own models go on.
#include <sys/wait.h>
#include <unistd.h>

#include "testing.hpp"

using namespace rankwise;

static void runs(const Model &net) {
  const std::vector<float> x{0, 1, 2, 3, 4};
  std::vector<float> y(5);
  net.run(x, y);
  CHECK(y[4] == 8);
}

static Request started(const Model &net) {
  Request request(net);
  request.put(0, std::vector<float>{0, 1, 2, 3, 4});
  request.start();
  return request;
}

/// Both processes leave this scope, and with it the parent's model and request.
static pid_t fork_and_leave() {
  const Model net(model_file("simplenet"));
  const Request request = started(net);
  runs(net);
  const pid_t child = fork();
  if (child == 0) {
    static const Model own(model_file("simplenet"));
    runs(own);
    CHECK_THROWS(RW_ENGINE_LOST, "ended", runs(net));
  }
  return child;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  const pid_t child = fork_and_leave();
  if (child == 0) {
    const Model another(model_file("simplenet"));
    runs(another);
    return 0;
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
}
