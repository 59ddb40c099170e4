/// Values in place, or in memory where they are many. Part of rankwise.hpp.
#ifndef RANKWISE_DETAIL_FEW_OR_MANY_HPP
#define RANKWISE_DETAIL_FEW_OR_MANY_HPP

#include <array>
#include <cstddef>
#include <vector>

namespace rankwise {

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

}  // namespace detail

}  // namespace rankwise

#endif
