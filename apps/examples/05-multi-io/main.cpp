/* Several inputs and outputs by name, of different types; how large some outputs are only the run decides: a network
 * finds the places of a grid where the wind is above a limit.
 *
 *     multi-io-cpp gusts.onnx [DEVICE]
 */
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <rankwise.hpp>

namespace {

constexpr int NLAT = 4;
constexpr int NLON = 6;

void find_gusts(const rankwise::Model &net) {
  // The last dimension is the fastest, as in ONNX.
  float wind[NLAT][NLON];
  std::int64_t region[NLAT][NLON];
  for (int j = 0; j < NLAT; j++) {
    for (int i = 0; i < NLON; i++) {
      wind[j][i] = static_cast<float>((7 * (i + 1) + 13 * (j + 1)) % 17) * 2 - 0.5F;
      region[j][i] = 100 * (i / 2 + 1) + j + 1;
    }
  }

  for (const double limit : {20.0, 28.5, 40.0}) {
    double mean = 0;
    // A Tensor gets the shape that came out.
    rankwise::Tensor<float> gust;
    rankwise::Tensor<std::int64_t> gust_region;
    rankwise::Tensor<std::int64_t> place;
    // The model has a fifth output, 'excess': what nobody asks for is not computed.
    net.run({{"wind", wind}, {"region", region}, {"limit", limit}},
            {{"mean", mean}, {"gust", gust}, {"gust_region", gust_region}, {"place", place}});

    std::printf("mean%6.2f, above%5.1f: %zu\n", mean, limit, gust.size());
    for (std::size_t i = 0; i < gust.size(); i++) {
      // The network counts from 0, latitude before longitude.
      std::printf("%8.1f at lon %lld lat %lld in region %lld\n", static_cast<double>(gust[i]),
                  static_cast<long long>(place(i, 1) + 1), static_cast<long long>(place(i, 0) + 1),
                  static_cast<long long>(gust_region[i]));
    }
  }
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: multi-io-cpp MODEL [DEVICE]\n");
    return EXIT_FAILURE;
  }
  try {
    rankwise::LoadOptions options;
    if (argc > 2) options.device = argv[2];
    find_gusts(rankwise::Model(argv[1], options));
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
