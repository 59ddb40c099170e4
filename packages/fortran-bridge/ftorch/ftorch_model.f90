!> Models, with the interface that FTorch 1.1 documents. The file is an ONNX model.
module ftorch_model
  use, intrinsic :: iso_c_binding, only: c_associated, c_int
  use, intrinsic :: iso_fortran_env, only: output_unit
  use ftorch_c, only: fail, refuse_training, tensor_view
  use ftorch_devices
  use ftorch_tensor, only: torch_tensor
  use rankwise, only: rw_model, rw_tensor, RW_OK
  implicit none
  private

  public :: torch_model, torch_model_load, torch_model_forward, torch_model_delete, &
    torch_model_print_parameters, torch_model_is_training

  !> A loaded model.
  type :: torch_model
    type(rw_model), private :: net
  contains
    procedure :: print_parameters => torch_model_print_parameters
    procedure :: is_training => torch_model_is_training
  end type torch_model

contains

  !> Loads an ONNX model, in place of the one that the variable held. With RANKWISE_FTORCH_ONNX=1 in
  !> the environment name.onnx is taken in place of name.pt.
  subroutine torch_model_load(model, filename, device_type, device_index, requires_grad, &
    is_training)
    type(torch_model), intent(inout) :: model
    character(len=*), intent(in) :: filename !! blanks at either end do not count
    integer(c_int), intent(in) :: device_type !! torch_kCPU or torch_kCUDA
    integer(c_int), intent(in), optional :: device_index !! of a GPU, from 0 (the default)
    logical, intent(in), optional :: requires_grad !! .true. ends the program
    logical, intent(in), optional :: is_training !! .true. ends the program
    character(len=:), allocatable :: device, file, message
    character(len=12) :: digits
    integer :: status

    call refuse_training(requires_grad, "torch_model_load", "requires_grad=.true.")
    call refuse_training(is_training, "torch_model_load", "is_training=.true.")
    file = onnx_file(trim(adjustl(filename)))
    device = "cpu"
    select case (device_type)
    case (torch_kCPU)
      continue
    case (torch_kCUDA)
      digits = "0"
      if (present(device_index)) write (digits, "(i0)") max(device_index, 0_c_int)
      device = "cuda:" // trim(digits)
    case (torch_kXPU, torch_kMPS)
      call fail("torch_model_load", "rankwise does not run on XPU or MPS; give torch_kCPU or " // &
        "torch_kCUDA")
    case default
      write (digits, "(i0)") device_type
      call fail("torch_model_load", "device_type=" // trim(digits) // " is not a device; give " // &
        "torch_kCPU or torch_kCUDA")
    end select
    call model%net%load(file, device=device, stat=status, errmsg=message)
    if (status /= RW_OK) call fail("torch_model_load", message)
  end subroutine torch_model_load

  !> Runs the model: the outputs' arrays receive the results.
  subroutine torch_model_forward(model, input_tensors, output_tensors, requires_grad)
    type(torch_model), intent(in) :: model
    type(torch_tensor), intent(in) :: input_tensors(:) !! in the model's order
    type(torch_tensor), intent(in) :: output_tensors(:) !! in the model's order; may be the first few
    logical, intent(in), optional :: requires_grad !! .true. ends the program
    type(rw_tensor) :: inputs(size(input_tensors)), outputs(size(output_tensors))
    character(len=:), allocatable :: message
    integer :: i, status

    call refuse_training(requires_grad, "torch_model_forward", "requires_grad=.true.")
    if (.not. model%net%is_loaded()) &
      call fail("torch_model_forward", "the model is not loaded; call torch_model_load first")
    do i = 1, size(inputs)
      call view(input_tensors(i), "input_tensors", i, inputs(i))
    end do
    do i = 1, size(outputs)
      call view(output_tensors(i), "output_tensors", i, outputs(i))
      outputs(i)%convert = 1 ! as torch copies an output into the tensor
    end do
    call model%net%run_tensors(inputs, outputs, stat=status, errmsg=message)
    if (status /= RW_OK) call fail("torch_model_forward", message)
  end subroutine torch_model_forward

  subroutine view(tensor, argument, i, out)
    type(torch_tensor), intent(in) :: tensor
    character(len=*), intent(in) :: argument
    integer, intent(in) :: i
    type(rw_tensor), intent(out) :: out
    character(len=12) :: digits

    write (digits, "(i0)") i
    if (.not. c_associated(tensor%p)) call fail("torch_model_forward", argument // "(" // &
      trim(digits) // ") has not been constructed; call torch_tensor_from_array first")
    call tensor_view(tensor%p, out)
  end subroutine view

  !> Says that there are none to print: an ONNX model's weights are part of its graph.
  subroutine torch_model_print_parameters(self)
    class(torch_model), intent(in) :: self

    if (.not. self%net%is_loaded()) &
      call fail("torch_model_print_parameters", "the model is not loaded")
    write (output_unit, "(a)") "ftorch (rankwise): the parameters of an ONNX model are not " // &
      "printed; `rankwise inspect` describes the file"
  end subroutine torch_model_print_parameters

  !> .false., since rankwise does not train.
  function torch_model_is_training(self) result(is_training)
    class(torch_model), intent(in) :: self
    logical :: is_training

    if (.not. self%net%is_loaded()) call fail("torch_model_is_training", "the model is not loaded")
    is_training = .false.
  end function torch_model_is_training

  !> Releases the model. Safe to call twice.
  subroutine torch_model_delete(model)
    type(torch_model), intent(inout) :: model
    integer :: ignored

    call model%net%close(stat=ignored)
  end subroutine torch_model_delete

  !> The file to load for the one that the program names.
  function onnx_file(filename) result(file)
    character(len=*), intent(in) :: filename
    character(len=:), allocatable :: file, beside
    character(len=8) :: value
    integer :: dot, length, status
    logical :: exists

    file = filename
    dot = index(filename, ".", back=.true.)
    if (dot <= index(filename, "/", back=.true.) + 1) return
    if (filename(dot:) /= ".pt" .and. filename(dot:) /= ".pth" .and. filename(dot:) /= ".ts") return
    beside = filename(:dot) // "onnx"
    inquire (file=beside, exist=exists)
    call get_environment_variable("RANKWISE_FTORCH_ONNX", value, length, status)
    if (status == 0 .and. length > 0 .and. value /= "0") then
      file = beside
      if (exists) return
      call fail("torch_model_load", "'" // beside // "', which RANKWISE_FTORCH_ONNX says to " // &
        "take in place of '" // filename // "', does not exist. " // how_to_export(filename, beside))
    end if
    if (exists) call fail("torch_model_load", "'" // filename // "' is a TorchScript file, which " // &
      "rankwise does not run. '" // beside // "' is there: load that, or set RANKWISE_FTORCH_ONNX=1")
    call fail("torch_model_load", "'" // filename // "' is a TorchScript file, which rankwise does " // &
      "not run. " // how_to_export(filename, beside))
  end function onnx_file

  function how_to_export(filename, beside) result(text)
    character(len=*), intent(in) :: filename, beside
    character(len=:), allocatable :: text

    text = "Export it once, x being an input of the model's shape: python3 -c ""import torch; " // &
      "x = torch.zeros(SHAPE); torch.onnx.export(torch.jit.load('" // filename // &
      "', map_location='cpu').eval(), (x,), '" // beside // "', input_names=['x'], " // &
      "dynamic_axes={'x': {0: 'n'}})"", then set RANKWISE_FTORCH_ONNX=1 (with PyTorch 2.9 and " // &
      "later add dynamo=False)"
  end function how_to_export
end module ftorch_model
