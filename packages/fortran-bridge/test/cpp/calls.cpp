// Right answers: every source of a view, every element type, names, outputs that the run decides.
#include "testing.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>

#if __cplusplus >= 202002L
#include <span>
#endif

using namespace rankwise;

static void lists_devices() {
  const std::vector<Device> list = devices();
  CHECK(list.size() >= 4);
  CHECK(list[0].device == "cpu" && list[0].index == 0 && !list[0].name.empty() && list[0].memory_bytes > 1 << 28);
  for (const Device &device : list) CHECK((device.index >= 0) == device.reason.empty());
}

static void a_model_in_memory_of_a_given_rank() {
  std::ifstream file(model_file("simplenet"), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  LoadOptions options;
  options.rank = {5, 8, 1, 2};
  Model net = Model::from_bytes(bytes.data(), bytes.size(), "given", options);
  std::fill(bytes.begin(), bytes.end(), '\0');
  std::vector<float> y(5);
  net.run(std::vector<float>{0, 1, 2, 3, 4}, y);
  CHECK((y == std::vector<float>{0, 2, 4, 6, 8}));
  CHECK(rw_rank() == 5);
  CHECK_THROWS(RW_MODEL_INVALID, "given", Model::from_bytes(bytes.data(), bytes.size(), "given", options));
  CHECK_THROWS(RW_MODEL_INVALID, "rank 5: ", Model::from_bytes(bytes.data(), bytes.size()));
  options.rank = {8, 8, 0, 1};
  CHECK_THROWS(RW_INVALID_ARGUMENT, "rank", Model(model_file("simplenet"), options));
}

static void every_source_of_a_view() {
  const Model net(model_file("simplenet"));
  const std::vector<float> vector{0, 1, 2, 3, 4};
  const std::array<float, 5> array{0, 1, 2, 3, 4};
  const float plain[5] = {0, 1, 2, 3, 4};
  std::vector<float> y(5);
  const auto doubled = [&] {
    const bool right = y == std::vector<float>{0, 2, 4, 6, 8};
    y.assign(5, -1);
    return right;
  };
  net.run(vector, y);
  CHECK(doubled());
  net.run(array, y);
  CHECK(doubled());
  net.run(plain, y);
  CHECK(doubled());
  net.run(TensorView(plain, {5}), y);
  CHECK(doubled());
  net.run(TensorView<const float>(vector, {1, 5}), TensorView(y, {1, y.size()}));
  CHECK(doubled());
  net.run(std::vector<float>{0, 1, 2, 3, 4}, y);
  CHECK(doubled());
  net.run(TensorView<const float>(vector), TensorView<float>(y));
  CHECK(doubled());
#if __cplusplus >= 202002L
  net.run(std::span(vector), std::span(y));
  CHECK(doubled());
#endif
  std::array<float, 5> a{};
  net.run(vector, a);
  CHECK(a == std::array<float, 5>{0, 2, 4, 6, 8});
}

static void arrays_of_several_dimensions() {
  const Model net(model_file("simplenet"));
  float x[3][5], y[3][5] = {};
  std::iota(&x[0][0], &x[0][0] + 15, 0.0F);
  net.run(x, y);
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 5; column++) CHECK(y[row][column] == 2 * x[row][column]);
  }
  const TensorView view(x);
  CHECK(view.shape() == Shape{3, 5} && view.size() == 15 && view(2, 1) == 11 && view[14] == 14);
}

static void strided_arrays() {
  const Model net(model_file("simplenet"));
  float x[3][10], y[5][3] = {};
  std::iota(&x[0][0], &x[0][0] + 30, 0.0F);
  // Input: every other column, backwards. Output: transposed.
  const TensorView<const float> input(&x[0][9], {3, 5}, {10, -2});
  const TensorView<float> output(&y[0][0], {3, 5}, {1, 3});
  net.run(input, output);
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 5; column++) {
      CHECK(y[column][row] == 2 * x[row][9 - 2 * column]);
      CHECK(input(row, column) == x[row][9 - 2 * column] && output(row, column) == y[column][row]);
    }
  }
}

template <class T>
static void identity(const char *name, ElementType type) {
  static_assert(element_type_v<T> != ElementType::none, "");
  const Model model(model_file(std::string("identity-") + name));
  std::array<T, 24> x{}, y{};
  for (std::size_t i = 0; i < sizeof x; i++) {
    reinterpret_cast<unsigned char *>(x.data())[i] =
        static_cast<unsigned char>(type == ElementType::boolean ? i % 2 : i * 7);
  }
  CHECK(element_type_v<T> == type && element_type_v<const T> == type);
  CHECK(std::string(name_of(type)) == name && size_of(type) == sizeof(T));
  model.run(TensorView(x, {2, 3, 4}), TensorView(y, {2, 3, 4}));
  CHECK(std::memcmp(&x, &y, sizeof x) == 0);
  T scalar{};
  model.run(x[5], scalar);
  CHECK(std::memcmp(&scalar, &x[5], sizeof scalar) == 0);
  const Tensor<T> copy = model.run<T>(x);
  CHECK(copy.shape() == Shape{24} && std::memcmp(copy.data(), &x, sizeof x) == 0);
}

static void every_type() {
  identity<float>("float32", ElementType::float32);
  identity<double>("float64", ElementType::float64);
  identity<std::int8_t>("int8", ElementType::int8);
  identity<std::int16_t>("int16", ElementType::int16);
  identity<std::int32_t>("int32", ElementType::int32);
  identity<std::int64_t>("int64", ElementType::int64);
  identity<long long>("int64", ElementType::int64);
  identity<std::uint8_t>("uint8", ElementType::uint8);
  identity<std::uint16_t>("uint16", ElementType::uint16);
  identity<std::uint32_t>("uint32", ElementType::uint32);
  identity<std::uint64_t>("uint64", ElementType::uint64);
  identity<unsigned long long>("uint64", ElementType::uint64);
  identity<bool>("bool", ElementType::boolean);
  identity<Float16>("float16", ElementType::float16);
  static_assert(element_type_v<char> == ElementType::none && element_type_v<long double> == ElementType::none, "");
}

static void by_name_and_only_what_is_wanted() {
  const Model net(model_file("pair"));
  const std::vector<float> u{10, 20, 30}, v{1, 2, 3};
  std::vector<float> sum(3), difference(3);
  net.run({{"v", v}, {"u", u}}, {{"difference", difference}, {"sum", sum}});
  CHECK(sum == std::vector<float>{11, 22, 33} && difference == std::vector<float>{9, 18, 27});
  net.run({{"v", v}, {"u", u}}, {{"sum", difference}});
  CHECK(difference == sum);
  net.run({v, u}, {sum, difference});  // by position: u and v the other way round
  CHECK(sum == std::vector<float>{11, 22, 33} && difference == std::vector<float>{-9, -18, -27});
  const std::string name = "difference";
  Tensor<float> decided;
  net.run({{"u", u}, {std::string("v"), v}}, {{name, decided}, {"sum", sum}});
  CHECK(decided.size() == 3 && decided[2] == 27);
  const std::vector<Input> inputs{{"u", u}, {"v", v}};
  const std::vector<Output> outputs{{"sum", sum}};
  net.run(inputs, outputs);
  CHECK(sum[0] == 11);
}

static void all_outputs() {
  const std::vector<float> classified{1, 2, 4, 3};
  const Model net(model_file("pair"));
  const std::vector<float> u{10, 20, 30}, v{1, 2, 3};
  std::map<std::string, AnyTensor> all = net.run_all({{"u", u}, {"v", v}});
  CHECK(all.size() == 2 && all.at("sum").type() == ElementType::float32 && all.at("sum").shape() == Shape{3});
  CHECK(all.at("sum").as<float>()[1] == 22);
  Tensor<float> difference = std::move(all.at("difference")).to<float>();
  CHECK(difference(2) == 27 && all.at("difference").size() == 0 && all.at("difference").data() == nullptr);
  float total = 0;
  for (const float value : difference) total += value;
  CHECK(total == 54);
  const Model simplenet(model_file("simplenet"));
  const float batch[2][5] = {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}};
  const std::map<std::string, AnyTensor> one = simplenet.run_all(batch);
  CHECK(one.at("output").as<float>()(1, 4) == 20 && one.at("output").shape() == Shape{2, 5});
  const auto of_classifier = Model(model_file("classifier")).run_all(TensorView<const float>(classified, {2, 2}));
  CHECK(of_classifier.size() == 1 && of_classifier.at("label").as<std::int64_t>()[0] == 1);
}

static void outputs_that_the_run_decides() {
  const Model net(model_file("nonzero"));
  std::vector<float> x{0, 3, 0, 0, 5, 6};
  Tensor<std::int64_t> places;
  for (int round = 0; round < 50; round++) {
    x[0] = static_cast<float>(round % 2);
    net.run(x, places);
    CHECK(places.shape() == Shape{1, round % 2 == 1 ? 4 : 3});
    CHECK(*(places.end() - 1) == 5 && places(0, places.size() - 2) == 4);
  }
  Tensor<std::int64_t> moved = std::move(places);
  CHECK(moved.size() == 4 && places.size() == 0 && places.begin() == places.end());  // NOLINT
  places = std::move(moved);
  CHECK(places.size() == 4);
  CHECK(net.run<std::int64_t>(std::vector<float>(6)).shape() == Shape{1, 0});
}

static void empty_batches_and_changing_ones() {
  const Model net(model_file("simplenet"));
  std::vector<float> none;
  net.run(TensorView(none, {0, 5}), TensorView(none, {0, 5}));  // an empty vector has no address
  CHECK(net.run<float>(TensorView(none, {0, 5})).shape() == Shape{0, 5});
  for (int rows = 1; rows < 60; rows++) {
    std::vector<float> x(static_cast<std::size_t>(rows) * 5, static_cast<float>(rows)), y(x.size());
    net.run(TensorView(x, {rows, 5}), TensorView(y, {rows, 5}));
    CHECK(y == std::vector<float>(y.size(), 2.0F * static_cast<float>(rows)));
  }
}

static void queries() {
  LoadOptions options;
  options.device = "cpu";
  options.threads = 1;
  options.run_timeout = std::chrono::seconds(60);
  const Model net(model_file("pair"), options);
  CHECK(net.is_loaded() && net.input_count() == 2 && net.output_count() == 2);
  const TensorInfo v = net.input(1);
  CHECK(v.name == "v" && v.type == ElementType::float32 && v.rank == 1);
  CHECK(v.shape == std::vector<std::int64_t>{-1} && v.dim_names == std::vector<std::string>{"n"});
  CHECK(net.output(0).name == "sum" && net.device() == "cpu" && net.engine_pid() > 1);
  CHECK(net.runtime().find("CPUExecutionProvider") != std::string::npos);
  const TensorInfo fixed = Model(model_file("simplenet")).output(0);
  CHECK(fixed.shape == std::vector<std::int64_t>{-1, 5} && fixed.dim_names[1].empty());
  const TensorInfo free_rank = Model(model_file("identity-float32")).input(0);
  CHECK(free_rank.rank == -1 && free_rank.shape.empty());
  CHECK(Model(model_file("strings")).input(0).type == ElementType::none);
  CHECK(std::string(version()) == RW_VERSION);
}

static void models_move() {
  static_assert(!std::is_copy_constructible<Model>::value && std::is_nothrow_move_constructible<Model>::value, "");
  static_assert(!std::is_copy_constructible<Request>::value && std::is_nothrow_move_assignable<Request>::value, "");
  static_assert(!std::is_copy_constructible<Tensor<float>>::value, "");
  static_assert(std::is_nothrow_move_constructible<Tensor<float>>::value, "");
  static_assert(!std::is_constructible<TensorView<float>, const std::vector<float> &>::value, "const is kept");
  static_assert(std::is_convertible<TensorView<float>, TensorView<const float>>::value, "");
  std::vector<float> x{1, 1, 1, 1, 1}, y(5);
  std::vector<Model> models;
  for (int i = 0; i < 5; i++) models.emplace_back(model_file(i % 2 == 0 ? "simplenet" : "identity-float32"));
  std::swap(models[0], models[1]);
  models[2] = std::move(models[3]);
  for (const std::size_t i : {0u, 1u, 2u, 4u}) {
    models[i].run(x, y);
    CHECK(y[0] == (i == 1 || i == 4 ? 2.0F : 1.0F));
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  lists_devices();
  a_model_in_memory_of_a_given_rank();
  every_source_of_a_view();
  arrays_of_several_dimensions();
  strided_arrays();
  every_type();
  by_name_and_only_what_is_wanted();
  all_outputs();
  outputs_that_the_run_decides();
  empty_batches_and_changing_ones();
  queries();
  models_move();
  return 0;
}
