// Optional inputs, networks with a state, and what a model says about itself.
#include "testing.hpp"

using namespace rankwise;

static void an_optional_input() {
  const Model net(model_file("scaled"));
  CHECK(!net.input(0).optional && net.input(1).optional && net.input(1).name == "factor");
  const std::vector<float> x{1, 3}, factor{10};
  std::vector<float> y(2);
  net.run(x, y);
  CHECK(y == std::vector<float>{2, 6});
  net.run({x, factor}, {y});
  CHECK(y == std::vector<float>{10, 30});
  CHECK_THROWS(RW_INVALID_ARGUMENT, "input 'x' was not given", net.run({{"factor", factor}}, {y}));
  Request request(net);
  request.put("x", x);
  for (int round = 0; round < 3; round++) {
    request.put("factor", factor);
    request.run();
    CHECK(request.get<float>(0)[1] == 30);
    round == 0 ? request.omit("factor") : request.omit(1);
    request.run();
    CHECK(request.get<float>(0)[1] == 6);
  }
  CHECK_THROWS(RW_INVALID_ARGUMENT, "'x' is not optional", request.omit("x"));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "did you mean 'factor'?", request.omit(std::string("facto")));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "the model has 2", request.omit(2));
}

static void a_state() {
  Model net(model_file("state"));
  Request request(net);
  request.put("x", std::array<float, 2>{1, 1});
  request.put("state", std::array<float, 2>{10, 20});
  request.feed("next", "state");
  for (int step = 1; step <= 50; step++) {
    request.run();
    CHECK(request.get<float>("twice")[1] == 2.0F * static_cast<float>(20 + step));
  }
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "'next' stays in the engine", request.get<float>("next"));
  request.select({"next"});
  request.run();
  CHECK(request.output_buffer<float>("next")[0] == 61);
  request.put("state", std::array<float, 2>{0, 0});  // anew
  request.run();
  CHECK(request.get<float>("next")[0] == 1);
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "did you mean 'next'?", request.feed("nxt", "state"));
  CHECK_THROWS(RW_TYPE_MISMATCH, "cannot be the input 'state'", request.feed("shape", "state"));
  CHECK_THROWS(RW_SHAPE_MISMATCH, "'picked', float32 []", request.feed("picked", "state"));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "feeds the input 'state' already", request.feed("next", "x"));
  CHECK_THROWS(RW_TENSOR_UNKNOWN, "no input 'y'", request.unfeed("y"));
  request.unfeed("state");
  CHECK_THROWS(RW_INVALID_ARGUMENT, "'state' was never put", request.run());
  request.put("state", std::array<float, 2>{0, 0});
  request.start();
  CHECK_THROWS(RW_INVALID_ARGUMENT, "in flight", request.feed("next", "state"));
  CHECK_THROWS(RW_INVALID_ARGUMENT, "in flight", request.omit("place"));
  request.wait();
  net.close();
  CHECK_THROWS(RW_CLOSED, "the model is closed", request.unfeed("state"));
  request.close();
  CHECK_THROWS(RW_CLOSED, "open it first", request.feed("next", "state"));
}

static void metadata() {
  Model net(model_file("scaled"));
  const std::vector<std::pair<std::string, std::string>> entries = net.metadata();
  CHECK(entries.size() == 10 && entries[0].first == "ir_version" && entries[0].second == "7");
  CHECK(entries[9].first == "größe" && entries[9].second == "3 µm");
  CHECK(net.metadata("opset") == "13" && net.metadata("opset:com.microsoft").value() == "1");
  CHECK(!net.metadata("nothing").has_value());
  net.close();
  CHECK(net.metadata().empty() && !net.metadata("opset").has_value());
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  an_optional_input();
  a_state();
  metadata();
  return 0;
}
