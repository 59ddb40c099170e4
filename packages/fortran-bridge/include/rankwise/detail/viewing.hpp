/// What can be seen as a tensor without a copy, and how. Part of rankwise.hpp.
#ifndef RANKWISE_DETAIL_VIEWING_HPP
#define RANKWISE_DETAIL_VIEWING_HPP

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

#include "../dimensions.hpp"
#include "../element_type.hpp"

namespace rankwise {

template <class T>
class TensorView;

template <class T>
class Tensor;

namespace detail {

template <class Array>
auto *first_of(Array &array) noexcept {
  if constexpr (std::is_array<std::remove_reference_t<decltype(array[0])>>::value) {
    return first_of(array[0]);
  } else {
    return &array[0];
  }
}

template <class Array, std::size_t... I>
constexpr Shape shape_of(std::index_sequence<I...>) noexcept {
  return Shape(std::extent<Array, static_cast<unsigned>(I)>::value...);
}

/// How an lvalue of C is seen as a tensor; empty where it cannot be.
template <class C, class = void>
struct Viewing {};

template <class C>
constexpr bool is_container = true;
template <class T>
constexpr bool is_container<TensorView<T>> = false;
template <class T>
constexpr bool is_container<Tensor<T>> = false;
template <class A>
constexpr bool is_container<std::vector<bool, A>> = false;

/// A container whose elements lie one after another: std::vector, std::array, std::span.
template <class C>
struct Viewing<C, std::enable_if_t<is_container<std::remove_cv_t<C>> && !std::is_array<C>::value &&
                                   element_type_v<std::remove_pointer_t<decltype(std::data(std::declval<C &>()))>> !=
                                       ElementType::none>> {
  using element_type = std::remove_pointer_t<decltype(std::data(std::declval<C &>()))>;
  static TensorView<element_type> view(C &container) {
    return TensorView<element_type>(std::data(container), Shape(std::size(container)));
  }
};

/// float x[3][5]
template <class C>
struct Viewing<
    C, std::enable_if_t<std::is_array<C>::value && element_type_v<std::remove_all_extents_t<C>> != ElementType::none>> {
  using element_type = std::remove_all_extents_t<C>;
  static TensorView<element_type> view(C &array) noexcept {
    return TensorView<element_type>(first_of(array), shape_of<C>(std::make_index_sequence<std::rank<C>::value>()));
  }
};

/// A single number is a tensor of rank 0.
template <class C>
struct Viewing<C, std::enable_if_t<element_type_v<C> != ElementType::none>> {
  using element_type = C;
  static TensorView<C> view(C &number) noexcept { return TensorView<C>(&number, Shape()); }
};

template <class T>
struct Viewing<TensorView<T>> {
  using element_type = T;
  static TensorView<T> view(const TensorView<T> &view) noexcept { return view; }
};
template <class T>
struct Viewing<const TensorView<T>> : Viewing<TensorView<T>> {};

template <class T>
struct Viewing<Tensor<T>> {
  using element_type = T;
  static TensorView<T> view(Tensor<T> &tensor) { return tensor.view(); }
};
template <class T>
struct Viewing<const Tensor<T>> {
  using element_type = const T;
  static TensorView<const T> view(const Tensor<T> &tensor) { return tensor.view(); }
};

/// Not viewable, and said so rather than "no matching function".
template <class C>
struct PackedBits {
  static_assert(sizeof(C) == 0,
                "std::vector<bool> packs its elements into bits, which no view can point to: use std::array<bool, n>, "
                "bool[], or std::unique_ptr<bool[]> with TensorView(p.get(), shape)");
};
template <class A>
struct Viewing<std::vector<bool, A>> : PackedBits<A> {};
template <class A>
struct Viewing<const std::vector<bool, A>> : PackedBits<A> {};

/// The element type of what view_of() makes of an lvalue of C; const where it cannot be written to.
template <class C>
using element_t = typename Viewing<std::remove_reference_t<C>>::element_type;

template <class C>
TensorView<element_t<C>> view_of(C &source) {
  return Viewing<C>::view(source);
}

}  // namespace detail

}  // namespace rankwise

#endif
