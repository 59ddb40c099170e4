!> What happens without stat=: the program stops, with the sentence.
program stops
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise, only: rw_model
  implicit none
  character(len=4096) :: folder
  character(len=16) :: what
  type(rw_model) :: net, other, many(1), others(1)
  real(real32) :: x(4) = 0, y(4)

  call get_command_argument(1, folder)
  call get_command_argument(2, what)
  if (what == "load") call net%load("nowhere.onnx")
  call net%load(trim(folder) // "/simplenet.onnx")
  if (what == "run") call net%run(x, y)
  if (what == "copy") other = net
  if (what == "copies") then
    call many(1)%load(trim(folder) // "/simplenet.onnx")
    others = many
  end if
  if (other%is_loaded()) call other%close()
end program stops
