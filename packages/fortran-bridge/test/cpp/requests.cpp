// Requests: piece by piece, in flight, without copies; and their misuse.
#include "testing.hpp"

using namespace rankwise;

static void by_name_in_any_order() {
  const Model net(model_file("pair"));
  Request request(net);
  std::vector<float> u{10, 20}, sum(2);
  request.put("v", std::array<float, 2>{1, 2});
  request.put(0, u);
  u.assign(2, -1);  // a put has copied
  request.run();
  request.get("sum", sum);
  CHECK(sum == std::vector<float>{11, 22});
  CHECK(request.get<float>(1)[1] == 18 && request.get<float>(std::string("difference")).shape() == Shape{2});
  request.put("v", std::vector<float>{3, 4});  // u stays
  request.select({"sum"});
  request.run();
  Tensor<float> decided;
  request.get("sum", decided);
  CHECK(decided[0] == 13 && decided[1] == 24);
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "not selected", request.get("difference", sum));
  request.select(std::vector<std::string>{"difference"});
  request.run();
  CHECK(request.get<float>("difference")[0] == 7);
  request.select({});
  request.run();
  CHECK(request.get<float>("sum")[0] == 13);
}

static void without_copies() {
  const Model net(model_file("simplenet"));
  Request request(net);
  const TensorView<float> x = request.input_buffer<float>("input", {3, 5});
  CHECK(x.shape() == Shape{3, 5});
  for (int round = 0; round < 1000; round++) {
    x(round % 3, round % 5) = static_cast<float>(round);
    request.run();
    const TensorView<const float> y = request.output_buffer<float>("output");
    CHECK(y.shape() == Shape{3, 5} && y(round % 3, round % 5) == 2.0F * static_cast<float>(round));
  }
  CHECK(request.input_buffer<float>(0, {3, 5}).data() == x.data());
  CHECK_THROWS(RW_TYPE_MISMATCH, "but int32 was asked for", request.output_buffer<std::int32_t>(0));
  CHECK_THROWS(RW_TYPE_MISMATCH, "but int32", request.input_buffer<std::int32_t>(0, {3, 5}));
}

static void the_rank_computes_meanwhile() {
  const Model net(model_file("slow"));
  std::vector<Request> requests;
  const std::int64_t times[3] = {40000, 20, 10};
  for (const std::int64_t &n : times) {
    requests.emplace_back(net);
    requests.back().put("times", n);
    requests.back().start();
  }
  CHECK(!requests[0].test());
  bool seen[3] = {};
  for (int i = 0; i < 3; i++) {
    const std::size_t which = wait_any(requests);
    CHECK(which < 3 && !seen[which]);
    seen[which] = true;
    float total = 0;
    requests[which].get("total", total);
    CHECK(total == static_cast<float>(times[which]));
  }
  CHECK_THROWS(RW_INVALID_ARGUMENT, "none is in flight", wait_any(requests));
  requests[1].start();
  CHECK(wait_any({&requests[0], nullptr, &requests[1]}) == 2);
  requests[1].start();
  while (!requests[1].test()) {
  }
  CHECK(requests[1].get<float>("total")[0] == 20);
  requests[2].start();  // dropped in flight
}

static void an_error_of_a_run_tells_its_place() {
  const Model right(model_file("simplenet")), failing(model_file("failing"));
  std::array<Request, 2> requests{Request(right), Request(failing)};
  requests[1].put(0, std::vector<float>(5));
  requests[1].start();
  std::size_t which = 99;
  CHECK_THROWS(RW_RUN_FAILED, "failing.onnx", wait_any(requests, &which));
  CHECK(which == 1);
  CHECK_THROWS(RW_INVALID_ARGUMENT, "none is in flight", wait_any(requests, &which));
  CHECK(which == 2);
}

static void misuse() {
  Model net(model_file("simplenet"));
  const std::vector<float> x{1, 2, 3, 4, 5};
  std::vector<float> y(5, 42), small(4, 42);
  Request request(net);
  CHECK_THROWS(RW_INVALID_ARGUMENT, "input 'input' was never put", request.start());
  CHECK_THROWS(RW_INVALID_ARGUMENT, "not in flight", request.wait());
  CHECK_THROWS(RW_INVALID_ARGUMENT, "not in flight", request.test());
  CHECK_THROWS(RW_INVALID_ARGUMENT, "run the request first", request.get(0, y));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float32 [4] was given", request.put(0, small));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "did you mean 'input'? It has 'input'", request.put("inptu", x));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "the model has 1", request.put(7, x));
  CHECK_THROWS(RW_TYPE_MISMATCH, "float64", request.put(0, std::vector<double>(5)));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "no output 'product'", request.select({"product"}));
  request.put(0, x);
  request.start();
  CHECK_THROWS(RW_INVALID_ARGUMENT, "in flight", request.start());
  CHECK_THROWS(RW_INVALID_ARGUMENT, "in flight", request.put(0, x));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "in flight", request.get(0, y));
  request.wait();
  CHECK_THROWS(RW_INVALID_ARGUMENT, "wait for it once", request.wait());
  CHECK_THROWS(RW_SHAPE_MISMATCH, "but float32 [4] was given", request.get(0, small));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "is float32 [1, 5], but float32 [0, 5]",
               request.get(0, TensorView<float>(nullptr, {0, 5})));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "no data (nullptr)", request.get(0, TensorView<float>(nullptr, {5})));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "nope", request.get("nope", y));
  Tensor<double> wrong;
  std::vector<std::int32_t> integers(5);
  CHECK_THROWS(RW_TYPE_MISMATCH, "but float64 was asked for", request.get(0, wrong));
  CHECK_THROWS(RW_TYPE_MISMATCH, "int32", request.get(0, integers));
  CHECK(wrong.size() == 0 && y == std::vector<float>(5, 42) && small == std::vector<float>(4, 42));
  request.get(0, y);
  CHECK(y[4] == 10);

  Request moved(std::move(request));
  CHECK(!request.is_open() && moved.is_open());                 // NOLINT
  CHECK_THROWS(RW_CLOSED, "open it first", request.put(0, x));  // NOLINT
  CHECK_THROWS(RW_CLOSED, "open it first", request.output_buffer<float>(0));
  request = std::move(moved);
  request.run();
  net.close();  // the model goes first: the request can only be closed
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.put(0, x));
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.start());
  request.close();
  request.close();
  CHECK_THROWS(RW_CLOSED, "open it first", request.run());
}

static void its_model_is_closed_in_flight() {
  Model net(model_file("slow"));
  Request request(net);
  const std::int64_t times = 40000;
  float total = 42;
  request.put("times", times);
  request.start();
  net.close();
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.wait());
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.test());
  CHECK_THROWS(RW_INVALID_ARGUMENT, "none is in flight", wait_any({&request}));
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.get("total", total));
  CHECK(total == 42);
  request.close();
  Model(model_file("slow")).run(times, total);
  CHECK(total == static_cast<float>(times));
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  by_name_in_any_order();
  without_copies();
  the_rank_computes_meanwhile();
  an_error_of_a_run_tells_its_place();
  misuse();
  its_model_is_closed_in_flight();
  return 0;
}
