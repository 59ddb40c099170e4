!> Several threads of one Fortran rank that call one model at once. Arguments: model, columns, rows, calls, threads. For each
!> line on standard input every thread makes that many calls; the answer is the µs that the rank took per call, thrice.
program bench_threads
  use, intrinsic :: iso_fortran_env, only: int64, output_unit, real32, real64
  use rankwise, only: rw_model
  implicit none
  type(rw_model) :: net
  real(real32), allocatable :: x(:, :), y(:, :)
  integer(int64) :: start, finish, rate
  integer :: calls, columns, i, iostat, rows, thread, threads
  character(len=4096) :: line, model

  call system_clock(start, rate)
  call get_command_argument(1, model)
  columns = argument(2)
  rows = argument(3)
  calls = argument(4)
  threads = argument(5)
  call net%load(model)
  allocate (x(columns, rows), y(columns, rows))
  x = reshape([(real(mod(i, 17))/16, i=1, size(x))], shape(x))
  call net%run(x, y)
  call system_clock(finish)
  write (output_unit, "(f0.4)") real(finish - start, real64)/rate
  flush (output_unit)

  do
    read (*, "(a)", iostat=iostat) line
    if (iostat /= 0) exit
    call system_clock(start)
    !$omp parallel do num_threads(threads)
    do thread = 1, threads
      call make_calls()
    end do
    !$omp end parallel do
    call system_clock(finish)
    write (output_unit, "(3(f0.3, 1x))") spread(1d6*(finish - start)/rate/(calls*threads), 1, 3)
    flush (output_unit)
  end do
  call net%close()

contains

  subroutine make_calls()
    real(real32), allocatable :: mine(:, :)
    integer :: call

    allocate (mine(columns, rows))
    do call = 1, calls
      call net%run(x, mine)
    end do
  end subroutine make_calls

  integer function argument(position)
    integer, intent(in) :: position
    character(len=32) :: text

    call get_command_argument(position, text)
    read (text, *) argument
  end function argument
end program bench_threads
