/* SimpleNet on every rank of an MPI job: a network that doubles the 5 values [0, 1, 2, 3, 4] + rank.
 *
 *     mpiexec -n 2 simplenet-cpp simplenet.onnx [DEVICE]
 */
#include <mpi.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <rankwise.hpp>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" {
#include "placement.h"
}

namespace {

using Values = std::array<float, 5>;

std::string format(const Values &v) {
  char text[256];
  std::snprintf(text, sizeof text, "[%5.1f,%5.1f,%5.1f,%5.1f,%5.1f]", double{v[0]}, double{v[1]}, double{v[2]},
                double{v[3]}, double{v[4]});
  return text;
}

void print_values(const char *label, int rank, const Values &values) {
  std::printf("%s on rank %d: %s\n", label, rank, format(values).c_str());
  std::fflush(stdout);  // one whole line, so that the lines of different ranks do not mix
}

/// What rank `rank` feeds to the network, times `factor`.
Values values_of(int rank, float factor) {
  Values values{};
  for (std::size_t i = 0; i < values.size(); i++) values[i] = factor * static_cast<float>(static_cast<int>(i) + rank);
  return values;
}

bool is_right(const Values &output, int rank) {
  const Values expected = values_of(rank, 2.0F);
  bool right = true;
  for (std::size_t i = 0; i < output.size(); i++) {
    right = right && std::fabs(output[i] - expected[i]) <= 1.0e-5F * std::fmax(1.0F, expected[i]);
  }
  if (!right) {
    std::fprintf(stderr, "the output of rank %d is %s where %s is right: is this the model of this example?\n", rank,
                 format(output).c_str(), format(expected).c_str());
  }
  return right;
}

/// Collects every rank's output and place on rank 0, which checks them and prints the closing line.
void check_all_ranks(const rankwise::Model &net, const Values &output, int rank, int ranks) {
  const std::size_t count = rank == 0 ? static_cast<std::size_t>(ranks) : 1;
  std::vector<Values> outputs(count);
  std::vector<place> places(count);
  const place mine = place_of(net.device().c_str(), net.runtime().c_str());
  MPI_Gather(output.data(), 5, MPI_FLOAT, outputs.data(), 5, MPI_FLOAT, 0, MPI_COMM_WORLD);
  MPI_Gather(&mine, sizeof mine, MPI_CHAR, places.data(), sizeof mine, MPI_CHAR, 0, MPI_COMM_WORLD);
  if (rank != 0) return;
  bool right = true;
  for (int r = 0; r < ranks; r++) right = is_right(outputs[static_cast<std::size_t>(r)], r) && right;
  if (!right) throw std::runtime_error("not all ranks agree");
  std::printf("all %d ranks agree: ", ranks);
  print_placement(stdout, places.data(), ranks, "its engine");
  std::printf("\n");
  std::fflush(stdout);
}

void run(int argc, char **argv) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc < 2) throw std::runtime_error("usage: simplenet-cpp MODEL [DEVICE]");

  rankwise::LoadOptions options;
  if (argc > 2) options.device = argv[2];
  const rankwise::Model net(argv[1], options);

  const Values x = values_of(rank, 1.0F);
  Values y{};
  print_values("input", rank, x);
  net.run(x, y);
  print_values("output", rank, y);
  check_all_ranks(net, y, rank, ranks);
}

}  // namespace

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  try {
    run(argc, argv);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);  // ends all ranks
    return EXIT_FAILURE;
  }
  MPI_Finalize();
  return EXIT_SUCCESS;
}
