/// TensorInfo: what a model declares. Part of rankwise.hpp.
#ifndef RANKWISE_TENSOR_INFO_HPP
#define RANKWISE_TENSOR_INFO_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "element_type.hpp"

namespace rankwise {

/// One input or output of a model, as the model declares it.
struct TensorInfo {
  std::string name;
  ElementType type = ElementType::none;
  int rank = -1;                       ///< -1: free until the call; shape is empty then
  std::vector<std::int64_t> shape;     ///< -1: a dimension that is free until the call
  std::vector<std::string> dim_names;  ///< for each dimension its symbolic name ("batch"), or ""
  bool optional = false;               ///< an input that may be left out: the model has a value for it
};

}  // namespace rankwise

#endif
