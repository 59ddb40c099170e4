// Elements that are of another kind in the program than in the model: other precisions, complex numbers, logicals.
#include "testing.hpp"

#include <cmath>

using namespace rankwise;
using Complex = std::complex<float>;

static_assert(element_type_v<Complex> == ElementType::float32, "");
static_assert(element_type_v<const std::complex<double>> == ElementType::float64, "");
static_assert(element_type_v<std::complex<long double>> == ElementType::none, "");
static_assert(element_type_v<Logical<std::int16_t>> == ElementType::boolean, "");
static_assert(is_convertible_v<BFloat16> && is_convertible_v<Complex> && is_convertible_v<int> &&
                  !is_convertible_v<bool>,
              "");

static void other_precisions() {
  const Model net(model_file("simplenet"));
  double x[2][5], y[5][2];
  for (int i = 0; i < 10; i++) x[i / 5][i % 5] = 0.1 * i;
  const TensorView<double> transposed(&y[0][0], {2, 5}, {1, 2});
  for (int round = 0; round < 3; round++) {
    std::fill(&y[0][0], &y[0][0] + 10, -1);
    net.run(convert(x), convert(transposed));
    for (int i = 0; i < 10; i++) CHECK(y[i % 5][i / 5] == double(2 * float(0.1 * i)));
  }
  std::vector<Float16> halves(10);
  std::array<BFloat16, 10> words;
  net.run({convert(x)}, {{"output", convert(TensorView(halves, {2, 5}))}});
  CHECK(halves[9].bits() == Float16(2 * float(0.1 * 9)).bits());
  net.run(convert(x), TensorView(words, {2, 5}).converted());
  CHECK(words[5].bits() == BFloat16(1.0F).bits());
  std::vector<float> right(10);  // of the model's own type: carried as it is
  net.run(convert(x), convert(TensorView(right, {2, 5})));
  CHECK(right[5] == 1.0F);
  CHECK(net.run<float>(convert(x))(1, 0) == 1.0F);
  CHECK(net.run_all(convert(x)).at("output").as<float>()(1, 0) == 1.0F);
  CHECK(TensorView<const double>(convert(x)).is_converted() && !TensorView(x).is_converted());
}

static void rounded_as_the_header_rounds() {
  const Model halves(model_file("identity-float16")), words(model_file("identity-bfloat16"));
  const std::vector<float> x{1, -0.5F, 65519, 65520, 6e-8F, 2049, 2051, -3.4e38F};
  std::vector<Float16> half(x.size());
  std::vector<BFloat16> word(x.size());
  halves.run(convert(x), half);
  words.run(convert(x), word);
  for (std::size_t i = 0; i < x.size(); i++) {
    CHECK(half[i].bits() == Float16(x[i]).bits() && word[i].bits() == BFloat16(x[i]).bits());
  }
  std::vector<double> back(x.size());
  words.run(word, convert(back));
  CHECK(back[6] == double(float(BFloat16(2051.0F))));
}

static void in_requests() {
  const Model net(model_file("pair"));
  Request request(net);
  const std::vector<double> u{1, 2, 3}, v{10, 20, 30};
  std::vector<double> sum(3);
  request.put("u", convert(u));
  request.put("v", convert(v));
  request.run();
  request.get("sum", convert(sum));
  CHECK(sum == std::vector<double>{11, 22, 33});
}

static void whole_numbers() {
  const Model net(model_file("identity-int64"));
  const std::vector<int> x{-1, 0, 2147483647};
  std::vector<int> y(3);
  net.run(convert(x), convert(y));
  CHECK(y == x);
  std::array<std::uint8_t, 3> bytes{7, 7, 7};
  CHECK_THROWS(RW_TYPE_MISMATCH, "from int64 to uint8, which does not have its value -1",
               net.run(convert(x), convert(bytes)));
  CHECK(bytes[2] == 7);
}

static void of_the_load() {
  LoadOptions options;
  options.convert = true;
  const Model net(model_file("simplenet"), options);
  const std::vector<double> x{1, 2, 3, 4, 5};
  std::vector<double> y(5);
  net.run(x, y);
  CHECK(y[4] == 10);
}

static void complex_numbers() {
  const Model net(model_file("identity-float32"));
  const std::vector<Complex> z{{1, -2}, {3, -4}, {5, -6}, {7, -8}, {9, -10}, {11, -12}};
  std::vector<Complex> back(6);
  net.run(TensorView(z, {2, 3}), TensorView(back, {2, 3}));
  CHECK(back == z);
  const Tensor<float> parts = net.run<float>(TensorView(z, {2, 3}));
  CHECK(parts.shape() == Shape{2, 3, 2} && parts(1, 2, 1) == -12);
  const std::map<std::string, AnyTensor> all = net.run_all(TensorView(z, {2, 3}));
  const TensorView<const Complex> seen = all.at("y").as<Complex>();
  CHECK(seen.shape() == Shape{2, 3} && seen(1, 2) == Complex(11, -12));
  // Every other one, backwards; and transposed.
  net.run(TensorView<const Complex>(&z[5], {3}, {-2}), TensorView(back.data(), {3}));
  CHECK(back[0] == z[5] && back[2] == z[1]);
  net.run(TensorView(z, {2, 3}), TensorView<Complex>(back.data(), {2, 3}, {1, 2}));
  CHECK(back[1] == z[3] && back[2] == z[1]);
  Complex scalar;
  net.run(z[2], scalar);
  CHECK(scalar == z[2]);
  std::vector<std::complex<double>> wide(6);
  net.run(z, convert(wide));
  CHECK(wide[5] == std::complex<double>(11, -12));

  Request request(net);
  const TensorView<Complex> x = request.input_buffer<Complex>("x", {2, 2});
  for (std::size_t i = 0; i < 4; i++) x[i] = z[i];
  request.run();
  CHECK(request.output_buffer<Complex>("y")(1, 0) == z[2]);
  CHECK(request.output_buffer<float>("y").shape() == Shape{2, 2, 2});
  request.get("y", TensorView<Complex>(back.data(), {2, 2}));
  CHECK(back[3] == z[3]);
}

template <class I>
static void logicals() {
  const Model net(model_file("identity-bool"));
  std::array<Logical<I>, 6> x, y{};
  for (int i = 0; i < 6; i++) x[std::size_t(i)] = Logical<I>::from_bits(I(i % 2 == 0 ? 2 * i : -i));
  std::array<bool, 6> bools{};
  net.run(x, bools);
  net.run(bools, y);
  for (std::size_t i = 0; i < 6; i++) {
    CHECK(bools[i] == (i % 2 != 0) && bool(x[i]) == bools[i] && y[i].bits() == I(i % 2));
  }
  CHECK(Logical<I>(true).bits() == 1 && !bool(Logical<I>(false)));
  net.run(TensorView<const Logical<I>>(&x[5], {3}, {-2}), TensorView<bool>(bools.data(), {3}));
  CHECK(bools[0] && bools[1] && bools[2]);
  Request request(net);
  request.put("x", x);
  request.run();
  CHECK(request.output_buffer<bool>("y")[3] && !request.output_buffer<bool>("y")[2]);
  y.fill(Logical<I>(false));
  request.get("y", y);
  CHECK(y[5].bits() == 1 && y[4].bits() == 0);
}

static void misuse() {
  const Model net(model_file("simplenet")), any(model_file("identity-float32"));
  const std::vector<double> x(5);
  const std::vector<Complex> z(5);
  std::vector<float> y(5, 42);
  std::vector<double> wide(4, 42);
  CHECK_THROWS(RW_TYPE_MISMATCH, "convert the array, or wrap it in rankwise::convert() to have it", net.run(x, y));
  CHECK_THROWS(RW_TYPE_MISMATCH, "output 'output' must be float32", net.run(y, wide));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float64 [4] was given", net.run(convert(x), convert(wide)));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float32 [5, 2] was given", net.run(z, y));
  CHECK_THROWS(RW_TYPE_MISMATCH, "but bool [5] was given", net.run(std::array<Logical<int>, 5>{}, y));
  CHECK_THROWS(RW_TYPE_MISMATCH, "must be int32", Model(model_file("identity-int32")).run(convert(x), y));
  CHECK_THROWS(
      RW_INVALID_ARGUMENT, "rank 16",
      any.run(TensorView(z, Shape(std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5})), y));
  const std::map<std::string, AnyTensor> all = any.run_all(y);
  CHECK_THROWS(RW_SHAPE_MISMATCH, "last dimension of 2", all.at("y").as<Complex>());
  CHECK_THROWS(RW_TYPE_MISMATCH, "but float64 was asked for", all.at("y").as<std::complex<double>>());
  Request request(net);
  request.put(0, y);
  request.run();
  CHECK_THROWS(RW_SHAPE_MISMATCH, "last dimension of 2", request.output_buffer<Complex>(0));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float64 [4] was given", request.get(0, convert(wide)));
  CHECK(y == std::vector<float>(5, 42) && wide == std::vector<double>(4, 42));
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  other_precisions();
  rounded_as_the_header_rounds();
  in_requests();
  whole_numbers();
  of_the_load();
  complex_numbers();
  logicals<std::int8_t>();
  logicals<std::int16_t>();
  logicals<std::int32_t>();
  logicals<std::int64_t>();
  misuse();
  return 0;
}
