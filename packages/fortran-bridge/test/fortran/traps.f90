!> A program that traps floating-point exceptions, as it is built with -ffpe-trap: conversions do not
!> stop it, and give what they give without traps.
program traps
  use, intrinsic :: ieee_arithmetic, only: ieee_is_finite, ieee_is_nan
  use, intrinsic :: ieee_exceptions, only: ieee_all, ieee_get_flag, ieee_get_halting_mode, &
    ieee_overflow
  use, intrinsic :: iso_fortran_env, only: int64, real32, real64
  use rankwise, only: rw_model, rw_request
  use testing, only: check, file
  implicit none
  type(rw_model) :: net
  type(rw_request) :: request
  real(real64) :: x(5), y(5)
  real(real64), allocatable :: z(:)
  logical :: flags(size(ieee_all)), halts
  integer :: i

  call ieee_get_halting_mode(ieee_overflow, halts)
  call check(halts, "an overflow stops this program")

  ! Too large, as small as there are, a subnormal number of real32, one that is neither, the last.
  x = [1e300_real64, 5e-324_real64, 1e-42_real64, 0.1_real64, transfer(signaling(), 0.0_real64)]
  call net%load(file("identity-float32"), run_timeout=60d0, load_timeout=1d9)
  do i = 1, 3 ! the first lays out, others repeat
    call net%run(x, y, convert=.true.)
    call check_outputs()
  end do
  call net%put("x", x, convert=.true.)
  call net%run()
  call net%get("y", y, convert=.true.)
  call check_outputs()
  call request%open(net)
  call request%put("x", x, convert=.true.)
  call request%run()
  call request%get_allocatable("y", z, convert=.true.)
  y = z
  call check_outputs()
  call request%close()
  call net%close()

  ! Halves: what is larger than 65519 becomes infinite.
  call net%load(file("identity-float16"))
  call net%run(x, y, convert=.true.)
  call check(.not. ieee_is_finite(y(1)) .and. y(2) == 0 .and. ieee_is_nan(y(5)), "halves")
  call net%close()

  call ieee_get_flag(ieee_all, flags)
  call check(.not. any(flags), "no flag is raised")

contains

  !> As a number it could not be passed on without a trap.
  integer(int64) function signaling()
    signaling = int(z"7ff4000000000000", int64)
  end function signaling

  subroutine check_outputs()
    call check(.not. ieee_is_finite(y(1)) .and. y(1) > 0, "too large becomes infinite")
    call check(y(2) == 0, "too small becomes 0")
    call check(abs(y(3) - 1e-42_real64) < 1e-45_real64, "a subnormal number")
    call check(y(4) == real(0.1_real32, real64), "rounded to the nearest")
    call check(ieee_is_nan(y(5)), "not a number")
    y = 0
  end subroutine check_outputs
end program traps
