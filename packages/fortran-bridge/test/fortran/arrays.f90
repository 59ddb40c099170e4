!> Arrays of every kind, rank and layout come back as they went.
program arrays
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use rankwise, only: rw_model
  use testing, only: check, file
  implicit none

  call kinds()
  call ranks()
  call sections()
  call batches()
  call many_models()

contains

  subroutine kinds()
    type(rw_model) :: net
    integer(int8) :: a(3) = [1_int8, -2_int8, 127_int8], a_back(3)
    integer(int16) :: b(3) = [1_int16, -2_int16, 32767_int16], b_back(3)
    integer(int32) :: c(3) = [1, -2, huge(1)], c_back(3)
    integer(int64) :: d(3) = [1_int64, -2_int64, huge(1_int64)], d_back(3)
    real(real32) :: e(3) = [1.0, -2.5, huge(1.0)], e_back(3)
    real(real64) :: f(3) = [1d0, -2.5d0, huge(1d0)], f_back(3)

    call net%load(file("identity-int8"))
    call net%run(a, a_back)
    call check(all(a == a_back), "int8")
    call net%load(file("identity-int16")) ! closes the one before
    call net%run(b, b_back)
    call check(all(b == b_back), "int16")
    call net%load(file("identity-int32"))
    call net%run(c, c_back)
    call check(all(c == c_back), "int32")
    call net%load(file("identity-int64"))
    call net%run(d, d_back)
    call check(all(d == d_back), "int64")
    call net%load(file("identity-float32"))
    call net%run(e, e_back)
    call check(all(e == e_back), "real32")
    call net%load(file("identity-float64"))
    call net%run(f, f_back)
    call check(all(f == f_back), "real64")
  end subroutine kinds

  subroutine ranks()
    type(rw_model) :: net
    integer :: i
    real(real32) :: x0, y0, x1(6), y1(6), x2(3, 2), y2(3, 2), x7(2, 1, 3, 1, 2, 1, 2), &
      y7(2, 1, 3, 1, 2, 1, 2), x15(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2), &
      y15(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)
    real(real32), allocatable :: none(:, :), none_back(:, :)

    call net%load(file("identity-float32"))
    x0 = 42
    call net%run(x0, y0)
    call check(y0 == 42, "a scalar")
    x1 = [(real(i), i=1, 6)]
    call net%run(x1, y1)
    call check(all(x1 == y1), "rank 1")
    x2 = reshape(x1, [3, 2])
    call net%run(x2, y2)
    call check(all(x2 == y2), "rank 2")
    x7 = reshape([(real(i), i=1, 24)], shape(x7))
    call net%run(x7, y7)
    call check(all(x7 == y7), "rank 7")
    x15 = reshape([(real(i), i=1, 4)], shape(x15))
    call net%run(x15, y15)
    call check(all(x15 == y15), "rank 15")
    allocate (none(0, 5), none_back(0, 5))
    call net%run(none, none_back)
    call net%close()
    call net%load(file("ranks"))
    y7 = 0
    call net%run(x7, y7)
    call check(all(x7 == y7), "seven declared dimensions")
  end subroutine ranks

  !> Element (i, j) of the network is x(j, i) of Fortran: a column is a sample.
  subroutine sections()
    type(rw_model) :: net
    integer :: i
    real(real32) :: x(9, 4), y(4, 10), expected(5, 2)
    real(real32), allocatable :: whole(:, :)

    call net%load(file("simplenet"))
    x = reshape([(real(i), i=1, 36)], shape(x))
    expected = 2 * x(1:9:2, 1:4:3)
    y = -1
    call net%run(x(1:9:2, 1:4:3), y(1:2, 10:2:-2), stat=i)
    call check(i /= 0, "an output of the transposed shape is refused")
    allocate (whole(5, 2))
    call net%run(x(1:9:2, 1:4:3), whole)
    call check(all(whole == expected), "a strided input")
    call net%run(x(9:1:-2, 1), y(2, 10:2:-2))
    call check(all(y(2, 10:2:-2) == 2 * x(9:1:-2, 1)), "a strided output, backwards")
    call check(all(y(1, :) == -1) .and. all(y(3:, :) == -1) .and. all(y(2, 1:9:2) == -1), &
      "nothing else is written")
    call through_dummies(net, x(1:9:2, :), whole)
    call net%close()
  end subroutine sections

  !> Arrays that a procedure got: assumed shape, of which the descriptor is not the caller's.
  subroutine through_dummies(net, x, y)
    type(rw_model), intent(in) :: net
    real(real32), intent(in) :: x(0:, 0:)
    real(real32), intent(inout) :: y(:, :)

    call net%run(x(:, 2:3), y)
    call check(all(y == 2 * x(:, 2:3)), "assumed-shape arrays")
  end subroutine through_dummies

  subroutine batches()
    type(rw_model) :: net
    integer :: columns, i
    real(real32), allocatable :: x(:, :), y(:, :)

    call net%load(file("simplenet"))
    do columns = 1, 100
      x = reshape([(real(i), i=1, 5 * columns)], [5, columns])
      if (allocated(y)) deallocate (y)
      allocate (y(5, columns))
      call net%run(x, y)
      call check(all(y == 2 * x), "a batch")
    end do
  end subroutine batches

  !> A model that goes out of scope closes; an array of models too.
  subroutine many_models()
    type(rw_model), allocatable :: nets(:)
    real(real32) :: x(5) = [1, 2, 3, 4, 5], y(5)
    integer :: i

    allocate (nets(3))
    do i = 1, size(nets)
      call nets(i)%load(file("simplenet"))
    end do
    do i = 1, size(nets)
      y = 0
      call nets(i)%run(x, y)
      call check(all(y == 2 * x), "one model of several")
    end do
    deallocate (nets)
  end subroutine many_models
end program arrays
