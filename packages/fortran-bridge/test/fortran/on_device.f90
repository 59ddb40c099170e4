!> A model on the device of the second argument: its numbers, what the device lacks, its options.
program on_device
  use rankwise, only: rw_device, rw_device_count, rw_get_devices, rw_model, &
    RW_DEVICE_UNAVAILABLE, RW_INVALID_ARGUMENT
  use testing, only: check, errmsg, file
  implicit none
  type(rw_model) :: net
  type(rw_device), allocatable :: list(:)
  character(len=16) :: device
  real :: x(5, 3), y(5, 3), matrix(2, 2), det
  integer :: stat, i

  call get_command_argument(2, device)
  call rw_get_devices(list)
  call check(any([(list(i)%device == device, i = 1, size(list))]), trim(device)//" is here")
  call check(rw_device_count(device(:scan(device//":", ":") - 1)) >= 1, "one of the kind at least")

  call net%load(file("simplenet"), device=device, no_fallback=.true., tf32=.true.)
  call check(net%device() == device, "runs on "//trim(device))
  call check(net%fallback() == "", "nothing falls back")
  x = reshape([(real(i), i = 1, 15)], [5, 3])
  call net%run(x, y)
  call check(all(y == 2*x), "the numbers of "//trim(device))

  call net%load(file("determinant"), device=device)
  call check(net%fallback() == merge("   ", "Det", device == "cpu"), "what is on the cpu is told")
  matrix = reshape([2., 0., -1., 3.], [2, 2])
  call net%run(matrix, det)
  call check(det == 6, "what the cpu computed comes back")

  call net%load(file("determinant"), device=device, no_fallback=.true., stat=stat, errmsg=errmsg)
  if (device == "cpu") then
    call check(stat == 0, "the cpu falls back nowhere")
  else
    call check(stat == RW_DEVICE_UNAVAILABLE, "a fallback can be refused")
    call check(index(errmsg, "Det") > 0, "the refusal names the operator")
  end if

  call net%load(file("simplenet"), device=device, provider_options="enableInt65=1  ", &
    stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT, "an unknown option is refused")
  call check(index(errmsg, "'enableInt65'") > 0, "the refusal names the option")
end program on_device
