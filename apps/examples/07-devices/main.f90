!> What devices are here, the network on each of them, and what a device that is not here gets.
!>
!>     devices-f90 simplenet.onnx [DEVICE]
program devices
  use, intrinsic :: iso_fortran_env, only: error_unit, output_unit, real32
  use rankwise, only: rw_device, rw_device_count, rw_get_devices, rw_model
  implicit none

  type(rw_device), allocatable :: here(:)
  integer :: i, stat
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  if (command_argument_count() < 1) call give_up("usage: devices-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device)
  call rw_get_devices(here, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  do i = 1, size(here)
    if (here(i)%index >= 0) then
      call say(here(i)%device//": "//here(i)%name)
    else
      call say("no "//here(i)%kind//": "//here(i)%reason)
    end if
  end do
  write (output_unit, '(a, i0, a)') "to run on: ", rw_device_count(), " in all"

  if (device /= "") then
    call run_on(trim(device))
  else
    do i = 1, size(here)
      if (here(i)%index >= 0) call run_on(here(i)%device)
    end do
    call run_on("auto") ! the best of them, for this rank
    call ask_for("cuda:99")
  end if

contains

  !> Loads the network on a device, and runs it.
  subroutine run_on(device)
    character(len=*), intent(in) :: device
    type(rw_model) :: net
    real(real32) :: y(5)

    ! no_fallback: an operator that the device lacks is an error, and does not run on the CPU instead.
    call net%load(path, device=device, no_fallback=.true., stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
    call net%run([0.0, 1.0, 2.0, 3.0, 4.0], y, stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
    write (output_unit, '(4a, 5(1x, f3.1))') device, " is ", net%device(), ":", y
    call net%close()
  end subroutine run_on

  !> A device that is not here is an error that says what to do, never a run on another.
  subroutine ask_for(device)
    character(len=*), intent(in) :: device
    type(rw_model) :: net

    call net%load(path, device=device, stat=stat, errmsg=errmsg)
    if (stat == 0) call give_up(device//" is here after all")
    call say(errmsg)
  end subroutine ask_for

  subroutine say(line)
    character(len=*), intent(in) :: line
    write (output_unit, '(a)') line
  end subroutine say

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program devices
