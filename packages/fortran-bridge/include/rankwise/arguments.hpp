/// Input and Output: the arguments of a run. Part of rankwise.hpp.
#ifndef RANKWISE_ARGUMENTS_HPP
#define RANKWISE_ARGUMENTS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "tensor.hpp"

namespace rankwise {

namespace detail {

/// As C has it. The library reads inputs only, though its pointer is not const.
template <class T>
rw_tensor to_c(const TensorView<T> &view, const char *name) noexcept {
  rw_tensor tensor = {};
  tensor.name = name;
  tensor.data = const_cast<std::remove_cv_t<T> *>(view.data());
  tensor.type = static_cast<std::int32_t>(element_type_v<T>);
  tensor.rank = static_cast<std::int32_t>(view.rank());
  tensor.convert = view.is_converted() ? 1 : 0;
  if (is_logical<std::remove_cv_t<T>>) tensor.element_size = static_cast<std::int32_t>(sizeof(T));
  for (std::size_t i = 0; i < view.rank(); i++) tensor.shape[i] = view.shape()[i];
  if (view.is_strided()) {
    tensor.strided = 1;
    for (std::size_t i = 0; i < view.rank(); i++) {
      tensor.stride[i] = view.strides()[i] * static_cast<std::int64_t>(sizeof(T));
    }
  }
  if (is_complex<std::remove_cv_t<T>>) {
    if (view.rank() < RW_MAX_RANK) {
      tensor.shape[view.rank()] = 2;
      tensor.stride[view.rank()] = static_cast<std::int64_t>(sizeof(T) / 2);
    }
    tensor.rank++;  // more than RW_MAX_RANK is refused by C
  }
  return tensor;
}

/// An output of the caller. To C a null pointer asks for an allocation, which is not what an array says that has no
/// elements, and hence perhaps no address, or that was forgotten.
template <class T>
rw_tensor to_c_output(const TensorView<T> &view, const char *name) {
  static_assert(!std::is_const<T>::value, "an output is written to: give memory that is not const");
  rw_tensor tensor = to_c(view, name);
  if (tensor.data == nullptr) {
    for (const std::int64_t size : view.shape()) {
      if (size == 0) tensor.data = const_cast<char *>("");  // never written to
    }
    if (tensor.data == nullptr) {
      fail(RW_INVALID_ARGUMENT, std::string("output ") + (name != nullptr ? "'" + std::string(name) + "' " : "") +
                                    "has no data (nullptr); give memory, or a rankwise::Tensor to be allocated");
    }
  }
  return tensor;
}

}  // namespace detail

/// An input of a run: {"name", x}, or x alone for the input of its place; x: whatever a TensorView is made of. Keeps
/// pointers to the name and to x, so both have to live until the run is over.
class Input {
 public:
  template <class X, class = detail::element_t<const X>>
  Input(const X &in) : tensor_(detail::to_c(detail::view_of(in), nullptr)) {}
  template <class X, class = detail::element_t<const X>>
  Input(const char *name, const X &in) : tensor_(detail::to_c(detail::view_of(in), name)) {}
  template <class X, class = detail::element_t<const X>>
  Input(const std::string &name, const X &in) : Input(name.c_str(), in) {}

  /// As C has it; the name and data are the caller's.
  const rw_tensor &tensor() const noexcept { return tensor_; }

 private:
  rw_tensor tensor_;
};

/// An output of a run: {"name", y}, or y alone for the output of its place. y is memory of the caller, of the output's
/// type and shape (std::vector, std::array, C array, TensorView); or a Tensor, whose memory the run replaces. Keeps
/// pointers to the name and to y, so both have to live until the run is over.
class Output {
 public:
  /// Errors: RW_INVALID_ARGUMENT (null, and not empty).
  template <class Y, class = detail::element_t<Y>,
            class = std::enable_if_t<!std::is_same<std::decay_t<Y>, Output>::value>>
  Output(Y &&out) : Output(static_cast<const char *>(nullptr), out, 0) {}
  template <class Y, class = detail::element_t<Y>>
  Output(const char *name, Y &&out) : Output(name, out, 0) {}
  template <class Y, class = detail::element_t<Y>>
  Output(const std::string &name, Y &&out) : Output(name.c_str(), out, 0) {}

  /// As C has it; the name and data are the caller's.
  const rw_tensor &tensor() const noexcept { return tensor_; }
  /// Where the memory that the run allocates goes to; null if the caller has given memory.
  detail::Memory *target() const noexcept { return target_; }

 private:
  template <class Y>
  Output(const char *name, Y &out, int) : tensor_(detail::to_c_output(detail::view_of(out), name)) {}
  template <class T>
  Output(const char *name, Tensor<T> &tensor, int) : tensor_{}, target_(&detail::Access::memory(tensor)) {
    tensor_.name = name;
    tensor_.type = static_cast<std::int32_t>(element_type_v<T>);
  }

  rw_tensor tensor_;
  detail::Memory *target_ = nullptr;
};

}  // namespace rankwise

#endif
