!> A network run as a program of FTorch's does it.
program infer
  use, intrinsic :: iso_fortran_env, only: sp => real32
  use ftorch, only: torch_delete, torch_kCPU, torch_model, torch_model_forward, torch_model_load, &
    torch_tensor, torch_tensor_from_array
  implicit none
  character(len=1024) :: file
  type(torch_model) :: model
  type(torch_tensor) :: in_tensors(1), out_tensors(1)
  real(sp), target :: in_data(5), out_data(5)

  call get_command_argument(1, file)
  in_data = [0.0, 1.0, 2.0, 3.0, 4.0]
  call torch_tensor_from_array(in_tensors(1), in_data, torch_kCPU)
  call torch_tensor_from_array(out_tensors(1), out_data, torch_kCPU)
  call torch_model_load(model, file, torch_kCPU)
  call torch_model_forward(model, in_tensors, out_tensors)
  print "(5(f3.1, 1x))", out_data
  call torch_delete(in_tensors)
  call torch_delete(out_tensors)
  call torch_delete(model)
end program infer
