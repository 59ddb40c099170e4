!> Loads a model through SimpleNet's module: with a second argument it takes the failure, without
!> it stops.
program stale
  use rankwise_status, only: RW_MODEL_CHANGED
  use simplenet, only: simplenet_model
  implicit none

  type(simplenet_model) :: net
  character(len=4096) :: path
  character(len=:), allocatable :: errmsg
  integer :: stat

  call get_command_argument(1, path)
  if (command_argument_count() == 1) then
    call net%load(path)
    print "(a)", "loaded"
  else
    call net%load(path, stat=stat, errmsg=errmsg)
    if (stat /= RW_MODEL_CHANGED .or. net%is_loaded()) error stop "another failure"
    print "(a)", errmsg
  end if
end program stale
