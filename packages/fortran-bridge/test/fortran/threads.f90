!> OpenMP threads of one rank: one model of all, models of their own, requests, errors; each gets its own answers.
program threads
  use, intrinsic :: iso_fortran_env, only: int64, real32
  use rankwise, only: rw_model, rw_request, RW_RUN_FAILED
  use omp_lib, only: omp_get_num_threads
  use testing, only: check, file
  implicit none
  integer, parameter :: columns = 64, rows = 64, many = 20000, parts = 24
  type(rw_model) :: gather, mlp, simplenet
  real(real32) :: x(columns, rows, parts), expected(columns, rows, parts), y(columns, rows, parts)
  integer :: part, team, wrong

  call mlp%load(file("mlp"))
  call simplenet%load(file("simplenet"))
  call gather%load(file("gather"))
  call random_number(x)
  do part = 1, parts
    call mlp%run(x(:, :, part), expected(:, :, part))
  end do

  wrong = 0
  team = 0
  !$omp parallel do num_threads(4) schedule(dynamic) reduction(+: wrong) reduction(max: team)
  do part = 1, parts
    team = omp_get_num_threads()
    call mlp%run(x(:, :, part), y(:, :, part))
    wrong = wrong + count(y(:, :, part) /= expected(:, :, part)) + small_runs(part) + errors(part) &
      + own_model(part) + in_flight(part)
  end do
  !$omp end parallel do
  call check(wrong == 0, "every thread gets its own answers")
  call check(team == 4, "four threads")
  call mlp%close()
  call simplenet%close()
  call gather%close()

contains

  integer function small_runs(part) result(wrong)
    integer, intent(in) :: part
    real(real32) :: inputs(5), outputs(5)
    integer :: round

    wrong = 0
    do round = 1, 200
      inputs = real(1000*part + round, real32)
      call simplenet%run(inputs, outputs)
      wrong = wrong + count(outputs /= 2*inputs)
    end do
  end function small_runs

  integer function errors(part) result(wrong)
    integer, intent(in) :: part
    real(real32), allocatable :: values(:), gathered(:)
    integer(int64), allocatable :: places(:)
    character(len=:), allocatable :: errmsg
    character(len=32) :: number
    integer :: i, round, stat

    wrong = 0
    allocate (gathered(many))
    values = [(real(part + i, real32), i=1, many)]
    places = [(int(many - i, int64), i=1, many)]
    do round = 1, 10
      places(round) = merge(int(many*part + round, int64), int(many - round, int64), mod(round, 2) == 0)
      call run_gather(values, places, gathered, stat, errmsg)
      write (number, "('idx=', i0, ' ')") places(round)
      if (mod(round, 2) == 0) then
        if (stat /= RW_RUN_FAILED) wrong = wrong + 1
        if (index(errmsg, number(:len_trim(number) + 1)) == 0) wrong = wrong + 1
      else
        if (stat /= 0) wrong = wrong + 1
        wrong = wrong + count(gathered /= values(many:1:-1))
      end if
      places(round) = int(many - round, int64)
    end do
  end function errors

  subroutine run_gather(values, places, gathered, stat, errmsg)
    real(real32), intent(in) :: values(:)
    integer(int64), intent(in) :: places(:)
    real(real32), intent(inout) :: gathered(:)
    integer, intent(out) :: stat
    character(len=:), allocatable, intent(out) :: errmsg
    type(rw_request) :: request

    call request%open(gather)
    call request%put("x", values)
    call request%put("index", places)
    call request%run(stat=stat, errmsg=errmsg)
    if (stat == 0) call request%get("y", gathered)
    call request%close()
  end subroutine run_gather

  integer function own_model(part) result(wrong)
    integer, intent(in) :: part
    type(rw_model) :: own
    real(real32) :: outputs(columns, rows)

    call own%load(file("mlp"))
    call own%run(x(:, :, part), outputs)
    wrong = count(outputs /= expected(:, :, part))
    call own%close()
  end function own_model

  integer function in_flight(part) result(wrong)
    integer, intent(in) :: part
    type(rw_request) :: requests(2)
    real(real32) :: outputs(columns, rows)
    integer :: i, other, round

    wrong = 0
    do i = 1, 2
      call requests(i)%open(mlp)
    end do
    do round = 1, 5
      do i = 1, 2
        other = 1 + mod(part + i, parts)
        call requests(i)%put("input", x(:, :, other))
        call requests(i)%start()
      end do
      do i = 1, 2
        other = 1 + mod(part + i, parts)
        call requests(i)%wait()
        call requests(i)%get("output", outputs)
        wrong = wrong + count(outputs /= expected(:, :, other))
      end do
    end do
    do i = 1, 2
      call requests(i)%close()
    end do
  end function in_flight
end program threads
