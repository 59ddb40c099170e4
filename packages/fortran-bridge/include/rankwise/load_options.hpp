/// LoadOptions: how a model is loaded. Part of rankwise.hpp.
#ifndef RANKWISE_LOAD_OPTIONS_HPP
#define RANKWISE_LOAD_OPTIONS_HPP

#include <chrono>
#include <string>

#include "../rankwise.h"

namespace rankwise {

/// Which rank this process is.
struct Rank {
  int rank = 0;              ///< from 0
  int rank_count = 0;        ///< of the job; 0: what the launcher tells
  int local_rank = 0;        ///< from 0, among the ranks of this node
  int local_rank_count = 0;  ///< of this node
};

/// How a model is loaded.
struct LoadOptions {
  std::string device = "auto";                     ///< "auto", "cpu", "cuda[:i]", "tensorrt[:i]", "webgpu[:i]"
  int threads = 0;                                 ///< threads that compute one call; 0: the engine's default, one
  std::chrono::duration<double> start_timeout{0};  ///< for the engine to start; 0: RANKWISE_START_TIMEOUT, else 60 s
  std::chrono::duration<double> load_timeout{0};   ///< for the load then; 0: RANKWISE_LOAD_TIMEOUT, else no limit
  std::chrono::duration<double> run_timeout{0};    ///< for each wait for a run; 0: RANKWISE_RUN_TIMEOUT, else no limit
  bool fortran_order = false;                      ///< messages print shapes with the first dimension fastest
  std::string provider_options;                    ///< of the execution provider: "name=value;name=value"
  bool no_fallback = false;                        ///< an operator that the device lacks is an error
  bool tf32 = false;                               ///< an NVIDIA GPU may round float32 to TF32: see rw_load_options
  std::string engines;                             ///< "auto", "device" or "rank"; "": RANKWISE_ENGINES, else "auto"
  /// Whether requests that wait at the same time, of any ranks, are run as one batch: "auto", "off", "on" or
  /// "independent", and settings: "on;max=512;delay=0.001"; "": RANKWISE_BATCHING, else "auto". See rw_load_options.
  std::string batching;
  bool convert = false;  ///< arrays of another type than the model's are converted, as by convert(), without asking
  /// For a program that knows better than its launcher's environment, from an MPI communicator say: names the rank in
  /// messages, and the local rank decides which device "cuda" or "auto" is.
  Rank rank;
};

namespace detail {

/// Points into `options`.
inline rw_load_options to_c(const LoadOptions &options) {
  rw_load_options c = RW_LOAD_OPTIONS_INIT;
  c.device = options.device.c_str();
  c.threads = options.threads;
  c.start_timeout = options.start_timeout.count();
  c.load_timeout = options.load_timeout.count();
  c.run_timeout = options.run_timeout.count();
  c.fortran_order = options.fortran_order ? 1 : 0;
  c.rank = options.rank.rank;
  c.rank_count = options.rank.rank_count;
  c.local_rank = options.rank.local_rank;
  c.local_rank_count = options.rank.local_rank_count;
  c.provider_options = options.provider_options.c_str();
  c.no_fallback = options.no_fallback ? 1 : 0;
  c.tf32 = options.tf32 ? 1 : 0;
  c.engines = options.engines.empty() ? nullptr : options.engines.c_str();
  c.batching = options.batching.c_str();
  c.convert = options.convert ? 1 : 0;
  c.convert_hint = "wrap it in rankwise::convert()";
  return c;
}

}  // namespace detail

}  // namespace rankwise

#endif
