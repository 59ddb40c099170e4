/// Shape and Strides. Part of rankwise.hpp.
#ifndef RANKWISE_DIMENSIONS_HPP
#define RANKWISE_DIMENSIONS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "error.hpp"

namespace rankwise {

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

}  // namespace rankwise

#endif
