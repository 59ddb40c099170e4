/// Device, and devices(): what models can run on. Part of rankwise.hpp.
#ifndef RANKWISE_DEVICE_HPP
#define RANKWISE_DEVICE_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "error.hpp"

namespace rankwise {

/// A device that models can run on, or a kind of devices that there is none of here.
struct Device {
  std::string device;         ///< for LoadOptions: "cpu", "cuda:1"; of a kind without devices its name, "cuda"
  std::string kind;           ///< "cpu", "cuda", "tensorrt", "webgpu"
  std::string provider;       ///< the execution provider: "CUDAExecutionProvider"
  std::string name;           ///< of the hardware
  std::string driver;         ///< version of its driver; "" where it is not known
  std::string reason;         ///< why there is none, and what to do; "" where there is one
  std::int64_t memory_bytes;  ///< its own; of the cpu, the node's; 0 where it is not known
  int index;                  ///< from 0, among the visible devices of its kind; -1: there is none
  bool software;              ///< it imitates hardware on the CPU
};

/// What is here, kind by kind; a kind without devices has one entry, which says why. Opens no device.
/// Errors: those of rw_devices_open().
inline std::vector<Device> devices() {
  struct Close {
    void operator()(rw_devices *list) const { rw_devices_close(&list); }
  };
  rw_devices *opened = nullptr;
  detail::check(rw_devices_open(&opened));
  const std::unique_ptr<rw_devices, Close> list(opened);
  std::vector<Device> found;
  for (std::size_t i = 0; i < rw_devices_count(opened); i++) {
    rw_device_info info;
    detail::check(rw_devices_get(opened, i, &info));
    found.push_back({info.device, info.kind, info.provider, info.name, info.driver, info.reason, info.memory_bytes,
                     info.index, info.software != 0});
  }
  return found;
}

}  // namespace rankwise

#endif
