!> Clouds by humidity, through the module that `rankwise generate clouds.onnx` has made: the compiler
!> checks the number, the types and the ranks of the arguments.
!>
!>     typed-module-f90 clouds.onnx [DEVICE]
program typed_module
  use, intrinsic :: iso_c_binding, only: c_bool
  use, intrinsic :: iso_fortran_env, only: error_unit, real32
  use clouds, only: clouds_model
  implicit none

  integer, parameter :: levels = 3, columns = 4
  type(clouds_model) :: net
  real(real32) :: humidity(levels, columns), cover(levels, columns)
  logical(c_bool) :: land(columns), cloudy(columns)
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg
  integer :: i, stat

  humidity = reshape([0.30, 0.50, 0.70, 0.75, 0.90, 1.00, 0.72, 0.20, 0.10, 0.72, 0.20, 0.10], &
    [levels, columns])
  land = [.false._c_bool, .false._c_bool, .true._c_bool, .false._c_bool]

  if (command_argument_count() < 1) call give_up("usage: typed-module-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call net%run(humidity, land, 0.8, cover, cloudy, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  do i = 1, columns
    print "(a, i0, a, 3f6.2, 2a)", "column ", i, ": cover", cover(:, i), ", ", &
      trim(merge("cloudy", "clear ", cloudy(i)))
  end do
  call net%close()

contains

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, "(a)") why
    stop 1
  end subroutine give_up

end program typed_module
