/// rankwise.hpp: rankwise.h as a C++17 program wants it. Header only; link librankwise as for C.
///
///     rankwise::Model net("simplenet.onnx");
///     std::vector<float> x{0, 1, 2, 3, 4}, y(5);
///     net.run(x, y);
///
/// Errors: every function that can fail throws rankwise::Error, which carries the rw_status and the library's sentence.
/// Where a function throws, no memory of the caller has been written.
///
/// Memory: a TensorView, and whatever else is given as an input or output, is read or written during the call and never
/// kept. Model, Request and Tensor own what they hold, release it when they go out of scope, and can be moved but not
/// copied.
///
/// Threads: const members of one object may be called from several threads at once, those of Model that run it too.
/// Nothing else may use an object while it is moved from, closed or destroyed. One thread at a time may use a Request.
///
/// Shapes are in ONNX order, as C arrays have it: the last dimension is the fastest.
#ifndef RANKWISE_HPP
#define RANKWISE_HPP

#include <array>
#include <chrono>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "rankwise.h"

namespace rankwise {

/// What a call that fails throws. what() says what happened, on which rank, to which model or argument, and what to do.
class Error : public std::runtime_error {
 public:
  Error(rw_status status, const std::string &message) : std::runtime_error(message), status_(status) {}

  /// RW_SHAPE_MISMATCH, RW_CLOSED, ...: see rankwise_status.h. Never RW_OK.
  rw_status status() const noexcept { return status_; }

 private:
  rw_status status_;
};

namespace detail {

// Parameters of templates are not called x or y: gcc would warn (-Wshadow) of every program that has such a global.

inline void check(rw_status status) {
  if (status != RW_OK) throw Error(status, rw_error_message());
}

/// For what the library is not asked about, in the form of its own messages.
[[noreturn]] inline void fail(rw_status status, const std::string &message) {
  throw Error(status, "rank " + std::to_string(rw_rank()) + ": " + message);
}

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Element types

/// Element types; the numbers are those of rw_type and of ONNX's TensorProto.DataType.
enum class ElementType : std::int32_t {
  none = 0,  ///< no numeric tensor (a string, sequence or map), which cannot be run
  float32 = RW_FLOAT32,
  uint8 = RW_UINT8,
  int8 = RW_INT8,
  uint16 = RW_UINT16,
  int16 = RW_INT16,
  int32 = RW_INT32,
  int64 = RW_INT64,
  boolean = RW_BOOL,
  float16 = RW_FLOAT16,
  float64 = RW_FLOAT64,
  uint32 = RW_UINT32,
  uint64 = RW_UINT64,
  bfloat16 = RW_BFLOAT16
};

/// "float32"; "unknown" for ElementType::none. Static, never null.
inline const char *name_of(ElementType type) noexcept { return rw_type_name(static_cast<std::int32_t>(type)); }

/// Bytes of one element; 0 for ElementType::none.
inline std::size_t size_of(ElementType type) noexcept { return rw_type_size(static_cast<std::int32_t>(type)); }

namespace detail {

inline std::uint32_t bits_of(float value) noexcept {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline float float_of(std::uint32_t bits) noexcept {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// value / 2**shift, to the nearest, ties to even; shift is 1 to 31.
constexpr std::uint32_t round_shift(std::uint32_t value, unsigned shift) noexcept {
  const std::uint32_t half = std::uint32_t{1} << (shift - 1);
  const std::uint32_t odd = (value >> shift) & 1u;
  return (value + (half - 1u) + odd) >> shift;
}

}  // namespace detail

/// An IEEE 754 binary16 number, as it lies in a tensor: 1 bit of sign, 5 of exponent, 10 of fraction. Only storage:
/// convert to float to compute.
class Float16 {
 public:
  Float16() = default;

  /// The nearest, ties to even, as IEEE 754 (2019), 5.4.2 has it: from 65520 on infinity, below 2**-24 subnormal or
  /// zero with the sign kept; a NaN stays one, quiet, with the upper 10 bits of its fraction.
  explicit Float16(float value) noexcept : bits_(convert(detail::bits_of(value))) {}

  static Float16 from_bits(std::uint16_t bits) noexcept {
    Float16 half;
    half.bits_ = bits;
    return half;
  }

  std::uint16_t bits() const noexcept { return bits_; }

  /// Exact; a NaN comes out quiet.
  explicit operator float() const noexcept {
    const std::uint32_t sign = (bits_ & 0x8000u) << 16;
    const std::uint32_t exponent = (bits_ >> 10) & 0x1fu;
    const std::uint32_t fraction = bits_ & 0x3ffu;
    if (exponent == 0x1fu) {
      return detail::float_of(sign | 0x7f800000u | (fraction << 13) | (fraction != 0 ? 0x00400000u : 0u));
    }
    if (exponent != 0) return detail::float_of(sign | ((exponent + 112u) << 23) | (fraction << 13));
    const float magnitude = static_cast<float>(fraction) * 5.9604644775390625e-8f;  // 2**-24, the least subnormal
    return sign != 0 ? -magnitude : magnitude;
  }

 private:
  static std::uint16_t convert(std::uint32_t bits) noexcept {
    const std::uint32_t sign = (bits >> 16) & 0x8000u;
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    std::uint32_t half;
    if (magnitude > 0x7f800000u) {
      half = 0x7e00u | ((magnitude >> 13) & 0x3ffu);
    } else if (magnitude >= 0x47800000u) {  // 2**16 and more
      half = 0x7c00u;
    } else if (magnitude >= 0x38800000u) {  // 2**-14 and more: normal. A carry out of the fraction raises the exponent,
      half = detail::round_shift(magnitude - (112u << 23), 13);  // up to infinity.
    } else if (magnitude >= 0x33000000u) {                       // 2**-25 and more: units of 2**-24
      half = detail::round_shift((magnitude & 0x7fffffu) | 0x800000u, 126u - (magnitude >> 23));
    } else {
      half = 0;
    }
    return static_cast<std::uint16_t>(sign | half);
  }

  std::uint16_t bits_;
};

/// A bfloat16 number, as it lies in a tensor: the upper 16 bits of a float. Only storage: convert to float to compute.
class BFloat16 {
 public:
  BFloat16() = default;

  /// The nearest, ties to even; a NaN stays one, quiet, with the upper 7 bits of its fraction.
  explicit BFloat16(float value) noexcept : bits_(convert(detail::bits_of(value))) {}

  static BFloat16 from_bits(std::uint16_t bits) noexcept {
    BFloat16 number;
    number.bits_ = bits;
    return number;
  }

  std::uint16_t bits() const noexcept { return bits_; }

  /// Exact.
  explicit operator float() const noexcept { return detail::float_of(static_cast<std::uint32_t>(bits_) << 16); }

 private:
  static std::uint16_t convert(std::uint32_t bits) noexcept {
    const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
    return static_cast<std::uint16_t>(nan ? (bits >> 16) | 0x40u : detail::round_shift(bits, 16));
  }

  std::uint16_t bits_;
};

/// A truth value in the bits of an integer, as a logical of Fortran lies in memory: an odd one is true, and true is
/// written as 1. Not for memory of the model's, in which a bool has one byte.
template <class I>
class Logical {
  static_assert(std::is_integral<I>::value && !std::is_same<std::remove_cv_t<I>, bool>::value && sizeof(I) <= 8,
                "a logical lies in an integer of 8 to 64 bits");

 public:
  Logical() = default;
  explicit Logical(bool value) noexcept : bits_(value ? 1 : 0) {}

  static Logical from_bits(I bits) noexcept {
    Logical logical;
    logical.bits_ = bits;
    return logical;
  }

  I bits() const noexcept { return bits_; }
  explicit operator bool() const noexcept { return (bits_ & 1) != 0; }

 private:
  I bits_;
};

static_assert(sizeof(Float16) == 2 && std::is_trivially_copyable<Float16>::value, "a tensor's elements are raw bits");
static_assert(sizeof(BFloat16) == 2 && std::is_trivially_copyable<BFloat16>::value, "a tensor's elements are raw bits");
static_assert(sizeof(bool) == 1, "ONNX's bool is one byte");

namespace detail {

template <class T>
constexpr ElementType integer_type() noexcept {
  constexpr bool is_signed = std::is_signed<T>::value;
  switch (sizeof(T)) {
    case 1:
      return is_signed ? ElementType::int8 : ElementType::uint8;
    case 2:
      return is_signed ? ElementType::int16 : ElementType::uint16;
    case 4:
      return is_signed ? ElementType::int32 : ElementType::uint32;
    case 8:
      return is_signed ? ElementType::int64 : ElementType::uint64;
    default:
      return ElementType::none;
  }
}

template <class T>
constexpr bool is_complex = false;
template <class T>
constexpr bool is_complex<std::complex<T>> = std::is_same<T, float>::value || std::is_same<T, double>::value;

template <class T>
constexpr bool is_logical = false;
template <class I>
constexpr bool is_logical<Logical<I>> = true;

/// By what it holds and not by its name, since int64_t is long here and long long there. Characters are no numbers.
template <class T>
constexpr ElementType type_of() noexcept {
  if (is_complex<T>) return sizeof(T) == 2 * sizeof(float) ? ElementType::float32 : ElementType::float64;
  if (is_logical<T>) return ElementType::boolean;
  if (std::is_same<T, float>::value) return ElementType::float32;
  if (std::is_same<T, double>::value) return ElementType::float64;
  if (std::is_same<T, bool>::value) return ElementType::boolean;
  if (std::is_same<T, Float16>::value) return ElementType::float16;
  if (std::is_same<T, BFloat16>::value) return ElementType::bfloat16;
  if (std::is_same<T, char>::value || std::is_same<T, wchar_t>::value || std::is_same<T, char16_t>::value ||
      std::is_same<T, char32_t>::value) {
    return ElementType::none;
  }
  return std::is_integral<T>::value ? integer_type<T>() : ElementType::none;
}

}  // namespace detail

/// The element type that T, const or not, is in a tensor: float, double, bool, integers of 8 to 64 bits, Float16,
/// BFloat16, Logical, and std::complex<float> or <double>, which is two elements. ElementType::none for every other T.
template <class T>
constexpr ElementType element_type_v = detail::type_of<typename std::remove_cv<T>::type>();

/// Whether convert() may be used: float, double, Float16, BFloat16, std::complex.
template <class T>
constexpr bool is_convertible_v =
    element_type_v<T> == ElementType::float32 || element_type_v<T> == ElementType::float64 ||
    element_type_v<T> == ElementType::float16 || element_type_v<T> == ElementType::bfloat16;

namespace detail {

/// Whether memory that holds elements of a model can be seen as an array of T.
template <class T>
constexpr bool can_share = element_type_v<T> != ElementType::none && !is_logical<std::remove_cv_t<T>>;

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Shapes and views

/// Up to RW_MAX_RANK numbers, one for each dimension, without an allocation. None: the rank 0 of a scalar.
class Dimensions {
 public:
  constexpr Dimensions() noexcept = default;

  /// {rows, 5}: integers of any type.
  template <class... I, class = std::enable_if_t<(sizeof...(I) > 0) && (std::is_integral<I>::value && ...) &&
                                                 !(std::is_same<I, bool>::value || ...)>>
  constexpr Dimensions(I... numbers) noexcept
      : numbers_{static_cast<std::int64_t>(numbers)...},
        rank_(sizeof...(I)) {  // NOLINT: implicit, to be written {5, 5}
    static_assert(sizeof...(I) <= RW_MAX_RANK, "a tensor has at most RW_MAX_RANK dimensions");
  }

  /// From a shape that is known at run time. Errors: RW_INVALID_ARGUMENT (more than RW_MAX_RANK).
  Dimensions(const std::vector<std::int64_t> &numbers) : Dimensions(numbers.data(), numbers.size()) {}

  /// Copies `rank` numbers. Errors: RW_INVALID_ARGUMENT (more than RW_MAX_RANK).
  Dimensions(const std::int64_t *numbers, std::size_t rank) : rank_(rank) {
    if (rank > RW_MAX_RANK) {
      detail::fail(RW_INVALID_ARGUMENT, "a tensor of " + std::to_string(rank) + " dimensions was given; give 0 to " +
                                            std::to_string(RW_MAX_RANK));
    }
    for (std::size_t i = 0; i < rank; i++) numbers_[i] = numbers[i];
  }

  constexpr std::size_t size() const noexcept { return rank_; }
  constexpr const std::int64_t *data() const noexcept { return numbers_.data(); }
  constexpr const std::int64_t *begin() const noexcept { return numbers_.data(); }
  constexpr const std::int64_t *end() const noexcept { return numbers_.data() + rank_; }
  /// i < size().
  constexpr std::int64_t operator[](std::size_t i) const noexcept { return numbers_[i]; }

  friend bool operator==(const Dimensions &a, const Dimensions &b) noexcept {
    return a.rank_ == b.rank_ && std::memcmp(a.data(), b.data(), a.rank_ * sizeof(std::int64_t)) == 0;
  }
  friend bool operator!=(const Dimensions &a, const Dimensions &b) noexcept { return !(a == b); }

 private:
  std::array<std::int64_t, RW_MAX_RANK> numbers_{};
  std::size_t rank_ = 0;
};

/// Elements along each dimension.
using Shape = Dimensions;

/// Elements, not bytes, from one element to the next along each dimension; may be negative.
using Strides = Dimensions;

/// "[2, 3]"
inline std::string to_string(const Dimensions &dimensions) {
  std::string text = "[";
  for (const std::int64_t number : dimensions) text += (text.size() > 1 ? ", " : "") + std::to_string(number);
  return text + "]";
}

/// The product of a shape; 1 for a scalar. Errors: RW_SHAPE_MISMATCH (a negative dimension, or the product is too
/// large).
inline std::size_t elements(const Shape &shape) {
  std::size_t product = 1;
  bool empty = false, too_large = false;
  for (const std::int64_t size : shape) {
    if (size < 0) detail::fail(RW_SHAPE_MISMATCH, "the shape " + to_string(shape) + " has a negative dimension");
    const auto factor = static_cast<std::size_t>(size);
    empty = empty || factor == 0;
    too_large = too_large || (factor > 0 && product > std::numeric_limits<std::size_t>::max() / factor);
    if (!empty && !too_large) product *= factor;
  }
  if (empty) return 0;
  if (too_large) detail::fail(RW_SHAPE_MISMATCH, "the shape " + to_string(shape) + " has too many elements");
  return product;
}

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

  /// The same, for a model whose elements may be of another floating-point type: see convert().
  constexpr TensorView converted() const noexcept {
    static_assert(is_convertible_v<T>, "what is converted is a float, double, Float16, BFloat16 or std::complex");
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

/// An input or output whose floating-point numbers the library converts from and to those of the model, rounded to the
/// nearest, ties to even; too large becomes infinite: net.run(convert(x), convert(y)). Without it another type than the
/// model's is an error. Whatever a TensorView is made of; one that is of the model's type is carried as it is.
template <class C>
TensorView<detail::element_t<C>> convert(C &&source) {
  return TensorView<detail::element_t<C>>(source).converted();
}

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

/// The memory of a tensor that the library allocated.
class Memory {
 public:
  Memory() noexcept : tensor_{} { clear(); }
  explicit Memory(const rw_tensor &tensor) noexcept : tensor_(tensor) {}
  Memory(Memory &&other) noexcept : tensor_(other.tensor_) { other.clear(); }
  Memory &operator=(Memory &&other) noexcept {
    std::swap(tensor_, other.tensor_);
    return *this;
  }
  ~Memory() { rw_tensor_release(&tensor_); }

  rw_tensor &tensor() noexcept { return tensor_; }
  const rw_tensor &tensor() const noexcept { return tensor_; }
  ElementType type() const noexcept { return static_cast<ElementType>(tensor_.type); }
  Shape shape() const { return Shape(tensor_.shape, static_cast<std::size_t>(tensor_.rank)); }

  /// The elements as T. Errors: RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH.
  template <class T>
  static TensorView<const T> view_of(const rw_tensor &tensor) {
    static_assert(can_share<T>, "in memory of the model a bool has one byte: ask for bool, or get() a copy as Logical");
    const Shape shape(tensor.shape, static_cast<std::size_t>(tensor.rank));
    if (tensor.type != static_cast<std::int32_t>(element_type_v<T>)) {
      fail(RW_TYPE_MISMATCH, std::string("the tensor is ") + rw_type_name(tensor.type) + " " + to_string(shape) +
                                 ", but " + name_of(element_type_v<T>) + " was asked for");
    }
    const T *data = static_cast<const T *>(tensor.data);
    if constexpr (!is_complex<std::remove_cv_t<T>>) {
      return TensorView<const T>(data, shape);
    } else {
      if (shape.size() == 0 || shape[shape.size() - 1] != 2) {
        fail(RW_SHAPE_MISMATCH, "the tensor is " + to_string(shape) +
                                    ", but complex numbers were asked for, which have a last dimension of 2");
      }
      return TensorView<const T>(data, Shape(tensor.shape, shape.size() - 1));
    }
  }

  /// Errors: RW_TYPE_MISMATCH.
  void check_type(ElementType wanted) const {
    if (type() != wanted) {
      fail(RW_TYPE_MISMATCH, std::string("the tensor is ") + name_of(type()) + " " + to_string(shape()) + ", but " +
                                 name_of(wanted) + " was asked for");
    }
  }

 private:
  void clear() noexcept {
    tensor_ = rw_tensor{};
    tensor_.rank = 1;
  }
  rw_tensor tensor_;
};

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

// ---------------------------------------------------------------------------------------------------------------------
// Arguments of a run

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

namespace detail {

/// `count` values in place, up to Few without an allocation.
template <class V, std::size_t Few>
class FewOrMany {
 public:
  explicit FewOrMany(std::size_t count) {
    if (count <= Few) return;
    many_.resize(count);
    data_ = many_.data();
  }
  FewOrMany(const FewOrMany &) = delete;
  FewOrMany &operator=(const FewOrMany &) = delete;
  V *data() noexcept { return data_; }
  V &operator[](std::size_t i) noexcept { return data_[i]; }

 private:
  std::array<V, Few> few_;
  std::vector<V> many_;
  V *data_ = few_.data();
};

using Tensors = FewOrMany<rw_tensor, 8>;

/// Releases what a run allocated if the call ends by an exception before it was handed on.
class Allocated {
 public:
  Allocated(rw_tensor *tensors, std::size_t count) noexcept : tensors_(tensors), count_(count) {}
  Allocated(const Allocated &) = delete;
  Allocated &operator=(const Allocated &) = delete;
  ~Allocated() {
    for (std::size_t i = 0; i < count_; i++) rw_tensor_release(&tensors_[i]);
  }
  static Memory take(rw_tensor &tensor) noexcept {
    Memory memory(tensor);
    tensor.allocated = 0;
    memory.tensor().name = nullptr;  // of the caller, and perhaps gone soon
    return memory;
  }

 private:
  rw_tensor *tensors_;
  std::size_t count_;
};

/// An input or output by its position, from 0 on, or by its name.
class Place {
 public:
  template <class I, class = std::enable_if_t<std::is_integral<I>::value && !std::is_same<I, bool>::value>>
  Place(I position) noexcept : position_(static_cast<std::size_t>(position)) {}
  Place(const char *name) noexcept : name_(name) {}
  Place(const std::string &name) noexcept : name_(name.c_str()) {}

  std::size_t position() const noexcept { return position_; }
  const char *name() const noexcept { return name_; }

 private:
  std::size_t position_ = 0;
  const char *name_ = nullptr;
};

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Models

/// One input or output of a model, as the model declares it.
struct TensorInfo {
  std::string name;
  ElementType type = ElementType::none;
  int rank = -1;                       ///< -1: free until the call; shape is empty then
  std::vector<std::int64_t> shape;     ///< -1: a dimension that is free until the call
  std::vector<std::string> dim_names;  ///< for each dimension its symbolic name ("batch"), or ""
  bool optional = false;               ///< an input that may be left out: the model has a value for it
};

/// A device that models can run on, or a kind of devices that there is none of here.
struct Device {
  std::string device;         ///< for LoadOptions: "cpu", "cuda:1"; of a kind without devices its name, "cuda"
  std::string kind;           ///< "cpu", "cuda", "tensorrt", "webgpu"
  std::string provider;       ///< the execution provider: "CUDAExecutionProvider"
  std::string name;           ///< of the hardware
  std::string driver;         ///< version of its driver; "" where it is not known
  std::string reason;         ///< why there is none, and what to do; "" where there is one
  std::int64_t memory_bytes;  ///< its own; of the cpu, the node's; 0 where it is not known
  int index;                  ///< from 0, among the visible devices of its kind; -1: there is none
  bool software;              ///< it imitates hardware on the CPU
};

/// What is here, kind by kind; a kind without devices has one entry, which says why. Opens no device.
/// Errors: those of rw_devices_open().
inline std::vector<Device> devices() {
  struct Close {
    void operator()(rw_devices *list) const { rw_devices_close(&list); }
  };
  rw_devices *opened = nullptr;
  detail::check(rw_devices_open(&opened));
  const std::unique_ptr<rw_devices, Close> list(opened);
  std::vector<Device> found;
  for (std::size_t i = 0; i < rw_devices_count(opened); i++) {
    rw_device_info info;
    detail::check(rw_devices_get(opened, i, &info));
    found.push_back({info.device, info.kind, info.provider, info.name, info.driver, info.reason, info.memory_bytes,
                     info.index, info.software != 0});
  }
  return found;
}

/// Which rank this process is.
struct Rank {
  int rank = 0;              ///< from 0
  int rank_count = 0;        ///< of the job; 0: what the launcher tells
  int local_rank = 0;        ///< from 0, among the ranks of this node
  int local_rank_count = 0;  ///< of this node
};

/// How a model is loaded.
struct LoadOptions {
  std::string device = "auto";                     ///< "auto", "cpu", "cuda[:i]", "tensorrt[:i]", "webgpu[:i]"
  int threads = 0;                                 ///< threads that compute one call; 0: the engine's default, one
  std::chrono::duration<double> start_timeout{0};  ///< for the engine to start; 0: 60 s
  std::chrono::duration<double> run_timeout{0};    ///< for the load and for each run; 0: no limit
  bool fortran_order = false;                      ///< messages print shapes with the first dimension fastest
  std::string provider_options;                    ///< of the execution provider: "name=value;name=value"
  bool no_fallback = false;                        ///< an operator that the device lacks is an error
  std::string engines;                             ///< "auto", "device" or "rank"; "": RANKWISE_ENGINES, else "auto"
  /// Whether requests that wait at the same time, of any ranks, are run as one batch: "auto", "off", "on" or
  /// "independent", and settings: "on;max=512;delay=0.001"; "": RANKWISE_BATCHING, else "auto". See rw_load_options.
  std::string batching;
  /// For a program that knows better than its launcher's environment, from an MPI communicator say: names the rank in
  /// messages, and the local rank decides which device "cuda" or "auto" is.
  Rank rank;
};

/// A loaded model. Move-only; closed by close() or when it goes out of scope. One that was moved from, closed, or made
/// by Model() is not loaded, and whatever needs the model throws RW_CLOSED.
class Model {
 public:
  Model() noexcept = default;

  /// Loads the ONNX model in the file `path`, starting its device's engine if none runs yet.
  /// Errors: those of rw_model_load().
  explicit Model(const std::string &path, const LoadOptions &options = LoadOptions()) {
    const rw_load_options c = c_options(options);
    detail::check(rw_model_load(&model_, path.c_str(), &c));
  }

  /// The same for a model in memory, one that another rank has read, say: the `size` bytes of an ONNX file, which are
  /// not needed any more after the call. `name` is for messages. Errors: those of rw_model_load_bytes().
  static Model from_bytes(const void *bytes, std::size_t size, const std::string &name = "model",
                          const LoadOptions &options = LoadOptions()) {
    const rw_load_options c = c_options(options);
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

  /// Runs, and gives every output by its name. Errors: as above.
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
    detail::Tensors in(n_inputs), out(n_outputs);
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
    const std::size_t count = output_count();
    detail::Tensors in(n_inputs), out(count);
    for (std::size_t i = 0; i < n_inputs; i++) in[i] = inputs[i].tensor();
    for (std::size_t i = 0; i < count; i++) out[i] = rw_tensor{};
    detail::check(rw_model_run(model_, in.data(), n_inputs, out.data(), count));
    const detail::Allocated guard(out.data(), count);
    std::map<std::string, AnyTensor> all;
    for (std::size_t i = 0; i < count; i++) {
      detail::Access::memory(all[output(i).name]) = detail::Allocated::take(out[i]);
    }
    return all;
  }

  // Points into `options`.
  static rw_load_options c_options(const LoadOptions &options) {
    rw_load_options c = RW_LOAD_OPTIONS_INIT;
    c.device = options.device.c_str();
    c.threads = options.threads;
    c.start_timeout = options.start_timeout.count();
    c.run_timeout = options.run_timeout.count();
    c.fortran_order = options.fortran_order ? 1 : 0;
    c.rank = options.rank.rank;
    c.rank_count = options.rank.rank_count;
    c.local_rank = options.rank.local_rank;
    c.local_rank_count = options.rank.local_rank_count;
    c.provider_options = options.provider_options.c_str();
    c.no_fallback = options.no_fallback ? 1 : 0;
    c.engines = options.engines.empty() ? nullptr : options.engines.c_str();
    c.batching = options.batching.c_str();
    return c;
  }

  rw_model *model_ = nullptr;
};

// ---------------------------------------------------------------------------------------------------------------------
// Requests

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

  /// Names the outputs to compute from now on; none: all that feed no input, as at first. Errors: RW_TENSOR_UNKNOWN,
  /// RW_INVALID_ARGUMENT.
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

  /// Waits until the request is done. Errors: as test(), RW_TIMEOUT.
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

/// The version of the library that is linked, RW_VERSION of the header it was built from.
inline const char *version() noexcept { return rw_version(); }

}  // namespace rankwise

#endif
