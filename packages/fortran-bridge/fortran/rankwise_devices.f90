!> What this process can run models on. The module rankwise has it all.
!>
!>     type(rw_device), allocatable :: devices(:)
!>     call rw_get_devices(devices)
!>     print *, rw_device_count("cuda")
module rankwise_devices
  use, intrinsic :: iso_c_binding, only: c_int, c_int32_t, c_int64_t, c_ptr, c_size_t
  use, intrinsic :: iso_fortran_env, only: int64
  use rankwise_base, only: last_error, report, to_string
  use rankwise_status, only: RW_OK
  implicit none
  private

  public :: rw_device, rw_device_count, rw_get_devices

  !> A device, or a kind of devices that there is none of here.
  type :: rw_device
    !> for load: "cpu", "cuda:1"; of a kind without devices its name, "cuda"
    character(len=:), allocatable :: device
    character(len=:), allocatable :: kind !! "cpu", "cuda", "tensorrt", "webgpu"
    character(len=:), allocatable :: provider !! of ONNX Runtime: "CUDAExecutionProvider"
    character(len=:), allocatable :: name !! of the hardware
    character(len=:), allocatable :: driver !! version of its driver; empty where it is not known
    character(len=:), allocatable :: reason !! why there is none, and what to do; empty where there is
    integer(int64) :: memory_bytes = 0 !! its own; of the cpu, the node's; 0 where it is not known
    !> from 0, among the visible devices of its kind; -1: there is none
    integer :: index = -1
    logical :: software = .false. !! it imitates hardware on the CPU
  end type rw_device

  !> struct rw_device_info of rankwise.h.
  type, bind(c) :: c_device_info
    type(c_ptr) :: device, kind, provider, name, driver, reason
    integer(c_int64_t) :: memory_bytes
    integer(c_int32_t) :: index, software
  end type c_device_info

  interface
    function c_devices_open(out) bind(c, name="rw_devices_open") result(status)
      import :: c_int, c_ptr
      type(c_ptr), intent(out) :: out
      integer(c_int) :: status
    end function c_devices_open

    function c_devices_count(devices) bind(c, name="rw_devices_count") result(count)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: devices
      integer(c_size_t) :: count
    end function c_devices_count

    function c_devices_get(devices, position, out) bind(c, name="rw_devices_get") result(status)
      import :: c_device_info, c_int, c_ptr, c_size_t
      type(c_ptr), value :: devices
      integer(c_size_t), value :: position
      type(c_device_info), intent(out) :: out
      integer(c_int) :: status
    end function c_devices_get

    subroutine c_devices_close(devices) bind(c, name="rw_devices_close")
      import :: c_ptr
      type(c_ptr), intent(inout) :: devices
    end subroutine c_devices_close
  end interface

contains

  !> Lists the devices that this process may use, kind by kind, the cpu first; a kind without devices
  !> has one entry, which says why. Asks this rank's engine, and starts one for the time of the call
  !> if none runs; opens no device.
  subroutine rw_get_devices(devices, stat, errmsg, errtext)
    type(rw_device), allocatable, intent(out) :: devices(:) !! empty on a failure
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    call list(devices, status)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine rw_get_devices

  !> The number of devices of a kind, "cuda" say; without one, of all kinds, the cpu among them.
  function rw_device_count(kind, stat, errmsg, errtext) result(count)
    character(len=*), intent(in), optional :: kind !! trailing blanks do not count
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer :: count
    type(rw_device), allocatable :: devices(:)
    integer(c_int) :: status
    integer :: i

    call list(devices, status)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
    count = 0
    do i = 1, size(devices)
      if (devices(i)%index < 0) cycle
      if (present(kind)) then
        if (devices(i)%kind /= kind) cycle
      end if
      count = count + 1
    end do
  end function rw_device_count

  subroutine list(devices, status)
    type(rw_device), allocatable, intent(out) :: devices(:)
    integer(c_int), intent(out) :: status
    type(c_ptr) :: handle
    type(c_device_info) :: info
    integer :: i

    status = c_devices_open(handle)
    allocate (devices(int(c_devices_count(handle))))
    do i = 1, size(devices)
      if (c_devices_get(handle, int(i - 1, c_size_t), info) /= RW_OK) exit
      devices(i)%device = to_string(info%device)
      devices(i)%kind = to_string(info%kind)
      devices(i)%provider = to_string(info%provider)
      devices(i)%name = to_string(info%name)
      devices(i)%driver = to_string(info%driver)
      devices(i)%reason = to_string(info%reason)
      devices(i)%memory_bytes = info%memory_bytes
      devices(i)%index = int(info%index)
      devices(i)%software = info%software /= 0
    end do
    call c_devices_close(handle)
  end subroutine list

end module rankwise_devices
