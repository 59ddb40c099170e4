!> One contender of the benchmark: a Fortran rank that calls through librankwise, all checks on.
!> Arguments: model, columns, rows, calls. For each line on standard input it makes that many calls and answers with their
!> median, 99th and 99.9th percentile in µs. First it tells the engine's first output in s after its own start.
program bench_rank
  use, intrinsic :: iso_fortran_env, only: int64, output_unit, real32, real64
  use rankwise, only: rw_model
  implicit none
  type(rw_model) :: net
  real(real32), allocatable :: x(:, :), y(:, :)
  integer(int64), allocatable :: times(:)
  integer(int64) :: start, finish, rate
  integer :: calls, columns, i, iostat, rows
  character(len=4096) :: line, model

  call system_clock(start, rate)
  call get_command_argument(1, model)
  columns = argument(2)
  rows = argument(3)
  calls = argument(4)
  allocate (x(columns, rows), y(columns, rows), times(calls))
  x = reshape([(real(mod(i, 17))/16, i=1, size(x))], shape(x))
  call net%load(model)
  call net%run(x, y)
  call system_clock(finish)
  write (output_unit, "(f0.4)") real(finish - start, real64)/rate
  flush (output_unit)

  do
    read (*, "(a)", iostat=iostat) line
    if (iostat /= 0) exit
    do i = 1, calls
      call system_clock(start)
      call net%run(x, y)
      call system_clock(finish)
      times(i) = finish - start
    end do
    call sort(times)
    write (output_unit, "(3(f0.3, 1x))") at(0.5d0), at(0.99d0), at(0.999d0)
    flush (output_unit)
  end do
  call net%close()

contains

  integer function argument(position)
    integer, intent(in) :: position
    character(len=32) :: text

    call get_command_argument(position, text)
    read (text, *) argument
  end function argument

  real(real64) function at(part)
    real(real64), intent(in) :: part

    at = 1d6*times(min(calls, 1 + int(part*calls)))/rate
  end function at

  !> Shell sort: no library, and fast enough for some thousands.
  subroutine sort(values)
    integer(int64), intent(inout) :: values(:)
    integer(int64) :: held
    integer :: gap, i, j

    gap = size(values)/2
    do while (gap > 0)
      do i = gap + 1, size(values)
        held = values(i)
        j = i
        do while (j > gap)
          if (values(j - gap) <= held) exit
          values(j) = values(j - gap)
          j = j - gap
        end do
        values(j) = held
      end do
      gap = merge(1, gap*5/11, gap == 2)
    end do
  end subroutine sort
end program bench_rank
