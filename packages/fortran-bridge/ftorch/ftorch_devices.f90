!> The kinds of devices, by FTorch's names and numbers. rankwise runs models on torch_kCPU and
!> torch_kCUDA.
module ftorch_devices
  use, intrinsic :: iso_c_binding, only: c_int
  implicit none
  private

  integer(c_int), parameter, public :: torch_kCPU = 0
  integer(c_int), parameter, public :: torch_kCUDA = 1
  integer(c_int), parameter, public :: torch_kHIP = 1 !! the same as torch_kCUDA, as in FTorch
  integer(c_int), parameter, public :: torch_kXPU = 12
  integer(c_int), parameter, public :: torch_kMPS = 13
end module ftorch_devices
