/// rankwise.hpp: rankwise.h as a C++17 program wants it. Header only; link librankwise as for C.
///
///     rankwise::Model net("simplenet.onnx");
///     std::vector<float> x{0, 1, 2, 3, 4}, y(5);
///     net.run(x, y);
///
/// Errors: every function that can fail throws rankwise::Error, which carries the rw_status and the library's sentence.
/// Where a function throws, no memory of the caller has been written.
///
/// Memory: a TensorView, and whatever else is given as an input or output, is read or written during the call and never
/// kept. Model, Request and Tensor own what they hold, release it when they go out of scope, and can be moved but not
/// copied.
///
/// Threads: const members of one object may be called from several threads at once, those of Model that run it too.
/// Nothing else may use an object while it is moved from, closed or destroyed. One thread at a time may use a Request.
///
/// Shapes are in ONNX order, as C arrays have it: the last dimension is the fastest.
#ifndef RANKWISE_HPP
#define RANKWISE_HPP

#include "rankwise.h"
#include "rankwise/arguments.hpp"
#include "rankwise/device.hpp"
#include "rankwise/dimensions.hpp"
#include "rankwise/element_type.hpp"
#include "rankwise/error.hpp"
#include "rankwise/float16.hpp"
#include "rankwise/load_options.hpp"
#include "rankwise/logical.hpp"
#include "rankwise/model.hpp"
#include "rankwise/request.hpp"
#include "rankwise/tensor.hpp"
#include "rankwise/tensor_info.hpp"
#include "rankwise/tensor_view.hpp"

namespace rankwise {

/// The version of the library that is linked, RW_VERSION of the header it was built from.
inline const char *version() noexcept { return rw_version(); }

}  // namespace rankwise

#endif
