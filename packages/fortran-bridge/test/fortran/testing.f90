!> What the tests share: a check that does not hold says which and ends the program.
module testing
  use, intrinsic :: iso_fortran_env, only: error_unit
  implicit none
  private
  public :: check, errmsg, expect, file

  !> The sentence of the last failure, for expect.
  character(len=:), allocatable :: errmsg

contains

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what

    if (holds) return
    write (error_unit, "(a)") what//" does not hold"
    error stop 1
  end subroutine check

  !> The failure has its number, and a sentence that begins with the rank and contains the text.
  subroutine expect(holds, text)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: text

    call check(allocated(errmsg), "a message for "//text)
    call check(holds .and. index(errmsg, "rank 0: ") == 1 .and. index(errmsg, text) > 0, &
      "'"//text//"' in '"//errmsg//"'")
    deallocate (errmsg)
  end subroutine expect

  !> A model of the folder that is the program's argument.
  function file(name) result(path)
    character(len=*), intent(in) :: name
    character(len=:), allocatable :: path
    character(len=4096) :: folder

    call get_command_argument(1, folder)
    path = trim(folder)//"/"//name//".onnx"
  end function file
end module testing
