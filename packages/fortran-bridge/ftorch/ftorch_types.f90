!> The data types of tensors, by FTorch's names and numbers.
module ftorch_types
  use, intrinsic :: iso_c_binding, only: c_int
  use, intrinsic :: iso_fortran_env, only: int32
  implicit none
  private

  !> Kind of the integers of a layout.
  integer, parameter, public :: ftorch_int = int32

  integer(c_int), parameter, public :: torch_kUInt8 = 0 !! no kind of Fortran's
  integer(c_int), parameter, public :: torch_kInt8 = 1
  integer(c_int), parameter, public :: torch_kInt16 = 2
  integer(c_int), parameter, public :: torch_kInt32 = 3
  integer(c_int), parameter, public :: torch_kInt64 = 4
  integer(c_int), parameter, public :: torch_kFloat16 = 5 !! no kind of Fortran's
  integer(c_int), parameter, public :: torch_kFloat32 = 6
  integer(c_int), parameter, public :: torch_kFloat64 = 7
end module ftorch_types
