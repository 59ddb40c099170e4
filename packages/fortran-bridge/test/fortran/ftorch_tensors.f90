!> Tensors of the module ftorch: what they lie over, what they are asked, and arithmetic on them.
program ftorch_tensors
  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_loc
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use ftorch
  use ftorch_test_utils, only: allclose, assert_allclose, isclose
  use testing, only: check
  implicit none

  call made()
  call over_arrays()
  call layouts()
  call kinds()
  call copies()
  call arithmetic()
  call whole_numbers()
  call broadcasts()
  call reductions()
  call released()
  call comparisons()

contains

  subroutine made()
    type(torch_tensor) :: tensor
    real(real32), target :: found(2, 3)
    type(torch_tensor) :: view

    call torch_tensor_from_array(view, found, torch_kCPU)
    call torch_tensor_ones(tensor, 2, [2_c_int64_t, 3_c_int64_t], torch_kFloat32, torch_kCPU)
    call check(tensor%get_rank() == 2 .and. all(tensor%get_shape() == [2, 3]), "rank and shape")
    call check(all(tensor%get_stride() == [3, 1]), "the last dimension is the fastest")
    call check(tensor%get_dtype() == torch_kFloat32, "the type")
    call check(tensor%get_device_type() == torch_kCPU .and. tensor%get_device_index() == -1, "cpu")
    call check(.not. tensor%requires_grad() .and. .not. torch_tensor_requires_grad(tensor), "grad")
    found = 0
    view = tensor
    call check(all(found == 1), "ones")
    call torch_tensor_zeros(tensor, 2, [2_c_int64_t, 3_c_int64_t], torch_kFloat32, torch_kCPU, &
      device_index=-1, requires_grad=.false.)
    view = tensor
    call check(all(found == 0), "zeros")
    call torch_tensor_empty(tensor, 1, [0_c_int64_t], torch_kInt64, torch_kCUDA, 3)
    call check(torch_tensor_get_device_type(tensor) == torch_kCUDA, "cuda")
    call check(torch_tensor_get_device_index(tensor) == 3, "cuda:3")
    call check(all(torch_tensor_get_shape(tensor) == [0]) .and. torch_tensor_get_rank(tensor) == 1, &
      "an empty one")
  end subroutine made

  subroutine over_arrays()
    type(torch_tensor) :: tensor
    real(real32), target :: x(2, 3)
    real(real32), allocatable, target :: y(:)
    real(real32), pointer, contiguous :: z(:, :)

    x = reshape([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3])
    call torch_tensor_from_array(tensor, x, torch_kCPU)
    call check(all(tensor%get_shape() == [2, 3]), "the array's shape")
    call check(all(torch_tensor_get_stride(tensor) == [1, 2]), "the array's strides")
    call tensor%zero()
    call check(all(x == 0), "zero in the array")
    allocate (y(4), z(2, 2))
    y = 1
    z = 1
    call torch_tensor_from_array(tensor, y, torch_kCPU)
    call torch_tensor_zero(tensor)
    call check(all(y == 0) .and. all(z == 1), "an allocatable array")
    call torch_tensor_from_array(tensor, z, torch_kCPU)
    call torch_tensor_zero(tensor)
    call check(all(z == 0), "a pointer")
    call torch_tensor_from_array(tensor, y(2:3), torch_kCPU)
    call check(all(tensor%get_shape() == [2]), "a section without gaps")
    deallocate (z)
  end subroutine over_arrays

  subroutine layouts()
    type(torch_tensor) :: tensor, view, blob
    real(real32), target :: x(2, 3), y(2, 3), z(3, 2)

    x = reshape([11.0, 21.0, 12.0, 22.0, 13.0, 23.0], [2, 3])
    call torch_tensor_from_array(tensor, x, [1, 2], torch_kCPU)
    call torch_tensor_from_array(view, y, torch_kCPU)
    view = tensor
    call check(all(y == x), "the default layout")
    ! The second dimension is the fastest, as in C: x is read as the rows of a 2 by 3 matrix.
    call torch_tensor_from_array(tensor, x, [2, 1], torch_kCPU)
    call check(all(tensor%get_stride() == [3, 1]), "the strides of a layout")
    view = tensor
    call check(all(y == transpose(reshape(x, [3, 2]))), "the other layout")
    call torch_tensor_from_blob(blob, c_loc(z), 2, [2_c_int64_t, 3_c_int64_t], [2_c_int, 1_c_int], &
      torch_kFloat32, torch_kCPU)
    call torch_tensor_from_array(view, x, torch_kCPU)
    blob = view
    call check(all(z == transpose(x)), "a blob")
  end subroutine layouts

  subroutine kinds()
    type(torch_tensor) :: tensor
    integer(int8), target :: i8(2)
    integer(int16), target :: i16(2, 1)
    integer(int32), target :: i32(2, 1, 1)
    integer(int64), target :: i64(2, 1, 1, 1)
    real(real32), target :: r32(2, 1, 3, 1, 2)
    real(real64), target :: r64(2, 1, 1, 1, 1)

    call torch_tensor_from_array(tensor, i8, torch_kCPU)
    call check(tensor%get_dtype() == torch_kInt8, "int8")
    call torch_tensor_from_array(tensor, i16, [1, 2], torch_kCPU)
    call check(tensor%get_dtype() == torch_kInt16, "int16")
    call torch_tensor_from_array(tensor, i32, torch_kCPU)
    call check(tensor%get_dtype() == torch_kInt32, "int32")
    call torch_tensor_from_array(tensor, i64, torch_kCPU)
    call check(tensor%get_dtype() == torch_kInt64 .and. tensor%get_rank() == 4, "int64")
    call torch_tensor_from_array(tensor, r32, [5, 4, 3, 2, 1], torch_kCPU)
    call check(tensor%get_dtype() == torch_kFloat32, "real32")
    call check(all(tensor%get_stride() == [6, 6, 2, 2, 1]), "the strides of rank 5")
    call torch_tensor_from_array(tensor, r64, torch_kCPU)
    call check(torch_tensor_get_dtype(tensor) == torch_kFloat64, "real64")
  end subroutine kinds

  subroutine copies()
    type(torch_tensor) :: source, target_tensor, on_gpu
    real(real64), target :: x(2, 2)
    integer(int32), target :: y(2, 2)
    real(real64), target :: back(2, 2)

    x = reshape([1.5d0, -2.5d0, 3.0d0, 1.0d300], [2, 2])
    call torch_tensor_from_array(source, x, torch_kCPU)
    call torch_tensor_from_array(on_gpu, x, torch_kCUDA)
    call torch_tensor_from_array(target_tensor, back, torch_kCPU)
    x(1, 1) = 7
    call torch_tensor_to(on_gpu, target_tensor)
    call check(back(1, 1) == 1.5d0, "a tensor of a GPU is a copy")
    x(2, 2) = 4
    call torch_tensor_from_array(target_tensor, y, torch_kCPU)
    call torch_tensor_to(source, target_tensor, non_blocking=.false.)
    call check(all(y == reshape([7, -2, 3, 4], [2, 2])), "to integers")
  end subroutine copies

  subroutine arithmetic()
    type(torch_tensor) :: a, b, c
    real(real64), target :: x(2, 2), y(2, 2), z(2, 2)

    x = reshape([1.0d0, 2.0d0, 3.0d0, 4.0d0], [2, 2])
    y = reshape([0.5d0, 0.25d0, 8.0d0, -3.0d0], [2, 2])
    call torch_tensor_from_array(a, x, torch_kCPU)
    call torch_tensor_from_array(b, y, [2, 1], torch_kCPU)
    call torch_tensor_from_array(c, z, torch_kCPU)
    c = a + b
    call check(all(z == x + transpose(y)), "a + b of two layouts")
    call torch_tensor_from_array(b, y, torch_kCPU)
    c = a - b
    call check(all(z == x - y), "a - b")
    c = a*b
    call check(all(z == x*y), "a * b")
    c = a/b
    call check(all(z == x/y), "a / b")
    c = -a
    call check(all(z == -x), "-a")
    c = a**2
    call check(all(z == x**2), "a ** 2")
    c = a**(-1_int64)
    call check(all(z == 1/x), "a ** -1")
    c = a**0.5d0
    call check(all(abs(z - sqrt(x)) < 1d-15), "a ** 0.5")
    c = (a + b)*(a - b)
    call check(all(z == (x + y)*(x - y)), "an expression")
    c = c
    call check(all(z == (x + y)*(x - y)), "itself")
  end subroutine arithmetic

  subroutine whole_numbers()
    type(torch_tensor) :: a, b, c
    integer(int8), target :: x(3)
    integer(int64), target :: y(3), z(3)
    real(real32), target :: q(3)

    x = [integer(int8) :: 7, -8, 3]
    y = [2_int64, 2_int64, 4611686018427387904_int64]
    call torch_tensor_from_array(a, x, torch_kCPU)
    call torch_tensor_from_array(b, y, torch_kCPU)
    call torch_tensor_from_array(c, z, torch_kCPU)
    c = a + b
    call check(all(z == x + y), "int8 + int64")
    c = -b
    call check(all(z == -y), "-int64")
    c = a**3
    call check(z(1) == 87, "int8 wraps: 343 - 256") 
    call torch_tensor_from_array(c, q, torch_kCPU)
    c = a/b
    call check(q(1) == 3.5 .and. q(2) == -4, "a quotient is real")
  end subroutine whole_numbers

  subroutine broadcasts()
    type(torch_tensor) :: a, row, c, made
    real(real32), target :: x(2, 3), y(3), z(2, 3)
    integer :: i

    x = reshape([(real(i), i=1, 6)], [2, 3])
    y = [10.0, 20.0, 30.0]
    call torch_tensor_from_array(a, x, torch_kCPU)
    call torch_tensor_from_array(row, y, torch_kCPU)
    call torch_tensor_from_array(c, z, torch_kCPU)
    c = a + row
    call check(all(z == x + spread(y, 1, 2)), "a matrix and a row")
    c = row + a
    call check(all(z == x + spread(y, 1, 2)), "a row and a matrix")
    made = row - a
    call check(all(made%get_shape() == [2, 3]), "one that is made by the assignment")
  end subroutine broadcasts

  subroutine reductions()
    type(torch_tensor) :: a, total
    real(real32), target :: x(2, 3), y(1)
    integer(int32), target :: i(3) = [1, 2, 39], j(1)

    x = reshape([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3])
    call torch_tensor_from_array(a, x, torch_kCPU)
    call torch_tensor_from_array(total, y, [1], torch_kCPU)
    call torch_tensor_sum(total, a)
    call check(y(1) == 21, "sum")
    call torch_tensor_mean(total, a)
    call check(y(1) == 3.5, "mean")
    call torch_tensor_from_array(a, i, torch_kCPU)
    call torch_tensor_from_array(total, j, torch_kCPU)
    call torch_tensor_sum(total, a)
    call check(j(1) == 42, "sum of integers")
  end subroutine reductions

  subroutine released()
    type(torch_tensor) :: many(2), one
    real(real32), target :: x(2) = 5

    call torch_tensor_from_array(many(1), x, torch_kCPU)
    call torch_tensor_from_array(one, x, torch_kCPU)
    call torch_delete(many)
    call torch_delete(many)
    call torch_delete(one)
    call torch_tensor_delete(one)
    call check(all(x == 5), "the array outlives its tensors")
  end subroutine released

  subroutine comparisons()
    real(real32) :: x(2) = [1.0, 2.0]
    real(real64) :: y(1, 1, 1) = 3

    call check(allclose(x, x*(1 + 5e-6), "near"), "allclose")
    call check(.not. allclose(x, x + 0.1, "far", print_result=.false.), "not close")
    call check(allclose(x, x + 0.1, "far enough", rtol=0.2, print_result=.false.), "rtol")
    call check(.not. allclose(x, [1.0, 2.0, 3.0], "another shape"), "another shape")
    call check(assert_allclose(y, y, test_name="rank 3"), "assert_allclose")
    call check(isclose(1d0, 1d0 + 1d-7, "scalars"), "isclose")
  end subroutine comparisons
end program ftorch_tensors
