// Every misuse throws what C reports, or what C cannot see; nothing is written, and the model still serves.
#include "testing.hpp"

#include <limits>

using namespace rankwise;

static const std::vector<float> x{0, 1, 2, 3, 4};
static const float untouched = 42;

template <class In, class Out>
static void refuses(const Model &net, const In &in, Out &&out, std::vector<float> &memory, rw_status status,
                    const char *text) {
  memory.assign(memory.size(), untouched);
  CHECK_THROWS(status, text, net.run(in, out));
  for (const float value : memory) CHECK(value == untouched);
  std::vector<float> y(5);
  net.run(x, y);
  CHECK(y[4] == 8);
}

static void wrong_tensors() {
  const Model net(model_file("simplenet"));
  std::vector<float> y(10), small(4), none;
  const std::vector<double> doubles(5);
  const std::vector<float> short_input(4), ten(10);
  refuses(net, short_input, TensorView(y, {2, 5}), y, RW_SHAPE_MISMATCH,
          "must be float32 [batch, 5], but float32 [4] was given");
  refuses(net, x, small, small, RW_SHAPE_MISMATCH, "output 'output' is float32 [1, 5] for these inputs");
  refuses(net, TensorView(ten, {2, 5}), TensorView(y.data(), {5}), y, RW_SHAPE_MISMATCH, "simplenet");
  refuses(net, doubles, TensorView(y, {2, 5}), y, RW_TYPE_MISMATCH, "but float64 [5] was given");
  refuses(net, TensorView(x.data(), {1, 1, 5}), y, y, RW_SHAPE_MISMATCH, "[1, 1, 5]");
  refuses(net, TensorView(x.data(), {-3, 5}), y, y, RW_SHAPE_MISMATCH, "negative");
  refuses(net, TensorView(x.data(), {std::numeric_limits<std::int64_t>::max() / 2, 5}), y, y, RW_SHAPE_MISMATCH,
          "too many elements");
  refuses(net, TensorView<const float>(nullptr, {5}), y, y, RW_INVALID_ARGUMENT, "no data");
  std::vector<std::int32_t> integers(5, 7);
  CHECK_THROWS(RW_TYPE_MISMATCH, "must be float32", net.run(x, integers));
  CHECK(integers == std::vector<std::int32_t>(5, 7));
  // To C these would ask for an allocation, which nobody would release.
  CHECK_THROWS(RW_INVALID_ARGUMENT, "no data (nullptr)", net.run(x, TensorView<float>(nullptr, {5})));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "output 'output' has no data",
               net.run({x}, {{"output", TensorView<float>(nullptr, {5})}}));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float32 [0] was given", net.run(x, none));
}

static void wrong_names_and_numbers() {
  const Model net(model_file("pair"));
  std::vector<float> y(5, untouched);
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "no input 'w'; it has 'u', 'v'", net.run({{"u", x}, {"w", x}}, {{"sum", y}}));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "no output 'product'", net.run({{"u", x}, {"v", x}}, {{"product", y}}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "input 'v' was not given", net.run({{"u", x}}, {{"sum", y}}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "input 'v' was not given", net.run(x, y));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "given twice", net.run({{"u", x}, {"u", x}}, {{"sum", y}}));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "input 3 was given", net.run({x, x, x}, {y}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "input 'v' was not given", net.run_all({{"u", x}}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "there is no input 2", net.input(2));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "there is no output 9", net.output(9));
  CHECK(y == std::vector<float>(5, untouched));
}

static void mixed_types() {
  const Model net(model_file("pair"));
  const std::vector<double> doubles(5);
  std::vector<float> y(5, untouched);
  Tensor<double> decided;
  CHECK_THROWS(RW_TYPE_MISMATCH, "float64 [5]", net.run({{"u", x}, {"v", doubles}}, {{"sum", y}}));
  CHECK_THROWS(RW_TYPE_MISMATCH, "output 'difference' is float32, but a tensor of float64 was given",
               net.run({x, x}, {{"sum", y}, {"difference", decided}}));
  CHECK_THROWS(RW_TYPE_MISMATCH, "output 'difference' is float32", net.run({x, x}, {y, decided}));
  CHECK(y == std::vector<float>(5, untouched) && decided.size() == 0);
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "no output 'product'", net.run({x, x}, {{"product", decided}}));
  CHECK_THROWS(RW_TYPE_MISMATCH, "float64 was given", Model(model_file("simplenet")).run<double>(x));
  std::map<std::string, AnyTensor> all = net.run_all({x, x});
  CHECK_THROWS(RW_TYPE_MISMATCH, "the tensor is float32 [5], but int32 was asked for",
               all.at("sum").as<std::int32_t>());
  CHECK_THROWS(RW_TYPE_MISMATCH, "but float64 was asked for", std::move(all.at("sum")).to<double>());
  CHECK(all.at("sum").as<float>()[4] == 8);
}

static void a_failed_run_keeps_the_tensors() {
  const Model failing(model_file("failing"));
  Tensor<float> y = Model(model_file("simplenet")).run<float>(x);
  CHECK_THROWS(RW_RUN_FAILED, "failing.onnx", failing.run(x, y));
  CHECK(y.size() == 5 && y[4] == 8);
}

static void wrong_views() {
  std::vector<float> y(6);
  CHECK_THROWS(RW_SHAPE_MISMATCH, "an array of 6 elements cannot be seen as [2, 4]", TensorView(y, {2, 4}));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "negative dimension", TensorView(y, {-2, -3}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "not of one rank", TensorView<float>(y.data(), {2, 3}, {1}));
  const TensorView<float> column(y.data(), {2}, {3});
  CHECK_THROWS(RW_INVALID_ARGUMENT, "no begin() and end()", column.begin());
  CHECK_THROWS(RW_SHAPE_MISMATCH, "scattered", TensorView(column, {1, 2}));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "16 dimensions", Shape(std::vector<std::int64_t>(16, 1)));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "too many elements", elements(Shape{std::int64_t{1} << 40, std::int64_t{1} << 40}));
  CHECK(elements(Shape{std::int64_t{1} << 40, 0, std::int64_t{1} << 40}) == 0);
  CHECK(elements(Shape{}) == 1 && TensorView<float>().size() == 0 && Tensor<float>().size() == 0);
}

static void wrong_loads() {
  LoadOptions options;
  CHECK_THROWS(RW_MODEL_NOT_FOUND, "nowhere", Model("/nowhere.onnx"));
  CHECK_THROWS(RW_MODEL_INVALID, "text.onnx", Model(model_file("text")));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "'path' is empty", Model(""));
  options.threads = -1;
  CHECK_THROWS(RW_INVALID_ARGUMENT, "threads is -1", Model(model_file("simplenet"), options));
  options = LoadOptions();
  options.run_timeout = std::chrono::seconds(-1);
  CHECK_THROWS(RW_INVALID_ARGUMENT, "timeout", Model(model_file("simplenet"), options));
  options.run_timeout = std::chrono::seconds(0);
  options.load_timeout = std::chrono::seconds(-1);
  CHECK_THROWS(RW_INVALID_ARGUMENT, "timeout", Model(model_file("simplenet"), options));
  options = LoadOptions();
  options.engines = "node";
  CHECK_THROWS(RW_INVALID_ARGUMENT, "engines is 'node'", Model(model_file("simplenet"), options));
  options = LoadOptions();
  options.batching = "often";
  CHECK_THROWS(RW_INVALID_ARGUMENT, "'often' is none of auto, off, on, independent",
               Model(model_file("simplenet"), options));
  options.batching = "on";
  CHECK_THROWS(RW_MODEL_UNSUPPORTED, "Add_y", Model(model_file("counted"), options));
  options = LoadOptions();
  options.device = "cuda:77";
  CHECK_THROWS(RW_DEVICE_UNAVAILABLE, "cuda:77", Model(model_file("simplenet"), options));
}

static void after_close_and_move() {
  Model net(model_file("simplenet"));
  std::vector<float> y(5, untouched);
  const Model taken(std::move(net));
  CHECK_THROWS(RW_CLOSED, "load it first", net.run(x, y));  // NOLINT
  taken.run(x, y);
  y.assign(5, untouched);
  net = Model(model_file("simplenet"));
  net.close();
  net.close();
  CHECK(!net.is_loaded() && net.handle() == nullptr && net.device().empty() && net.engine_pid() == 0);
  CHECK_THROWS(RW_CLOSED, "load it first", net.run(x, y));
  CHECK_THROWS(RW_CLOSED, "load it first", net.run_all(x));
  CHECK_THROWS(RW_CLOSED, "load it first", net.run<float>(x));
  CHECK_THROWS(RW_CLOSED, "closed", net.input(0));
  CHECK_THROWS(RW_CLOSED, "load it first", Request(net));
  CHECK(y == std::vector<float>(5, untouched));
  Model().close();
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  wrong_tensors();
  wrong_names_and_numbers();
  mixed_types();
  a_failed_run_keeps_the_tensors();
  wrong_views();
  wrong_loads();
  after_close_and_move();
  return 0;
}
