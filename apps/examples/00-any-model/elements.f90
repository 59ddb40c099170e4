!> The elements of a tensor of any type, as numbers of one kind.
module elements
  use, intrinsic :: iso_c_binding, only: c_f_pointer, c_ptr
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use rankwise, only: RW_BFLOAT16, RW_BOOL, RW_FLOAT16, RW_FLOAT32, RW_FLOAT64, RW_INT16, &
    RW_INT32, RW_INT64, RW_INT8, RW_UINT16, RW_UINT32, RW_UINT64, RW_UINT8
  implicit none
  private
  public :: values_of

contains

  !> The elements in the order of memory.
  function values_of(data, type, count) result(values)
    type(c_ptr), intent(in) :: data !! the elements
    integer(int32), intent(in) :: type !! of an element
    integer(int64), intent(in) :: count !! of elements
    real(real64), allocatable :: values(:)
    real(real32), pointer :: f32(:)
    real(real64), pointer :: f64(:)
    integer(int8), pointer :: i8(:)
    integer(int16), pointer :: i16(:)
    integer(int32), pointer :: i32(:)
    integer(int64), pointer :: i64(:)

    allocate (values(count))
    if (count == 0) return
    select case (type)
    case (RW_FLOAT32)
      call c_f_pointer(data, f32, [count])
      values = real(f32, real64)
    case (RW_FLOAT64)
      call c_f_pointer(data, f64, [count])
      values = f64
    case (RW_INT8)
      call c_f_pointer(data, i8, [count])
      values = real(i8, real64)
    case (RW_UINT8, RW_BOOL)
      call c_f_pointer(data, i8, [count])
      values = real(iand(int(i8, int32), 255_int32), real64)
    case (RW_INT16)
      call c_f_pointer(data, i16, [count])
      values = real(i16, real64)
    case (RW_UINT16)
      call c_f_pointer(data, i16, [count])
      values = real(iand(int(i16, int32), 65535_int32), real64)
    case (RW_FLOAT16)
      call c_f_pointer(data, i16, [count])
      values = from_float16(iand(int(i16, int32), 65535_int32))
    case (RW_BFLOAT16)
      call c_f_pointer(data, i16, [count])
      ! bfloat16 is the upper half of a number of 32 bits.
      values = real(transfer(ishft(int(i16, int32), 16), [0.0_real32]), real64)
    case (RW_INT32)
      call c_f_pointer(data, i32, [count])
      values = real(i32, real64)
    case (RW_UINT32)
      call c_f_pointer(data, i32, [count])
      values = real(iand(int(i32, int64), 4294967295_int64), real64)
    case (RW_INT64)
      call c_f_pointer(data, i64, [count])
      values = real(i64, real64)
    case (RW_UINT64)
      call c_f_pointer(data, i64, [count])
      values = from_uint64(i64)
    case default
      values = 0
    end select
  end function values_of

  !> The number that the 16 bits of an IEEE binary16 stand for.
  elemental real(real64) function from_float16(bits) result(value)
    integer(int32), intent(in) :: bits !! 0 to 65535
    integer(int32) :: exponent, fraction
    exponent = ibits(bits, 10, 5)
    fraction = ibits(bits, 0, 10)
    if (exponent == 0) then
      value = real(fraction, real64)*2.0_real64**(-24)
    else if (exponent < 31) then
      value = real(fraction + 1024, real64)*2.0_real64**(exponent - 25)
    else
      ! Infinity and NaN have the same meaning in 32 bits, with a longer fraction.
      value = real(transfer(ior(int(z'7F800000', int32), ishft(fraction, 13)), 0.0_real32), real64)
    end if
    if (btest(bits, 15)) value = -value
  end function from_float16

  !> The number that 64 bits stand for without a sign, rounded once.
  elemental real(real64) function from_uint64(bits) result(value)
    integer(int64), intent(in) :: bits !! as Fortran reads them
    if (bits >= 0) then
      value = real(bits, real64)
    else
      ! Half of it fits; the lowest bit must not be lost on the way, as it may decide the rounding.
      value = 2*real(ior(ishft(bits, -1), iand(bits, 1_int64)), real64)
    end if
  end function from_uint64

end module elements
