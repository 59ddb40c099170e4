/// Request, and wait_any(): runs that are put together piece by piece. Part of rankwise.hpp.
#ifndef RANKWISE_REQUEST_HPP
#define RANKWISE_REQUEST_HPP

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/few_or_many.hpp"
#include "detail/place.hpp"
#include "model.hpp"

namespace rankwise {

/// A run that is put together piece by piece, so that the caller can compute something else while it is in flight, and
/// that can be run any number of times: inputs stay until they are put again. Move-only; closed by close() or when it
/// goes out of scope, an answer that is still to come is dropped then. A `place` is a position, from 0 on, or a name.
///
///     rankwise::Request step(net);
///     step.put("u", u);
///     step.start();
///     ...
///     step.wait();
///     step.get("sum", sum);
class Request {
 public:
  /// Not open: whatever needs the request throws.
  Request() noexcept = default;

  /// Errors: RW_CLOSED, RW_OUT_OF_MEMORY, RW_INVALID_ARGUMENT (RW_MAX_REQUESTS are open).
  explicit Request(const Model &model) { detail::check(rw_request_open(&request_, model.handle())); }

  Request(Request &&other) noexcept : request_(std::exchange(other.request_, nullptr)) {}
  Request &operator=(Request &&other) noexcept {
    Request old(std::move(*this));
    std::swap(request_, other.request_);
    return *this;
  }
  ~Request() { rw_request_close(&request_); }

  /// Gives the request up now. Safe to call twice, and after the close of its model.
  void close() { detail::check(rw_request_close(&request_)); }

  bool is_open() const noexcept { return request_ != nullptr; }

  /// Copies `in`, whatever a TensorView is made of, into the request. Errors: those of rw_request_put().
  template <class X, class = detail::element_t<const X>>
  void put(detail::Place place, const X &in) {
    const rw_tensor input = detail::to_c(detail::view_of(in), place.name());
    detail::check(rw_request_put(request_, place.position(), &input));
  }

  /// The memory in which an input of this shape lies, to be filled in place of a put. Owned by the request; it stays
  /// where it is until the input gets another shape or the request is closed. Errors: as put().
  template <class T>
  TensorView<T> input_buffer(detail::Place place, const Shape &shape) {
    static_assert(detail::can_share<T>, "in memory of the model a bool has one byte: ask for bool, or put() Logical");
    rw_tensor input = detail::to_c(TensorView<T>(nullptr, shape), place.name());
    detail::check(rw_request_input_buffer(request_, place.position(), &input));
    return TensorView<T>(static_cast<T *>(input.data), shape);
  }

  /// Leaves an optional input out again that was put before. Errors: RW_TENSOR_UNKNOWN, RW_INVALID_ARGUMENT (it is not
  /// optional; in flight).
  void omit(detail::Place place) { detail::check(rw_request_omit(request_, place.position(), place.name())); }

  /// Makes the network's state: from now on what `output` is after a run, `input` is in the next, without leaving the
  /// engine. The first run takes the input as it was put; to put it again starts anew from there. A run that fails
  /// leaves the state as it was. get() has such an output only where select() names it. Errors: those of
  /// rw_request_feed().
  void feed(const std::string &output, const std::string &input) {
    detail::check(rw_request_feed(request_, output.c_str(), input.c_str()));
  }

  /// Ends what `input` is fed by; it is to be put again. Errors: RW_TENSOR_UNKNOWN, RW_INVALID_ARGUMENT (in flight).
  void unfeed(const std::string &input) { detail::check(rw_request_feed(request_, nullptr, input.c_str())); }

  /// Names the outputs to compute from now on; none: all numeric ones that feed no input, as at first. Errors:
  /// RW_TENSOR_UNKNOWN, RW_MODEL_UNSUPPORTED (no numeric tensor), RW_INVALID_ARGUMENT.
  void select(std::initializer_list<const char *> names) {
    detail::check(rw_request_select(request_, names.begin(), names.size()));
  }
  void select(const std::vector<std::string> &names) {
    std::vector<const char *> c;
    for (const std::string &name : names) c.push_back(name.c_str());
    detail::check(rw_request_select(request_, c.data(), c.size()));
  }

  /// Hands the request to the engine and returns. Errors: those of rw_request_start().
  void start() { detail::check(rw_request_start(request_)); }

  /// Whether the request is done. Never waits. Errors: those of the run, once it is done; RW_INVALID_ARGUMENT (was not
  /// started, or its end was told before).
  bool test() {
    int done = 0;
    detail::check(rw_request_test(request_, &done));
    return done != 0;
  }

  /// Waits until the request is done, for LoadOptions::run_timeout at most. After RW_TIMEOUT it is in flight still, and
  /// another wait has the same time again. Errors: as test(), RW_TIMEOUT.
  void wait() { detail::check(rw_request_wait(request_)); }

  /// Starts and waits.
  void run() { detail::check(rw_request_run(request_)); }

  /// Copies an output of the last run to `out`: memory of its type and shape, or a Tensor, whose memory is replaced.
  /// Errors: those of rw_request_get(). Nothing is written to `out` then.
  template <class Y, class = detail::element_t<Y>>
  void get(detail::Place place, Y &&out) const {
    const Output output(place.name(), std::forward<Y>(out));
    rw_tensor tensor = output.tensor();
    detail::check(rw_request_get(request_, place.position(), &tensor));
    if (output.target() == nullptr) return;
    detail::Memory memory = detail::Allocated::take(tensor);
    memory.check_type(static_cast<ElementType>(output.tensor().type));
    *output.target() = std::move(memory);
  }

  /// An output of the last run in memory of its own. Errors: as above.
  template <class T>
  Tensor<T> get(detail::Place place) const {
    Tensor<T> out;
    get(place, out);
    return out;
  }

  /// The memory in which an output of the last run lies. Owned by the request, valid until the next start or the close.
  /// Errors: as get(); RW_SHAPE_MISMATCH too (T is complex, and the last dimension is not 2).
  template <class T>
  TensorView<const T> output_buffer(detail::Place place) const {
    rw_tensor output = {};
    output.name = place.name();
    detail::check(rw_request_output_buffer(request_, place.position(), &output));
    return detail::Memory::view_of<T>(output);
  }

  /// For the functions of rankwise.h. Owned by the request, valid until it is closed; null where none is open.
  rw_request *handle() const noexcept { return request_; }

 private:
  rw_request *request_ = nullptr;
};

/// Waits until one of the requests that are in flight is done, and tells its place. `requests` is a range of Request,
/// or of pointers to them, as std::vector<Request> or std::array<Request *, 2>; those that are not in flight, not open
/// or null are passed over.
///   index  null, or receives the place, also where the run of that request failed and this throws; it is the number of
///          requests where the failure is of none of them.
/// Waits for the shortest of their run_timeouts at most, and each call for as long again.
/// Errors: those of that run; RW_INVALID_ARGUMENT (none is in flight), RW_TIMEOUT.
template <class Requests>
std::size_t wait_any(const Requests &requests, std::size_t *index = nullptr) {
  const std::size_t count = std::size(requests);
  detail::FewOrMany<rw_request *, 32> handles(count);
  std::size_t i = 0;
  for (const auto &request : requests) {
    if constexpr (std::is_pointer<std::decay_t<decltype(request)>>::value) {
      handles[i++] = request != nullptr ? request->handle() : nullptr;
    } else {
      handles[i++] = request.handle();
    }
  }
  std::size_t done = count;
  const rw_status status = rw_request_wait_any(handles.data(), count, &done);
  if (index != nullptr) *index = done;
  detail::check(status);
  return done;
}

/// wait_any({&first, &second})
inline std::size_t wait_any(std::initializer_list<Request *> requests, std::size_t *index = nullptr) {
  return wait_any<std::initializer_list<Request *>>(requests, index);
}

}  // namespace rankwise

#endif
