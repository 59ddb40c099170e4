/// Tensor and AnyTensor: memory that a run allocates. Part of rankwise.hpp.
#ifndef RANKWISE_TENSOR_HPP
#define RANKWISE_TENSOR_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

#include "detail/memory.hpp"
#include "tensor_view.hpp"

namespace rankwise {

namespace detail {

struct Access;

}  // namespace detail

/// What a run computed, in memory of its own: for an output whose shape only the run decides. Can be moved; cannot be
/// copied, so that no large array is copied unseen.
template <class T>
class Tensor {
  static_assert(!std::is_const<T>::value && element_type_v<T> != ElementType::none,
                "an element is a float, double, bool, integer of 8 to 64 bits, Float16 or BFloat16");
  static_assert(!detail::is_complex<T> && !detail::is_logical<T>,
                "a Tensor has the elements of the model: complex numbers are real ones with a last dimension of 2, and "
                "a bool has one byte");

 public:
  using element_type = T;
  using value_type = T;

  /// Empty: the shape [0], to be given to a run as an output.
  Tensor() = default;

  /// Owned by the tensor, valid until it is destroyed, moved from or given to a run; elements lie one after another.
  T *data() noexcept { return static_cast<T *>(memory_.tensor().data); }
  const T *data() const noexcept { return static_cast<const T *>(memory_.tensor().data); }
  Shape shape() const { return memory_.shape(); }
  std::size_t rank() const noexcept { return static_cast<std::size_t>(memory_.tensor().rank); }
  /// Elements.
  std::size_t size() const { return elements(shape()); }

  T *begin() noexcept { return data(); }
  T *end() { return data() + size(); }
  const T *begin() const noexcept { return data(); }
  const T *end() const { return data() + size(); }
  /// The i-th element in memory; i < size().
  T &operator[](std::size_t i) noexcept { return data()[i]; }
  const T &operator[](std::size_t i) const noexcept { return data()[i]; }
  /// tensor(row, column), as TensorView has it.
  template <class... I>
  T &operator()(I... indices) {
    return view()(indices...);
  }
  template <class... I>
  const T &operator()(I... indices) const {
    return view()(indices...);
  }

  /// Valid as long as data().
  TensorView<T> view() { return TensorView<T>(data(), shape()); }
  TensorView<const T> view() const { return TensorView<const T>(data(), shape()); }

 private:
  friend struct detail::Access;
  detail::Memory memory_;
};

/// A Tensor whose element type is known at run time.
class AnyTensor {
 public:
  /// Empty: no element type, the shape [0].
  AnyTensor() = default;

  ElementType type() const noexcept { return memory_.type(); }
  Shape shape() const { return memory_.shape(); }
  /// Elements.
  std::size_t size() const { return elements(shape()); }
  /// Owned by the tensor, valid until it is destroyed or moved from: size() * size_of(type()) bytes.
  const void *data() const noexcept { return memory_.tensor().data; }

  /// Valid as long as data(). Errors: RW_TYPE_MISMATCH (type() is not that of T); RW_SHAPE_MISMATCH (T is complex, and
  /// the last dimension is not 2).
  template <class T>
  TensorView<const T> as() const {
    return detail::Memory::view_of<T>(memory_.tensor());
  }

  /// std::move(any).to<float>(): hands the memory over. Errors: RW_TYPE_MISMATCH; the tensor stays as it is then.
  template <class T>
  Tensor<T> to() &&;

 private:
  friend struct detail::Access;
  detail::Memory memory_;
};

namespace detail {

struct Access {
  template <class Owner>
  static Memory &memory(Owner &owner) noexcept {
    return owner.memory_;
  }
};

}  // namespace detail

template <class T>
Tensor<T> AnyTensor::to() && {
  memory_.check_type(element_type_v<T>);
  Tensor<T> tensor;
  detail::Access::memory(tensor) = std::move(memory_);
  return tensor;
}

}  // namespace rankwise

#endif
