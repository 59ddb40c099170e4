!> Comparisons for tests, with the interface of FTorch's module of that name. Each says on standard
!> output how it came out, unless print_result=.false..
module ftorch_test_utils
  use, intrinsic :: iso_fortran_env, only: output_unit, real32, real64
  implicit none
  private

  public :: allclose, assert_allclose, assert_isclose, isclose, test_print

  include "ftorch_test_interfaces.inc"

contains

  !> Says how a test came out.
  subroutine test_print(test_name, message, test_pass)
    character(len=*), intent(in) :: test_name
    character(len=*), intent(in) :: message
    logical, intent(in) :: test_pass

    write (output_unit, "(a,' :: [',a,'] ',a)") trim(merge("PASSED", "FAILED", test_pass)), &
      trim(test_name), trim(message)
  end subroutine test_print

  subroutine tell(test_name, rtol, test_pass, print_result)
    character(len=*), intent(in) :: test_name
    real(real64), intent(in) :: rtol
    logical, intent(in) :: test_pass
    logical, intent(in), optional :: print_result
    character(len=40) :: message

    if (present(print_result)) then
      if (.not. print_result) return
    end if
    write (message, "('relative tolerance = ',es11.4)") rtol
    call test_print(test_name, message, test_pass)
  end subroutine tell

  include "ftorch_test_arrays.inc"
end module ftorch_test_utils
