/// Error: what a function that fails throws. Part of rankwise.hpp.
#ifndef RANKWISE_ERROR_HPP
#define RANKWISE_ERROR_HPP

#include <stdexcept>
#include <string>

#include "../rankwise.h"

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

}  // namespace rankwise

#endif
