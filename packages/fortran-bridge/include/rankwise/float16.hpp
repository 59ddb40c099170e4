/// Float16 and BFloat16: floating-point numbers of 16 bits. Part of rankwise.hpp.
#ifndef RANKWISE_FLOAT16_HPP
#define RANKWISE_FLOAT16_HPP

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace rankwise {

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

static_assert(sizeof(Float16) == 2 && std::is_trivially_copyable<Float16>::value, "a tensor's elements are raw bits");
static_assert(sizeof(BFloat16) == 2 && std::is_trivially_copyable<BFloat16>::value, "a tensor's elements are raw bits");

}  // namespace rankwise

#endif
