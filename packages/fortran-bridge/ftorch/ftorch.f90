!> The interface of FTorch 1.1 for inference, on rankwise: a program that was written for FTorch is
!> linked with this in its place, and loads ONNX models.
module ftorch
  use ftorch_devices
  use ftorch_model
  use ftorch_tensor
  use ftorch_types, only: ftorch_int, torch_kInt8, torch_kInt16, torch_kInt32, torch_kInt64, &
    torch_kFloat32, torch_kFloat64
  implicit none
  private

  public :: torch_kCPU, torch_kCUDA, torch_kHIP, torch_kXPU, torch_kMPS
  public :: torch_kInt8, torch_kInt16, torch_kInt32, torch_kInt64, torch_kFloat32, &
    torch_kFloat64, ftorch_int
  public :: torch_tensor, torch_tensor_from_array, torch_tensor_from_blob, torch_tensor_empty, &
    torch_tensor_zeros, torch_tensor_ones, torch_tensor_delete, torch_tensor_get_rank, &
    torch_tensor_get_shape, torch_tensor_get_stride, torch_tensor_get_dtype, &
    torch_tensor_get_device_type, torch_tensor_get_device_index, torch_tensor_requires_grad, &
    torch_tensor_print, torch_tensor_zero, torch_tensor_zero_grad, torch_tensor_to, &
    torch_tensor_sum, torch_tensor_mean, torch_tensor_get_gradient, torch_tensor_backward
  public :: assignment(=), operator(+), operator(-), operator(*), operator(/), operator(**)
  public :: torch_model, torch_model_load, torch_model_forward, torch_model_delete, &
    torch_model_print_parameters, torch_model_is_training
  public :: torch_delete

  !> Releases a tensor, an array of tensors, or a model.
  interface torch_delete
    procedure :: torch_tensor_delete, torch_model_delete
  end interface torch_delete
end module ftorch
