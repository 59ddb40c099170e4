/// ElementType, and which type of C++ is which. Part of rankwise.hpp.
#ifndef RANKWISE_ELEMENT_TYPE_HPP
#define RANKWISE_ELEMENT_TYPE_HPP

#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../rankwise.h"
#include "float16.hpp"
#include "logical.hpp"

namespace rankwise {

static_assert(sizeof(bool) == 1, "ONNX's bool is one byte");

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

/// Whether convert() may be used: all numbers, but no truth values.
template <class T>
constexpr bool is_convertible_v = element_type_v<T> != ElementType::none &&element_type_v<T> != ElementType::boolean;

namespace detail {

/// Whether memory that holds elements of a model can be seen as an array of T.
template <class T>
constexpr bool can_share = element_type_v<T> != ElementType::none && !is_logical<std::remove_cv_t<T>>;

}  // namespace detail

}  // namespace rankwise

#endif
