/// Logical: a truth value of any size. Part of rankwise.hpp.
#ifndef RANKWISE_LOGICAL_HPP
#define RANKWISE_LOGICAL_HPP

#include <type_traits>

namespace rankwise {

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

}  // namespace rankwise

#endif
