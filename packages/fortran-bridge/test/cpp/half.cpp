// Float16 and BFloat16 against references that share no step with them: all 65536 words, and around every place where
// the rounding turns.
#include "testing.hpp"

#include <cmath>
#include <limits>

using rankwise::BFloat16;
using rankwise::Float16;
using rankwise::detail::bits_of;
using rankwise::detail::float_of;

/// What a word of `fraction_bits` means, by the definition: sign, significand, power of two.
static double meaning(unsigned word, int fraction_bits, int bias) {
  const unsigned exponents = (1u << (15 - fraction_bits)) - 1u;
  const unsigned exponent = (word >> fraction_bits) & exponents;
  const unsigned fraction = word & ((1u << fraction_bits) - 1u);
  const double sign = (word & 0x8000u) != 0 ? -1.0 : 1.0;
  if (exponent == exponents) return fraction != 0 ? std::nan("") : sign * std::numeric_limits<double>::infinity();
  const unsigned significand = exponent != 0 ? fraction | (1u << fraction_bits) : fraction;
  return sign * std::ldexp(significand, static_cast<int>(exponent != 0 ? exponent : 1u) - bias - fraction_bits);
}

struct Format {
  int fraction_bits;
  int bias;
  unsigned infinity;
};

static const Format half{10, 15, 0x7c00u}, brain{7, 127, 0x7f80u};

static bool same_number(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

template <class Number>
static void widens(const Format &format) {
  for (unsigned word = 0; word < 65536; word++) {
    const float wide = static_cast<float>(Number::from_bits(static_cast<std::uint16_t>(word)));
    const double right = meaning(word, format.fraction_bits, format.bias);
    CHECK(std::isnan(right) ? std::isnan(wide) : same_number(static_cast<double>(wide), right));
    CHECK(((bits_of(wide) >> 31) & 1u) == word >> 15);
    // And back: the same word, a NaN made quiet.
    const unsigned quiet = std::isnan(right) ? word | (1u << (format.fraction_bits - 1)) : word;
    CHECK(Number(wide).bits() == quiet);
  }
}

/// The float lies between two neighbours, so it has to become the nearer, or the even one.
template <class Number>
static void narrows_between(const Format &format, unsigned low, float value) {
  const double a = meaning(low, format.fraction_bits, format.bias);
  // Where infinity is the neighbour it stands for the number that would follow.
  const double b = low + 1 == format.infinity ? 2 * a - meaning(low - 1, format.fraction_bits, format.bias)
                                              : meaning(low + 1, format.fraction_bits, format.bias);
  const double v = static_cast<double>(value);
  if (v < a || v > b) return;
  const unsigned right = v - a < b - v ? low : v - a > b - v ? low + 1 : low % 2 == 0 ? low : low + 1;
  CHECK(Number(value).bits() == right);
  CHECK(Number(-value).bits() == (right | 0x8000u));
}

template <class Number>
static void narrows(const Format &format) {
  for (unsigned low = 0; low < format.infinity; low++) {
    const std::uint32_t from = bits_of(static_cast<float>(Number::from_bits(static_cast<std::uint16_t>(low))));
    const std::uint32_t to = low + 1 == format.infinity
                                 ? from + (std::uint32_t{1} << (23 - format.fraction_bits))
                                 : bits_of(static_cast<float>(Number::from_bits(static_cast<std::uint16_t>(low + 1))));
    const float start = float_of(from), end = float_of(to);
    const float middle = std::isinf(end) ? float_of(from + (to - from) / 2) : start / 2 + end / 2;
    const std::uint32_t m = bits_of(middle);
    for (const std::uint32_t bits : {from, from + 1, m - 1, m, m + 1, m + 2, to - 1}) {
      narrows_between<Number>(format, low, float_of(bits));
    }
    narrows_between<Number>(format, low, float_of(from + (to - from) / 3));
  }
}

/// Every 251st float of all, by the bits: the nearest by a search in the table of meanings would take too long, so by
/// its neighbours.
static void narrows_all_over() {
  for (std::uint64_t bits = 0; bits < 0x7f800000u; bits += 251) {
    const float value = float_of(static_cast<std::uint32_t>(bits));
    const unsigned got = Float16(value).bits();
    if (value >= 65520.0F) {
      CHECK(got == half.infinity);
      continue;
    }
    if (got > 0) narrows_between<Float16>(half, got - 1, value);
    if (got < half.infinity) narrows_between<Float16>(half, got, value);
    CHECK(std::fabs(meaning(got, 10, 15) - static_cast<double>(value)) <=
              std::fmax(std::ldexp(1.0, -25), static_cast<double>(value) * std::ldexp(1.0, -11)) ||
          got == half.infinity);
  }
}

#ifdef __FLT16_MAX__
/// The compiler's own.
static void agrees_with_the_compiler() {
  for (unsigned word = 0; word < 65536; word++) {
    const auto bits = static_cast<std::uint16_t>(word);
    _Float16 native;
    std::memcpy(&native, &bits, sizeof native);
    CHECK(bits_of(static_cast<float>(native)) == bits_of(static_cast<float>(Float16::from_bits(bits))));
  }
  for (std::uint64_t bits = 0; bits <= 0xffffffffu; bits += 127) {
    const float value = float_of(static_cast<std::uint32_t>(bits));
    const auto native = static_cast<_Float16>(value);
    std::uint16_t word;
    std::memcpy(&word, &native, sizeof word);
    CHECK(Float16(value).bits() == word);
  }
}
#endif

static void particular_numbers() {
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(Float16(1.0F).bits() == 0x3c00 && Float16(-0.0F).bits() == 0x8000 && Float16(65504.0F).bits() == 0x7bff);
  CHECK(Float16(65519.996F).bits() == 0x7bff && Float16(65520.0F).bits() == 0x7c00 && Float16(1e30F).bits() == 0x7c00);
  CHECK(Float16(infinity).bits() == 0x7c00 && Float16(-infinity).bits() == 0xfc00);
  CHECK(Float16(std::ldexp(1.0F, -24)).bits() == 1 && Float16(std::ldexp(1.0F, -25)).bits() == 0);
  CHECK(Float16(std::nextafter(std::ldexp(1.0F, -25), 1.0F)).bits() == 1 && Float16(1e-40F).bits() == 0);
  CHECK(BFloat16(1.0F).bits() == 0x3f80 && BFloat16(std::numeric_limits<float>::max()).bits() == 0x7f80);
  CHECK(BFloat16(float_of(0x7f800001u)).bits() == 0x7fc0 && Float16(float_of(0xff800001u)).bits() == 0xfe00);
  CHECK(BFloat16(float_of(1u)).bits() == 0 && BFloat16(float_of(0x00008001u)).bits() == 1);
}

int main() {
  widens<Float16>(half);
  widens<BFloat16>(brain);
  narrows<Float16>(half);
  narrows<BFloat16>(brain);
  narrows_all_over();
#ifdef __FLT16_MAX__
  agrees_with_the_compiler();
  std::puts("compared with _Float16");
#endif
  particular_numbers();
  return 0;
}
