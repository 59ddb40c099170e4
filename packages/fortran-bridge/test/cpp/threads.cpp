// Several threads call one model, and requests of it, at once: every answer and every error is its caller's own.
#include "testing.hpp"

#include <thread>

using namespace rankwise;

static void call(const Model &shared, int number) {
  const Model own(model_file("pair"));
  Request request(own);
  for (int round = 0; round < 1000; round++) {
    const int rows = 1 + (number + round / 100) % 3;
    std::vector<float> x(static_cast<std::size_t>(rows) * 5), y(x.size()), sum(1);
    for (std::size_t i = 0; i < x.size(); i++)
      x[i] = static_cast<float>(number * 100000 + round * 10) + static_cast<float>(i);
    shared.run(TensorView(x, {rows, 5}), TensorView(y, {rows, 5}));
    for (std::size_t i = 0; i < x.size(); i++) CHECK(y[i] == 2 * x[i]);
    request.put("u", std::vector<float>{static_cast<float>(number)});
    request.put("v", std::vector<float>{static_cast<float>(round)});
    request.start();
    if (round % 250 == 0) {
      const std::vector<float> wrong(static_cast<std::size_t>(10 + number));
      CHECK_THROWS(RW_SHAPE_MISMATCH, "float32 [" + std::to_string(10 + number) + "] was given", shared.run(wrong, y));
    }
    request.wait();
    request.get("sum", sum);
    CHECK(sum[0] == static_cast<float>(number + round));
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  const Model shared(model_file("simplenet"));
  std::vector<std::thread> threads;
  for (int number = 0; number < 6; number++) threads.emplace_back(call, std::cref(shared), number);
  for (std::thread &thread : threads) thread.join();
  return 0;
}
