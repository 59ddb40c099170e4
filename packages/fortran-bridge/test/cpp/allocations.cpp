// A call with the shapes of the one before allocates nothing: neither here nor in the library. glibc alone.
#include "testing.hpp"

#include <atomic>

static std::atomic<long> allocations{0};

extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *memory, std::size_t size);
void *malloc(std::size_t size) noexcept { return allocations++, __libc_malloc(size); }
void *calloc(std::size_t count, std::size_t size) noexcept { return allocations++, __libc_calloc(count, size); }
void *realloc(void *memory, std::size_t size) noexcept { return allocations++, __libc_realloc(memory, size); }
}

using namespace rankwise;

template <class Call>
static void allocates_nothing(Call call) {
  call();
  const long before = allocations;
  for (int round = 0; round < 1000; round++) call();
  CHECK(allocations == before);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  const Model net(model_file("simplenet")), pair(model_file("pair"));
  const std::vector<float> x{0, 1, 2, 3, 4};
  std::vector<float> y(5), sum(5);
  CHECK(allocations > 0);
  allocates_nothing([&] { net.run(x, y); });
  allocates_nothing([&] { net.run(TensorView(x, {1, 5}), TensorView<float>(y.data(), {1, 5}, {5, 1})); });
  allocates_nothing([&] { pair.run({{"u", x}, {"v", y}}, {{"sum", sum}}); });
  Request request(pair);
  const TensorView<float> u = request.input_buffer<float>("u", {5});
  allocates_nothing([&] {
    u[0] += 1;
    request.put("v", x);
    request.run();
    request.get("sum", sum);
    CHECK(request.output_buffer<float>("sum")[0] == sum[0]);
  });
  return 0;
}
