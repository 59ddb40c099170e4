/// TensorView: memory of the caller, seen as a tensor. Part of rankwise.hpp.
#ifndef RANKWISE_TENSOR_VIEW_HPP
#define RANKWISE_TENSOR_VIEW_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "detail/viewing.hpp"

namespace rankwise {

/// Elements of the caller, seen as a tensor: a pointer, a shape, and strides where they do not lie one after another.
/// Owns nothing: the memory has to live as long as the view is used. Made without a copy from a std::vector,
/// std::array, std::span, C array of any rank, a Tensor, a single number, or a pointer and a shape. TensorView<const T>
/// for inputs. An array of std::complex is one of real numbers for the model, with a last dimension of 2 more, which
/// the shape here does not have.
template <class T>
class TensorView {
  static_assert(element_type_v<T> != ElementType::none,
                "an element is a float, double, bool, integer of 8 to 64 bits, Float16, BFloat16, Logical or complex");

 public:
  using element_type = T;
  using value_type = std::remove_cv_t<T>;

  /// Nothing: no data, the shape [0].
  constexpr TensorView() noexcept : shape_(0) {}

  /// The elements(shape) elements at `data`, one after another. data: of the caller; null only where there are none.
  constexpr TensorView(T *data, Shape shape) noexcept : data_(data), shape_(shape) {}

  /// data: of the caller, the element whose indices are all 0. Errors: RW_INVALID_ARGUMENT (not as many strides as
  /// dimensions).
  TensorView(T *data, Shape shape, Strides strides) : data_(data), shape_(shape), strides_(strides), strided_(true) {
    if (shape.size() != strides.size()) {
      detail::fail(RW_INVALID_ARGUMENT, "the shape " + to_string(shape) + " and the strides " + to_string(strides) +
                                            " are not of one rank; give a stride for each dimension");
    }
  }

  /// All of a container, or a number.
  template <class C, class = std::enable_if_t<std::is_convertible<detail::element_t<C> (*)[], T (*)[]>::value &&
                                              !std::is_same<std::decay_t<C>, TensorView>::value>>
  TensorView(C &&container) : TensorView(from(detail::view_of(container))) {}

  /// All of a container, in another shape. Errors: RW_SHAPE_MISMATCH (not as many elements).
  template <class C, class = std::enable_if_t<std::is_convertible<detail::element_t<C> (*)[], T (*)[]>::value &&
                                              !std::is_array<std::remove_reference_t<C>>::value>>
  TensorView(C &&container, Shape shape) : TensorView(from(detail::view_of(container))) {
    if (strided_ || size() != elements(shape)) {
      detail::fail(RW_SHAPE_MISMATCH, "an array of " + std::to_string(size()) + (strided_ ? " scattered" : "") +
                                          " elements cannot be seen as " + to_string(shape));
    }
    shape_ = shape;
  }

  /// The same, for a model whose elements may be of another type: see convert().
  constexpr TensorView converted() const noexcept {
    static_assert(is_convertible_v<T>,
                  "what is converted is a number: a float, double, Float16, BFloat16, std::complex or integer");
    TensorView view(*this);
    view.converts_ = true;
    return view;
  }
  constexpr bool is_converted() const noexcept { return converts_; }

  /// Of the caller.
  constexpr T *data() const noexcept { return data_; }
  constexpr const Shape &shape() const noexcept { return shape_; }
  constexpr std::size_t rank() const noexcept { return shape_.size(); }
  /// Elements. Errors: those of elements().
  std::size_t size() const { return elements(shape_); }

  /// Whether there are strides; then strides() has them, and begin(), end() and operator[] cannot be used.
  constexpr bool is_strided() const noexcept { return strided_; }
  constexpr const Strides &strides() const noexcept { return strides_; }

  /// Errors: RW_INVALID_ARGUMENT (strided).
  T *begin() const { return check_contiguous(), data_; }
  T *end() const { return begin() + size(); }

  /// The i-th element in memory; i < size(), not strided.
  T &operator[](std::size_t i) const noexcept { return data_[i]; }

  /// view(row, column): an index from 0 on for each dimension. As many as dimensions and within the shape: unchecked.
  template <class... I>
  T &operator()(I... indices) const noexcept {
    const std::array<std::int64_t, sizeof...(I)> at{static_cast<std::int64_t>(indices)...};
    std::int64_t place = 0;
    for (std::size_t i = 0; i < at.size(); i++) {
      place = strided_ ? place + at[i] * strides_[i] : place * shape_[i] + at[i];
    }
    return data_[place];
  }

 private:
  template <class U>
  static TensorView from(const TensorView<U> &other) {
    TensorView view = other.is_strided() ? TensorView(other.data(), other.shape(), other.strides())
                                         : TensorView(other.data(), other.shape());
    view.converts_ = other.is_converted();
    return view;
  }

  void check_contiguous() const {
    if (strided_) {
      detail::fail(RW_INVALID_ARGUMENT, "a view with strides has no begin() and end(); use view(i, j)");
    }
  }

  T *data_ = nullptr;
  Shape shape_;
  Strides strides_;
  bool strided_ = false;
  bool converts_ = false;
};

template <class C>
TensorView(C &&) -> TensorView<detail::element_t<C>>;
template <class C, class = std::enable_if_t<!std::is_array<std::remove_reference_t<C>>::value>>
TensorView(C &&, Shape) -> TensorView<detail::element_t<C>>;

/// An input or output that the library converts from and to the model's type: net.run(convert(x), convert(y)).
/// Floating-point numbers are rounded to the nearest, ties to even; too large becomes infinite. Whole numbers must fit:
/// one that the other type does not have is an error, RW_TYPE_MISMATCH. Without it another type than the model's is an
/// error, unless LoadOptions::convert is set. Whatever a TensorView is made of; one that is of the model's type is
/// carried as it is.
template <class C>
TensorView<detail::element_t<C>> convert(C &&source) {
  return TensorView<detail::element_t<C>>(source).converted();
}

}  // namespace rankwise

#endif
