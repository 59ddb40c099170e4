!> The interface of FTorch 1.1 for inference, on rankwise: a program that was written for FTorch is
!> linked with this in its place, and loads ONNX models.
module ftorch
  use ftorch_devices
  use ftorch_model
  use ftorch_tensor
  use ftorch_types, only: ftorch_int, torch_kInt8, torch_kInt16, torch_kInt32, torch_kInt64, &
    torch_kFloat32, torch_kFloat64
  implicit none
  public

  !> Releases a tensor, an array of tensors, or a model.
  interface torch_delete
    procedure :: torch_tensor_delete, torch_model_delete
  end interface torch_delete
end module ftorch
