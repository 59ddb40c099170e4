!> What happens without stat=: the program stops, with the sentence. And with characters as an array,
!> after which gfortran passes errmsg= and errtext= wrongly.
program stops
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise, only: rw_model
  implicit none
  character(len=4096) :: folder
  character(len=16) :: what
  type(rw_model) :: net, other, many(1), others(1)
  real(real32) :: x(4) = 0, y(4)
  character(len=3) :: words(5)
  character(len=:), allocatable :: errmsg
  integer :: stat

  call get_command_argument(1, folder)
  call get_command_argument(2, what)
  if (what == "load") call net%load("nowhere.onnx")
  call net%load(trim(folder) // "/simplenet.onnx")
  if (what == "run") call net%run(x, y)
  words = "one"
  if (what == "words") call net%run(words, y, stat=stat, errmsg=errmsg)
  if (what == "word") call net%put("input", words(1), stat=stat, errtext=words(2))
  if (what == "copy") other = net
  if (what == "copies") then
    call many(1)%load(trim(folder) // "/simplenet.onnx")
    others = many
  end if
  if (other%is_loaded()) call other%close()
end program stops
