/// Memory that the library allocated. Part of rankwise.hpp.
#ifndef RANKWISE_DETAIL_MEMORY_HPP
#define RANKWISE_DETAIL_MEMORY_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "../tensor_view.hpp"

namespace rankwise {

namespace detail {

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

}  // namespace detail

}  // namespace rankwise

#endif
