!> Each misuse of the module ftorch ends the program, with a sentence that says what to do.
program ftorch_stops
  use, intrinsic :: iso_c_binding, only: c_int64_t
  use, intrinsic :: iso_fortran_env, only: int32, real32
  use ftorch
  implicit none
  character(len=4096) :: folder
  character(len=16) :: what
  type(torch_model) :: model
  type(torch_tensor) :: x(1), y(1), empty(1), other
  real(real32), target :: in_data(4) = 1, out_data(4)
  integer(int32), target :: whole(3) = 2
  real(real32), pointer, contiguous :: nowhere(:)

  call get_command_argument(1, folder)
  call get_command_argument(2, what)
  call torch_tensor_from_array(x(1), in_data, torch_kCPU)
  call torch_tensor_from_array(y(1), out_data, torch_kCPU)
  nullify (nowhere)
  select case (what)
  case ("missing")
    call torch_model_load(model, "nowhere.onnx", torch_kCPU)
  case ("torchscript")
    call torch_model_load(model, "nowhere.pt", torch_kCPU)
  case ("exported")
    call torch_model_load(model, trim(folder) // "/simplenet.pt", torch_kCPU)
  case ("device")
    call torch_model_load(model, trim(folder) // "/simplenet.onnx", torch_kXPU)
  case ("training")
    call torch_model_load(model, trim(folder) // "/simplenet.onnx", torch_kCPU, is_training=.true.)
  case ("unloaded")
    call torch_model_forward(model, x, y)
  case ("shape")
    call torch_model_load(model, trim(folder) // "/simplenet.onnx", torch_kCPU)
    call torch_model_forward(model, x, y)
  case ("constructed")
    call torch_model_load(model, trim(folder) // "/simplenet.onnx", torch_kCPU)
    call torch_model_forward(model, x, empty)
  case ("grad")
    call torch_tensor_from_array(x(1), in_data, torch_kCPU, requires_grad=.true.)
  case ("backward")
    call torch_tensor_backward(x(1))
  case ("layout")
    call torch_tensor_from_array(x(1), in_data, [2], torch_kCPU)
  case ("associated")
    call torch_tensor_from_array(x(1), nowhere, torch_kCPU)
  case ("dtype")
    call torch_tensor_ones(x(1), 1, [2_c_int64_t], 5, torch_kCPU)
  case ("negative")
    call torch_tensor_ones(x(1), 1, [-2_c_int64_t], torch_kInt8, torch_kCPU)
  case ("sum")
    call torch_tensor_sum(y(1), x(1))
  case ("add")
    call torch_tensor_from_array(other, whole, torch_kCPU)
    y(1) = x(1) + other
  case ("assign")
    call torch_tensor_from_array(other, whole, torch_kCPU)
    y(1) = other
  case ("query")
    if (empty(1)%get_rank() == 0) whole = 1
  end select
end program ftorch_stops
