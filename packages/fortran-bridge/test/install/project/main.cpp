#include <rankwise.h>
#include <rankwise_host.h>
#include <rankwise.hpp>

#include <cstdio>

int main(int argc, char **argv) try {
  const float x[5] = {0, 1, 2, 3, 4};
  float y[5];
  const rankwise::Model net(argc == 2 ? argv[1] : "");
  net.run(x, y);
  for (const float value : y) std::printf("%.1f ", static_cast<double>(value));
  std::printf("\n");
  return 0;
} catch (const rankwise::Error &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
