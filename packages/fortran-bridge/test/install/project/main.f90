program outside
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise, only: rw_model
  implicit none
  type(rw_model) :: net
  real(real32) :: x(5) = [0, 1, 2, 3, 4], y(5)
  character(len=4096) :: path

  call get_command_argument(1, path)
  call net%load(path)
  call net%run(x, y)
  print "(5(f0.1, 1x))", y
  call net%close()
end program outside
