!> Each element type in the kind that the module gives it, bit by bit.
program kinds
  use, intrinsic :: iso_c_binding, only: c_bool
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use types, only: types_model
  implicit none

  type(types_model) :: net
  character(len=4096) :: path
  real(real32) :: r4(3, 2) = reshape([1., -2., 3.5, 0., 1e30, -1e-30], [3, 2]), r4_out(3, 2)
  real(real64) :: r8(3, 2) = reshape([1d0, -2d0, 3.5d0, 0d0, 1d300, -1d-300], [3, 2]), r8_out(3, 2)
  integer(int8) :: i1(3, 2) = reshape([1_int8, -1_int8, 127_int8, -127_int8, 0_int8, &
    5_int8], [3, 2])
  integer(int16) :: i2(3, 2) = reshape([1_int16, -1_int16, 32767_int16, -2_int16, 0_int16, &
    15360_int16], [3, 2])
  integer(int32) :: i4(3, 2) = reshape([1, -1, huge(1), -huge(1), 0, 7], [3, 2])
  integer(int64) :: i8(3, 2) = reshape([1_int64, -1_int64, huge(1_int64), -huge(1_int64), 0_int64, &
    7_int64], [3, 2])
  logical(c_bool) :: flags(3, 2) = reshape([.true._c_bool, .false._c_bool, .false._c_bool, &
    .true._c_bool, .true._c_bool, .false._c_bool], [3, 2])
  integer(int8) :: s1(3, 2), u1(3, 2)
  integer(int16) :: s2(3, 2), u2(3, 2), f2(3, 2), b2(3, 2)
  integer(int32) :: s4(3, 2), u4(3, 2)
  integer(int64) :: s8(3, 2), u8(3, 2)
  logical(c_bool) :: flags_out(3, 2)

  call get_command_argument(1, path)
  call net%load(path)
  call net%run(float32=r4, uint8=i1, input_int8=i1, uint16=i2, input_int16=i2, input_int32=i4, &
    input_int64=i8, input_bool=flags, float16=i2, float64=r8, uint32=i4, uint64=i8, bfloat16=i2, &
    same_float32=r4_out, same_uint8=u1, same_int8=s1, same_uint16=u2, same_int16=s2, &
    same_int32=s4, same_int64=s8, same_bool=flags_out, same_float16=f2, same_float64=r8_out, &
    same_uint32=u4, same_uint64=u8, same_bfloat16=b2)
  if (any(abs(r4_out - r4) > 0) .or. any(abs(r8_out - r8) > 0)) error stop "reals"
  if (any(s1 /= i1) .or. any(u1 /= i1)) error stop "int8"
  if (any(s2 /= i2) .or. any(u2 /= i2) .or. any(f2 /= i2) .or. any(b2 /= i2)) error stop "int16"
  if (any(s4 /= i4) .or. any(u4 /= i4)) error stop "int32"
  if (any(s8 /= i8) .or. any(u8 /= i8)) error stop "int64"
  if (any(flags_out .neqv. flags)) error stop "flags"
  print "(a)", "all well"
end program kinds
