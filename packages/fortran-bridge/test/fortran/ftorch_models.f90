!> Models by FTorch's interface: as FTorch's users write it.
program ftorch_models
  use, intrinsic :: iso_fortran_env, only: int64, real32, real64
  use ftorch
  use testing, only: check, file
  implicit none

  call simplenet()
  call batches()
  call same_index()
  call several()
  call other_types()
  call again_and_again()
  call beside()

contains

  subroutine simplenet()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: in_data(5), out_data(5)

    in_data = [0.0, 1.0, 2.0, 3.0, 4.0]
    call torch_tensor_from_array(in_tensors(1), in_data, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), out_data, torch_kCPU)
    call torch_model_load(model, " " // file("simplenet") // "  ", torch_kCPU)
    call check(.not. model%is_training() .and. .not. torch_model_is_training(model), "no training")
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(out_data == [0.0, 2.0, 4.0, 6.0, 8.0]), "twice the input")
    in_data = -in_data
    call torch_model_forward(model, in_tensors, out_tensors, requires_grad=.false.)
    call check(all(out_data == 2*in_data), "what the array has now")
    call torch_delete(model)
    call torch_model_delete(model)
    call torch_delete(in_tensors)
    call torch_delete(out_tensors)
  end subroutine simplenet

  !> Samples are rows, as torch has them: x(sample, :).
  subroutine batches()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: x(3, 5), y(3, 5)
    integer :: i, j

    x = reshape([((10.0*i + j, i=1, 3), j=1, 5)], [3, 5])
    call torch_model_load(model, file("simplenet"), device_type=torch_kCPU, device_index=-1)
    call torch_tensor_from_array(in_tensors(1), x, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), y, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(y == 2*x), "a batch")
    ! And x(:, sample), where the layout says so.
    call columns(model)
  end subroutine batches

  subroutine columns(model)
    type(torch_model), intent(in) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: x(5, 3), y(3, 5)
    real(real32), pointer, contiguous :: rows(:, :)
    integer :: i

    x = reshape([(real(i), i=1, 15)], [5, 3])
    rows(1:3, 1:5) => x
    call torch_tensor_from_array(in_tensors(1), rows, [2, 1], torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), y, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(y == 2*transpose(x)), "samples in columns")
  end subroutine columns

  !> What the model sees, element after element of its own order.
  subroutine same_index()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: x(2, 3), flat(6), cube(2, 2, 2), all_of_it(8)

    x = reshape([11.0, 21.0, 12.0, 22.0, 13.0, 23.0], [2, 3])
    call torch_model_load(model, file("flatten"), torch_kCPU)
    call torch_tensor_from_array(in_tensors(1), x, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), flat, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(flat == [11.0, 12.0, 13.0, 21.0, 22.0, 23.0]), "x(i, j) is x[i, j]")
    call torch_tensor_from_array(in_tensors(1), x, [2, 1], torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(flat == [11.0, 21.0, 12.0, 22.0, 13.0, 23.0]), "the memory's order")
    cube = reshape([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [2, 2, 2])
    call torch_tensor_from_array(in_tensors(1), cube, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), all_of_it, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(all_of_it == [1.0, 5.0, 3.0, 7.0, 2.0, 6.0, 4.0, 8.0]), "three dimensions")
  end subroutine same_index

  subroutine several()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(2), out_tensors(2)
    real(real32), target :: u(3), v(3), total(3), difference(3)

    u = [1.0, 2.0, 3.0]
    v = [0.5, 0.25, -1.0]
    call torch_model_load(model, file("pair"), torch_kCPU, requires_grad=.false., &
      is_training=.false.)
    call torch_tensor_from_array(in_tensors(1), u, torch_kCPU)
    call torch_tensor_from_array(in_tensors(2), v, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), total, torch_kCPU)
    call torch_tensor_from_array(out_tensors(2), difference, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(total == u + v) .and. all(difference == u - v), "two inputs, two outputs")
    total = 0
    call torch_model_forward(model, in_tensors, out_tensors(:1))
    call check(all(total == u + v), "the first output alone")
  end subroutine several

  subroutine other_types()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: x(5) = 1
    real(real64), target :: y(5), a(2, 2), b(2, 2)
    integer(int64), target :: i(3) = [1_int64, -2_int64, 4611686018427387905_int64], j(3)

    call torch_model_load(model, file("simplenet"), torch_kCPU)
    call torch_tensor_from_array(in_tensors(1), x, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), y, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(y == 2), "an output into another kind of real")
    call torch_model_load(model, file("identity-float64"), torch_kCPU)
    a = reshape([1d0/3, 2d0/3, 3d0, 4d0], [2, 2])
    call torch_tensor_from_array(in_tensors(1), a, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), b, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(a == b), "real64")
    call torch_model_load(model, file("identity-int64"), torch_kCPU)
    call torch_tensor_from_array(in_tensors(1), i, torch_kCPU)
    call torch_tensor_from_array(out_tensors(1), j, torch_kCPU)
    call torch_model_forward(model, in_tensors, out_tensors)
    call check(all(i == j), "int64")
  end subroutine other_types

  !> A step of a loop makes its tensors anew.
  subroutine again_and_again()
    type(torch_model) :: model
    type(torch_tensor) :: in_tensors(1), out_tensors(1)
    real(real32), target :: x(5), y(5)
    integer :: step

    call torch_model_load(model, file("simplenet"), torch_kCPU)
    do step = 1, 100
      x = step
      call torch_tensor_from_array(in_tensors(1), x, torch_kCPU)
      call torch_tensor_from_array(out_tensors(1), y, torch_kCPU)
      call torch_model_forward(model, in_tensors, out_tensors)
      call check(all(y == 2*step), "a step")
    end do
  end subroutine again_and_again

  !> RANKWISE_FTORCH_ONNX is set for this test: simplenet.onnx is taken.
  subroutine beside()
    type(torch_model) :: model
    character(len=:), allocatable :: path

    path = file("simplenet")
    call torch_model_load(model, path(:len(path) - len(".onnx")) // ".pt", torch_kCPU)
    call check(.not. model%is_training(), "the .onnx beside a .pt")
  end subroutine beside
end program ftorch_models
