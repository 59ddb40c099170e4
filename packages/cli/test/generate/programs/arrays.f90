!> SimpleNet through its module: whole arrays, sections, nothing at all, wrong shapes, closing.
program arrays
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise_status, only: RW_CLOSED, RW_INVALID_ARGUMENT, RW_OK, RW_SHAPE_MISMATCH
  use simplenet, only: simplenet_model
  implicit none

  type(simplenet_model) :: net
  real(real32) :: x(9, 4), y(9, 4), expected(9, 4)
  character(len=:), allocatable :: errmsg
  character(len=20) :: errtext
  character(len=4096) :: path
  integer :: i, stat

  call get_command_argument(1, path)
  x = reshape([(real(i, real32), i=1, size(x))], shape(x))

  call net%run(x(:5, :), y(:5, :), stat=stat, errmsg=errmsg)
  call check(stat == RW_CLOSED .and. index(errmsg, "load it first") > 0, "run before load")
  call net%run(x(:5, :), y(:5, :), stat=stat, errtext=errtext)
  call check(stat == RW_CLOSED .and. errtext == errmsg(:20), "a text of a length")
  call net%load(path, engines="node", stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT .and. index(errmsg, "engines is 'node'") > 0, "engines")
  call net%load(path, load_timeout=-1d0, stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT .and. index(errmsg, "a timeout") > 0, "load_timeout")
  call net%load(path, batching="often", stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT .and. index(errmsg, "'often' is none of") > 0, "batching")
  call net%load(path, device="cpu", threads=1, start_timeout=60d0, run_timeout=60d0, &
    engines="", batching="on;max=8 ", stat=stat)
  call check(stat == RW_OK .and. net%is_loaded() .and. net%device() == "cpu", "load")
  call check(index(net%runtime(), "ONNX Runtime") == 1, "runtime")

  call net%run(x(1:5, :), y(1:5, :))
  call check(all(y(1:5, :) == 2*x(1:5, :)), "whole columns")

  ! Every other row, backwards: neither the input nor the output lies together.
  y = -1
  expected = -1
  expected(9:1:-2, 4:1:-1) = 2*x(1:9:2, :)
  call net%run(x(1:9:2, :), y(9:1:-2, 4:1:-1))
  call check(all(y == expected), "sections")

  call net%run(x(1:5, 1:0), y(1:5, 1:0), stat=stat)
  call check(stat == RW_OK, "no samples")

  y = -1
  call net%run(x(1:4, :), y(1:4, :), stat=stat, errmsg=errmsg)
  call check(stat == RW_SHAPE_MISMATCH .and. index(errmsg, "(5, batch)") > 0, "four values")
  call net%run(x(1:9:2, :), y(1:9:2, 1:3), stat=stat, errmsg=errmsg)
  call check(stat == RW_SHAPE_MISMATCH .and. index(errmsg, "(5, 3)") > 0, "fewer outputs")
  call check(all(y == -1), "outputs of a failure")

  call net%load(path)
  call net%close()
  call net%close(stat, errmsg)
  call check(stat == RW_OK .and. .not. net%is_loaded(), "close twice")

  call load_and_return()
  ! A model that went out of scope is closed, and its engine gone.
  call execute_command_line("n=0; while [ $n -lt 200 ] && ps --ppid $PPID -o comm= | "// &
    "grep -q node; do n=$((n+1)); sleep 0.05; done; [ $n -lt 200 ]", exitstat=stat)
  call check(stat == 0, "the engine ends with the scope")
  print "(a)", "all well"

contains

  subroutine load_and_return()
    type(simplenet_model) :: local

    call local%load(path)
    call execute_command_line("ps --ppid $PPID -o comm= | grep -q node", exitstat=stat)
    call check(stat == 0, "an engine runs")
  end subroutine load_and_return

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what

    if (holds) return
    if (allocated(errmsg)) print "(a)", errmsg
    error stop what
  end subroutine check
end program arrays
