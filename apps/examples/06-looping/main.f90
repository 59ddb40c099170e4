!> A network in a time loop: loaded once, as it should be, and in every step, as it should not.
!>
!>     looping-f90 diffusion.onnx [DEVICE]
program looping
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, real32, real64
  use rankwise, only: rw_model, rw_request
  implicit none

  integer, parameter :: cells = 64, steps = 20
  real(real32), parameter :: time_step = 0.5

  real(real32), dimension(cells) :: good, bad
  real(real64) :: good_time, bad_time
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg
  integer :: stat

  if (command_argument_count() < 1) call give_up("usage: looping-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call load_once(good, good_time)
  call load_in_every_step(bad, bad_time)

  print '(a, f12.3, a)', "loaded once:          ", 1.0e6*good_time/steps, " microseconds a step"
  print '(a, f12.3, a)', "loaded in every step: ", 1.0e6*bad_time/steps, " microseconds a step"
  print '(a, f12.1)', "ratio:                ", bad_time/good_time
  print '(a, 4f9.5)', "cells 1, 8, 16, 24: ", good([1, 8, 16, 24])
  if (any(good /= bad)) call give_up("the two loops do not end in the same numbers")
  print '(a)', "both loops end in the same numbers"

contains

  !> The good way. The state lies in memory that the engine sees, and nothing is copied.
  subroutine load_once(state, seconds)
    real(real32), intent(out) :: state(:) !! after the last step
    real(real64), intent(out) :: seconds !! that the loop took
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32), pointer :: u(:), tendency(:)
    integer(int64) :: start
    integer :: step

    call net%load(path, device=device, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%open(net, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%input_pointer("state", [cells], u, stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)

    u = initial()
    start = now()
    do step = 1, steps
      call request%run(stat=stat, errmsg=errmsg)
      if (stat == 0) call request%output_pointer("tendency", tendency, stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
      u = u + time_step*tendency
    end do
    seconds = seconds_since(start)
    state = u ! the pointers end with the request
    call request%close()
    call net%close()
  end subroutine load_once

  !> The bad way. Each step waits for an engine to start and for the model to be read.
  subroutine load_in_every_step(state, seconds)
    real(real32), intent(out) :: state(:) !! after the last step
    real(real64), intent(out) :: seconds !! that the loop took
    type(rw_model) :: net
    real(real32) :: tendency(cells)
    integer(int64) :: start
    integer :: step

    state = initial()
    start = now()
    do step = 1, steps
      call net%load(path, device=device, stat=stat, errmsg=errmsg)
      if (stat == 0) call net%run(state, tendency, stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
      call net%close()
      state = state + time_step*tendency
    end do
    seconds = seconds_since(start)
  end subroutine load_in_every_step

  !> A block of 16 cells in the middle of a quiet ring.
  pure function initial()
    real(real32) :: initial(cells)
    initial = 0
    initial(9:24) = 1
  end function initial

  !> Ticks of the clock.
  integer(int64) function now()
    call system_clock(now)
  end function now

  real(real64) function seconds_since(start)
    integer(int64), intent(in) :: start !! ticks
    integer(int64) :: rate
    call system_clock(count_rate=rate)
    seconds_since = real(now() - start, real64)/rate
  end function seconds_since

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program looping
