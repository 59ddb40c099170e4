/// Model: a network that is loaded. Part of rankwise.hpp.
#ifndef RANKWISE_MODEL_HPP
#define RANKWISE_MODEL_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "detail/few_or_many.hpp"
#include "load_options.hpp"
#include "tensor_info.hpp"

namespace rankwise {

/// A loaded model. Move-only; closed by close() or when it goes out of scope. One that was moved from, closed, or made
/// by Model() is not loaded, and whatever needs the model throws RW_CLOSED.
class Model {
 public:
  Model() noexcept = default;

  /// Loads the ONNX model in the file `path`, starting its device's engine if none runs yet.
  /// Errors: those of rw_model_load().
  explicit Model(const std::string &path, const LoadOptions &options = LoadOptions()) {
    const rw_load_options c = detail::to_c(options);
    detail::check(rw_model_load(&model_, path.c_str(), &c));
  }

  /// The same for a model in memory, one that another rank has read, say: the `size` bytes of an ONNX file, which are
  /// not needed any more after the call. `name` is for messages. Errors: those of rw_model_load_bytes().
  static Model from_bytes(const void *bytes, std::size_t size, const std::string &name = "model",
                          const LoadOptions &options = LoadOptions()) {
    const rw_load_options c = detail::to_c(options);
    Model model;
    detail::check(rw_model_load_bytes(&model.model_, bytes, size, name.c_str(), &c));
    return model;
  }

  Model(Model &&other) noexcept : model_(std::exchange(other.model_, nullptr)) {}
  Model &operator=(Model &&other) noexcept {
    Model old(std::move(*this));
    std::swap(model_, other.model_);
    return *this;
  }
  ~Model() { rw_model_close(&model_); }

  /// Releases the model now; its requests can only be closed then. Safe to call twice. Errors: RW_TIMEOUT; the model is
  /// closed then too.
  void close() { detail::check(rw_model_close(&model_)); }

  bool is_loaded() const noexcept { return model_ != nullptr; }

  /// Runs a model of one input and one output, and waits. Allocates nothing, from the second call with the same shapes
  /// on; an `out` that is a Tensor is allocated by every run.
  ///   in   read; whatever a TensorView is made of
  ///   out  written: memory of the output's type and shape, or a Tensor
  /// A tensor with one dimension fewer than the model declares stands for one with a leading dimension of 1, where the
  /// model's leading dimension is free or 1.
  /// Errors: those of rw_model_run(). Nothing is written to `out` then.
  template <class X, class Y, class = detail::element_t<const X>, class = detail::element_t<Y>>
  void run(const X &in, Y &&out) const {
    const Input input(in);
    const Output output(std::forward<Y>(out));
    run_some(&input, 1, &output, 1);
  }

  /// Runs a model of one input, and gives its first output: net.run<float>(x). Errors: as above.
  template <class T, class X, class = detail::element_t<const X>>
  Tensor<T> run(const X &in) const {
    Tensor<T> out;
    run(in, out);
    return out;
  }

  /// Runs with any number of tensors: net.run({{"u", u}, {"v", v}}, {{"sum", sum}}), or {u, v} by position. Every input
  /// of the model that is not optional has to be given, and as many outputs as are wanted. Up to 8 of each allocate
  /// nothing.
  void run(std::initializer_list<Input> inputs, std::initializer_list<Output> outputs) const {
    run_some(inputs.begin(), inputs.size(), outputs.begin(), outputs.size());
  }
  void run(const std::vector<Input> &inputs, const std::vector<Output> &outputs) const {
    run_some(inputs.data(), inputs.size(), outputs.data(), outputs.size());
  }

  /// Runs, and gives every output by its name, but those that are no numeric tensors. Errors: as above.
  std::map<std::string, AnyTensor> run_all(std::initializer_list<Input> inputs) const {
    return run_every(inputs.begin(), inputs.size());
  }
  std::map<std::string, AnyTensor> run_all(const std::vector<Input> &inputs) const {
    return run_every(inputs.data(), inputs.size());
  }
  template <class X, class = detail::element_t<const X>>
  std::map<std::string, AnyTensor> run_all(const X &in) const {
    const Input input(in);
    return run_every(&input, 1);
  }

  /// What the model declares. Errors: RW_CLOSED; RW_INVALID_ARGUMENT for a position, counted from 0, that it lacks.
  std::size_t input_count() const noexcept { return rw_model_input_count(model_); }
  std::size_t output_count() const noexcept { return rw_model_output_count(model_); }
  TensorInfo input(std::size_t position) const { return query(rw_model_input, position); }
  TensorInfo output(std::size_t position) const { return query(rw_model_output, position); }

  /// What the model says about itself: keys and values, first those of ONNX ("opset", "producer_name", ...: see
  /// rw_model_metadata()), then its own. Empty where nothing is loaded.
  std::vector<std::pair<std::string, std::string>> metadata() const {
    std::vector<std::pair<std::string, std::string>> entries(rw_model_metadata_count(model_));
    const char *key = nullptr, *value = nullptr;
    for (std::size_t i = 0; i < entries.size(); i++) {
      detail::check(rw_model_metadata_at(model_, i, &key, &value));
      entries[i] = {key, value};
    }
    return entries;
  }

  /// The value of one key; empty where the model has none, and where nothing is loaded.
  std::optional<std::string> metadata(const std::string &key) const {
    const char *value = rw_model_metadata(model_, key.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  }

  /// Where it runs, "cuda:1", and by what, "ONNX Runtime 1.30.0, CPUExecutionProvider"; "" where nothing is loaded.
  std::string device() const { return rw_model_device(model_); }
  std::string runtime() const { return rw_model_runtime(model_); }

  /// The operators that run on the CPU though the device is another one: "Exp, NonZero (3 nodes)"; "" for none.
  std::string fallback() const { return rw_model_fallback(model_); }

  /// The process id of the engine; 0 where nothing is loaded.
  std::int64_t engine_pid() const noexcept { return rw_model_engine_pid(model_); }

  /// For the functions of rankwise.h. Owned by the model, valid until it is closed; null where nothing is loaded.
  rw_model *handle() const noexcept { return model_; }

 private:
  using Query = rw_status (*)(const rw_model *, std::size_t, rw_tensor_info *);

  TensorInfo query(Query function, std::size_t position) const {
    rw_tensor_info c = {};
    detail::check(function(model_, position, &c));
    TensorInfo info;
    info.name = c.name;
    info.type = static_cast<ElementType>(c.type);
    info.rank = c.rank;
    for (std::int32_t i = 0; i < c.rank; i++) {
      info.shape.push_back(c.shape[i]);
      info.dim_names.emplace_back(c.dim_name[i] != nullptr ? c.dim_name[i] : "");
    }
    info.optional = c.optional != 0;
    return info;
  }

  /// The library allocates an output in the type of the model, so that it cannot see that another was meant.
  void check_type(const Output &output, std::size_t place) const {
    rw_tensor_info info = {};
    for (std::size_t i = 0; i < output_count(); i++) {
      if (rw_model_output(model_, i, &info) != RW_OK) return;
      const char *name = output.tensor().name;
      if (name != nullptr ? std::strcmp(name, info.name) != 0 : i != place) continue;
      if (info.type == output.tensor().type || rw_type_size(info.type) == 0) return;
      detail::fail(RW_TYPE_MISMATCH, "run: output '" + std::string(info.name) + "' is " + rw_type_name(info.type) +
                                         ", but a tensor of " + rw_type_name(output.tensor().type) + " was given");
    }
  }

  void run_some(const Input *inputs, std::size_t n_inputs, const Output *outputs, std::size_t n_outputs) const {
    detail::FewOrMany<rw_tensor, 8> in(n_inputs), out(n_outputs);
    for (std::size_t i = 0; i < n_inputs; i++) in[i] = inputs[i].tensor();
    for (std::size_t i = 0; i < n_outputs; i++) {
      out[i] = outputs[i].tensor();
      if (outputs[i].target() != nullptr) check_type(outputs[i], i);
    }
    detail::check(rw_model_run(model_, in.data(), n_inputs, out.data(), n_outputs));
    for (std::size_t i = 0; i < n_outputs; i++) {
      if (outputs[i].target() != nullptr) *outputs[i].target() = detail::Allocated::take(out[i]);
    }
  }

  std::map<std::string, AnyTensor> run_every(const Input *inputs, std::size_t n_inputs) const {
    detail::FewOrMany<rw_tensor, 8> in(n_inputs), out(output_count());
    for (std::size_t i = 0; i < n_inputs; i++) in[i] = inputs[i].tensor();
    std::size_t count = 0;
    rw_tensor_info info = {};
    for (std::size_t i = 0; i < output_count(); i++) {
      detail::check(rw_model_output(model_, i, &info));
      if (rw_type_size(info.type) == 0) continue;
      out[count] = rw_tensor{};
      out[count++].name = info.name;
    }
    if (count == 0 && output_count() > 0) out[count++] = rw_tensor{};  // is refused, with what to do
    detail::check(rw_model_run(model_, in.data(), n_inputs, out.data(), count));
    const detail::Allocated guard(out.data(), count);
    std::map<std::string, AnyTensor> all;
    for (std::size_t i = 0; i < count; i++) {
      detail::Access::memory(all[out[i].name]) = detail::Allocated::take(out[i]);
    }
    return all;
  }

  rw_model *model_ = nullptr;
};

}  // namespace rankwise

#endif
