!> A device other than the cpu: what it lacks is told, or refused. On WebGPU, with the Vulkan driver of the test's environment.
program devices
  use rankwise, only: rw_model, RW_DEVICE_UNAVAILABLE, RW_INVALID_ARGUMENT
  implicit none
  type(rw_model) :: net
  character(len=4096) :: folder
  character(len=:), allocatable :: errmsg
  real :: x(5, 3), y(5, 3)
  integer :: stat, i

  call get_command_argument(1, folder)

  call net%load(file("simplenet"), device="webgpu", provider_options="enableInt64=1", &
    no_fallback=.true.)
  call check(net%device() == "webgpu:0", "runs on webgpu")
  call check(net%fallback() == "", "nothing falls back")
  x = reshape([(real(i), i = 1, 15)], [5, 3])
  call net%run(x, y)
  call check(all(y == 2*x), "the numbers of webgpu")

  call net%load(file("nonzero"), device="webgpu")
  call check(net%fallback() == "NonZero", "the operator on the cpu is told")

  call net%load(file("nonzero"), device="webgpu", no_fallback=.true., stat=stat, errmsg=errmsg)
  call check(stat == RW_DEVICE_UNAVAILABLE, "a fallback can be refused")
  call check(index(errmsg, "NonZero") > 0, "the refusal names the operator")

  call net%load(file("simplenet"), device="webgpu", provider_options="enableInt65=1  ", &
    stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT, "an unknown option is refused")
  call check(index(errmsg, "'enableInt65'") > 0, "the refusal names the option")

contains

  function file(name)
    character(len=*), intent(in) :: name
    character(len=:), allocatable :: file

    file = trim(folder) // "/" // name // ".onnx"
  end function file

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what

    if (.not. holds) error stop what
  end subroutine check

end program devices
