/// An input or output by its position or name. Part of rankwise.hpp.
#ifndef RANKWISE_DETAIL_PLACE_HPP
#define RANKWISE_DETAIL_PLACE_HPP

#include <cstddef>
#include <string>
#include <type_traits>

namespace rankwise {

namespace detail {

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

}  // namespace rankwise

#endif
