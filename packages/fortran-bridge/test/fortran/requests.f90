!> Inputs and outputs by name, memory without copies, and work in flight.
program requests
  use, intrinsic :: iso_fortran_env, only: int32, int64, real32, real64
  use rankwise, only: rw_model, rw_request, rw_wait_any, RW_CLOSED, RW_INVALID_ARGUMENT, RW_OK, &
    RW_SHAPE_MISMATCH, RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH
  use testing, only: check, errmsg, expect, file
  implicit none
  integer :: stat

  call by_name()
  call of_a_model()
  call into_allocatables()
  call through_pointers()
  call several_in_flight()
  call misuse()
  call closed_in_flight()

contains

  subroutine by_name()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: u(3) = [10, 20, 30], v(6) = [1, -1, 2, -1, 3, -1], sum(3), difference(3)

    call net%load(file("pair"))
    call request%open(net)
    call request%put("v", v(1:6:2))
    call request%put("u", u)
    call request%run()
    call request%get("difference", difference)
    call request%get("sum  ", sum(3:1:-1))
    call check(all(difference == [9, 18, 27]), "u - v")
    call check(all(sum == [33, 22, 11]), "u + v, backwards")
    call request%put("u", 2*u)
    call request%select(["sum       "])
    call request%run()
    call request%get("sum", sum)
    call check(all(sum == [21, 42, 63]), "v stayed as it was")
    call request%get("difference", difference, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TENSOR_UNKNOWN, "was not selected")
    call request%close()
  end subroutine by_name

  !> The model's own request: put, run, get.
  subroutine of_a_model()
    type(rw_model) :: net
    real(real32) :: u(2) = [1, 2], v(2) = [5, 6], sum(2)

    call net%load(file("pair"))
    call net%put("u", u)
    call net%put("v", v)
    call net%run()
    call net%get("sum", sum)
    call check(all(sum == [6, 8]), "a model's own request")
    call net%run(stat=stat)
    call check(stat == RW_OK, "a run again")
    call net%close()
    call net%put("u", u, stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "load it first")
  end subroutine of_a_model

  subroutine into_allocatables()
    type(rw_model) :: net
    type(rw_request) :: request
    integer(int64), allocatable :: places(:, :)
    integer(int32), allocatable :: wrong_kind(:, :)
    integer(int64), allocatable :: wrong_rank(:, :, :)
    real(real32) :: x(6) = [0, 3, 0, 0, 5, 6]
    real(real32), allocatable :: y(:)

    call net%load(file("nonzero"))
    call request%open(net)
    call request%put("x", x)
    call request%run()
    call request%get_allocatable("places", places)
    call check(all(shape(places) == [3, 1]) .and. lbound(places, 1) == 1, "its shape")
    call check(all(places(:, 1) == [1, 4, 5]), "where x is not 0")
    call request%put("x", [x, x])
    call request%run()
    call request%get_allocatable("places", places)
    call check(all(places(:, 1) == [1, 4, 5, 7, 10, 11]), "allocated anew")
    call request%get_allocatable("places", wrong_kind, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "must be int64")
    call request%get_allocatable("places", wrong_rank, stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "places")
    call check(.not. allocated(wrong_kind) .and. .not. allocated(wrong_rank), "left alone")
    call net%load(file("simplenet"))
    call request%open(net)
    call request%put("input", [1.0, 2.0, 3.0, 4.0, 5.0])
    call request%run()
    call request%get_allocatable("output", y)
    call check(all(y == [2, 4, 6, 8, 10]), "without the leading 1")
  end subroutine into_allocatables

  subroutine through_pointers()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32), pointer :: x(:, :), y(:, :), other(:, :)
    real(real64), pointer :: wrong_kind(:, :)
    integer :: round

    call net%load(file("simplenet"))
    call request%open(net)
    call request%input_pointer("input", [5, 4], x)
    call check(all(shape(x) == [5, 4]), "the shape of an input's memory")
    do round = 1, 10000
      x = round
      x(2, 3) = -round
      call request%run()
      call request%output_pointer("output", y)
      call check(all(y == 2*x), "without a copy")
    end do
    call check(all(shape(y) == [5, 4]), "the shape of an output's memory")
    call request%input_pointer("input", [5, 4], other)
    call check(associated(other, x), "the same memory for the same shape")
    call request%input_pointer("input", [5], x, stat=stat, errmsg=errmsg)
    call check(stat == RW_INVALID_ARGUMENT, "a shape of another rank")
    deallocate (errmsg)
    call request%input_pointer("input", [4, 4], x, stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "must be float32 (5, batch), but float32 (4, 4)")
    call request%input_pointer("input", [5, 4], wrong_kind, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "float64")
  end subroutine through_pointers

  subroutine several_in_flight()
    type(rw_model) :: net
    type(rw_request) :: work(3)
    integer(int64) :: times(3) = [30000_int64, 10_int64, 20_int64]
    real(real32) :: total
    logical :: done, seen(3)
    integer :: i, which

    call net%load(file("slow"))
    do i = 1, 3
      call work(i)%open(net)
      call work(i)%put("times", times(i))
      call work(i)%start()
    end do
    call work(1)%test(done)
    call check(.not. done, "the rank goes on while the engine computes")
    seen = .false.
    do i = 1, 3
      call rw_wait_any(work, which)
      call check(which >= 1 .and. which <= 3, "which one is done")
      call check(.not. seen(which), "each is told once")
      seen(which) = .true.
      call work(which)%get("total", total)
      call check(total == real(times(which)), "its own answer")
    end do
    call rw_wait_any(work, which, stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "none is in flight")
    call check(which == 0, "none")
    call work(2)%start()
    call work(2)%wait()
    call work(3)%start() ! dropped in flight at the end of its scope
  end subroutine several_in_flight

  subroutine misuse()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: x(5) = 1, y(5), z(4)

    call request%start(stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "open it first")
    call net%load(file("simplenet"))
    call request%open(net)
    call request%run(stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "input 'input' was never put")
    call request%put("inptu", x, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TENSOR_UNKNOWN, "did you mean 'input'? It has 'input'")
    call request%put("input", x)
    call request%start()
    call request%put("input", x, stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "wait for it first")
    call request%wait()
    call request%wait(stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "wait for it once")
    z = 42
    call request%get("output", z, stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "output 'output' is float32 (5, 1), but")
    call check(all(z == 42), "nothing is written")
    call request%get("output", y)
    call check(all(y == 2), "the request still serves")
    call net%close()
    call request%run(stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "the model is closed")
    call request%close()
    call request%close()
  end subroutine misuse

  !> The model is closed while it computes: the answer is dropped, and whoever waits is told.
  subroutine closed_in_flight()
    type(rw_model) :: net
    type(rw_request) :: work(1)
    integer(int64) :: times = 40000_int64
    real(real32) :: total
    logical :: done
    integer :: which

    call net%load(file("slow"))
    call work(1)%open(net)
    call work(1)%put("times", times)
    call work(1)%start()
    call net%close()
    total = 42
    call work(1)%wait(stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "the model is closed")
    call work(1)%test(done, stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "the model is closed")
    call rw_wait_any(work, which, stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "none is in flight")
    call work(1)%get("total", total, stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "the model is closed")
    call check(total == 42, "nothing is written")
    call work(1)%close()
    call net%load(file("slow"))
    call net%run(times, total)
    call check(total == real(times), "a model that is loaded again serves")
  end subroutine closed_in_flight
end program requests
