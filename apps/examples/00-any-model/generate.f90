!> Input for any model: the same numbers in Fortran, C and TypeScript.
module generate
  use, intrinsic :: iso_c_binding, only: c_f_pointer, c_ptr
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use rankwise, only: RW_BFLOAT16, RW_FLOAT16, RW_FLOAT32, RW_FLOAT64, rw_type_size
  implicit none
  private
  public :: fill

contains

  !> Fills a tensor: fractions between -0.5 and 0.5 where it holds such, else 0 and 1 in turn.
  subroutine fill(data, type, count, rank)
    type(c_ptr), intent(in) :: data !! the elements
    integer(int32), intent(in) :: type !! of an element
    integer(int64), intent(in) :: count !! of elements
    integer, intent(in) :: rank !! the rank that the numbers are for
    real(real32), pointer :: f32(:)
    real(real64), pointer :: f64(:)
    integer(int8), pointer :: i8(:)
    integer(int16), pointer :: i16(:)
    integer(int32), pointer :: i32(:)
    integer(int64), pointer :: i64(:)
    integer(int16) :: one
    integer(int64) :: k

    select case (type)
    case (RW_FLOAT32)
      call c_f_pointer(data, f32, [count])
      do k = 0, count - 1
        f32(k + 1) = real(mod(7*k + 13*rank + 3, 17_int64), real32)/16 - 0.5_real32
      end do
      return
    case (RW_FLOAT64)
      call c_f_pointer(data, f64, [count])
      do k = 0, count - 1
        f64(k + 1) = real(mod(7*k + 13*rank + 3, 17_int64), real64)/16 - 0.5_real64
      end do
      return
    end select

    ! Integers of either sign, and the bits of 0 and 0.5 in the two formats of 16 bits.
    one = 1
    if (type == RW_FLOAT16) one = int(z'3800', int16)
    if (type == RW_BFLOAT16) one = int(z'3F00', int16)
    select case (rw_type_size(type))
    case (1)
      call c_f_pointer(data, i8, [count])
      do k = 0, count - 1
        i8(k + 1) = int(mod(k, 2_int64), int8)
      end do
    case (2)
      call c_f_pointer(data, i16, [count])
      do k = 0, count - 1
        i16(k + 1) = one*int(mod(k, 2_int64), int16)
      end do
    case (4)
      call c_f_pointer(data, i32, [count])
      do k = 0, count - 1
        i32(k + 1) = int(mod(k, 2_int64), int32)
      end do
    case (8)
      call c_f_pointer(data, i64, [count])
      do k = 0, count - 1
        i64(k + 1) = mod(k, 2_int64)
      end do
    end select
  end subroutine fill

end module generate
