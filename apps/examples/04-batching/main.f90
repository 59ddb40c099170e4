!> One network for many columns: all of them in one call, in blocks, and one by one.
!>
!>     batching-f90 column.onnx [DEVICE]
program batching
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, real32, real64
  use rankwise, only: rw_model
  implicit none

  integer, parameter :: levels = 20, columns = 5000, block = 1024

  type(rw_model) :: net
  real(real32) :: state(levels, columns)
  real(real32), dimension(levels, columns) :: at_once, in_blocks, one_by_one
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg
  integer(int64) :: start
  integer :: i, k, first, last, stat

  if (command_argument_count() < 1) call give_up("usage: batching-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  do i = 1, columns
    state(:, i) = [(mod(7*k + 13*i, 17)/16.0 - 0.5, k=1, levels)]
  end do
  print '(i0, a, i0, a)', columns, " columns of ", levels, " levels"

  ! state(levels, columns) is the ONNX tensor [columns, levels]: its leading dimension is the batch.
  start = now()
  call net%run(state, at_once, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call print_time("in one call", start)

  ! The last block has fewer columns: a free dimension takes what it gets.
  start = now()
  do first = 1, columns, block
    last = min(first + block - 1, columns)
    call net%run(state(:, first:last), in_blocks(:, first:last), stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
  end do
  call print_time("in blocks", start)

  start = now()
  do i = 1, columns
    call net%run(state(:, i), one_by_one(:, i), stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
  end do
  call print_time("one by one", start)
  call net%close()

  print '(a, 3f10.5)', "first column ", at_once(:3, 1)
  print '(a, 3f10.5)', "last column  ", at_once(:3, columns)
  call check_same("blocks", in_blocks)
  call check_same("single columns", one_by_one)

contains

  !> Compares with the one call. Kernels for batches of different sizes add in different orders, so
  !> that the last bits may differ.
  subroutine check_same(what, other)
    character(len=*), intent(in) :: what !! how the columns were passed
    real(real32), intent(in) :: other(:, :) !! what came out
    if (.not. all(abs(other - at_once) <= 1.0e-5*max(1.0, abs(at_once)))) &
      call give_up(what//" do not give what one call gives")
    print '(2a)', what, " give what one call gives"
  end subroutine check_same

  !> Prints what one column took since `start`.
  subroutine print_time(how, start)
    character(len=*), intent(in) :: how !! the columns were passed
    integer(int64), intent(in) :: start !! ticks
    integer(int64) :: rate
    call system_clock(count_rate=rate)
    print '(a12, f9.3, a)', how, 1.0e6_real64*(now() - start)/rate/columns, " microseconds a column"
  end subroutine print_time

  !> Ticks of the clock.
  integer(int64) function now()
    call system_clock(now)
  end function now

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program batching
