!> The order of indices: Fortran's reversed, without a copy of order; and the very same, on request.
program orders
  use, intrinsic :: iso_c_binding, only: c_loc
  use, intrinsic :: iso_fortran_env, only: int32, real32, real64
  use rankwise, only: rw_model, rw_request, rw_tensor, rw_tensor_at, RW_FLOAT32, RW_SHAPE_MISMATCH
  use testing, only: check, errmsg, expect, file
  implicit none
  integer :: stat

  call two_by_three()
  call of_a_request()
  call large()
  call of_tensors()
  call misuse()

contains

  subroutine two_by_three()
    type(rw_model) :: net
    real(real32) :: x(2, 3), reversed(2, 3), same(2, 3), flat(6)
    integer :: i, j

    call net%load(file("identity-float32"))
    x = reshape([((10.0*i + j, i=1, 2), j=1, 3)], [2, 3]) ! x(i, j) = 10 i + j
    call net%run(x, reversed)
    call check(all(reversed == x), "reversed")
    call net%run(x, same, same_order=.true.)
    call check(all(same == x), "the same order")

    ! What the model saw, element after element of its own order.
    call net%load(file("flatten"))
    call net%run(x, flat)
    call check(all(flat == [11.0, 21.0, 12.0, 22.0, 13.0, 23.0]), "[3, 2] for the model")
    call net%put("x", x, same_order=.true.)
    call net%run()
    call net%get("y", flat)
    call check(all(flat == [11.0, 12.0, 13.0, 21.0, 22.0, 23.0]), "[2, 3] for the model")
    call net%put("x", x(2:1:-1, 1:3:2), same_order=.true.)
    call net%run()
    call net%get("y", flat(:4))
    call check(all(flat(:4) == [21.0, 23.0, 11.0, 13.0]), "a section in the same order")
  end subroutine two_by_three

  subroutine of_a_request()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: x(2, 3, 4), y(2, 3, 4)
    real(real64), allocatable :: found(:, :, :)
    integer :: i

    call net%load(file("identity-float32"))
    x = reshape([(real(i), i=1, 24)], [2, 3, 4])
    call request%open(net)
    call request%put("x", x, same_order=.true.)
    call request%run()
    call request%get("y", y, same_order=.true.)
    call check(all(y == x), "there and back")
    call request%get_allocatable("y", found, convert=.true., same_order=.true.)
    call check(all(shape(found) == [2, 3, 4]) .and. all(found == x), "allocated, same order")
    call request%get_allocatable("y", found, convert=.true.)
    call check(all(shape(found) == [4, 3, 2]), "allocated, reversed")
    call check(found(4, 3, 2) == x(2, 3, 4) .and. found(3, 1, 2) == x(2, 1, 3), "elements")
  end subroutine of_a_request

  !> Larger than the tiles of the copy, in every kind of size.
  subroutine large()
    type(rw_model) :: net
    real(real32), allocatable :: x(:, :, :), flat(:)
    integer :: i, j, k

    call net%load(file("flatten"))
    allocate (x(37, 70, 41), flat(37*70*41))
    x = reshape([(real(i), i=1, size(x))], shape(x))
    call net%put("x", x, same_order=.true.)
    call net%run()
    call net%get("y", flat)
    do i = 1, 37
      do j = 1, 70
        do k = 1, 41
          if (flat(((i - 1)*70 + j - 1)*41 + k) == x(i, j, k)) cycle
          call check(.false., "an element of a large array")
        end do
      end do
    end do
  end subroutine large

  subroutine of_tensors()
    type(rw_model) :: net
    real(real32), target :: x(2, 3), y(6)
    type(rw_tensor) :: input(1), output(1)

    call net%load(file("flatten"))
    x = reshape([11.0, 21.0, 12.0, 22.0, 13.0, 23.0], [2, 3])
    input(1) = rw_tensor_at(c_loc(x), RW_FLOAT32, shape(x), same_order=.true.)
    output(1) = rw_tensor_at(c_loc(y), RW_FLOAT32, shape(y))
    call net%run_tensors(input, output)
    call check(all(y == [11.0, 12.0, 13.0, 21.0, 22.0, 23.0]), "tensors in the same order")
  end subroutine of_tensors

  subroutine misuse()
    type(rw_model) :: net
    real(real32) :: x(5, 2) = 0, y(5, 2)

    call net%load(file("simplenet"))
    call net%run(x, y, same_order=.true., stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "must be float32 [batch, 5], but float32 [5, 2] was given")
    call net%run(transpose(x), y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "must be float32 (5, batch), but float32 (2, 5) was given")
  end subroutine misuse
end program orders
