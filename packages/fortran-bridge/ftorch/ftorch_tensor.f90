!> Tensors, with the interface that FTorch 1.1 documents. An array x(d1,…,dn) is the tensor
!> [d1,…,dn], without a copy: element x(i,j) is element [i-1,j-1]. All tensors lie on the host; one
!> of torch_kCUDA is a copy, as in FTorch, and the engine brings it to the GPU when a model is run.
!> A failure ends the program with a sentence that says what to do.
module ftorch_tensor
  use, intrinsic :: iso_c_binding, only: c_associated, c_double, c_f_pointer, c_float, c_int, &
    c_int16_t, c_int32_t, c_int64_t, c_int8_t, c_loc, c_null_ptr, c_ptr
  use, intrinsic :: iso_fortran_env, only: int32, output_unit
  use ftorch_c
  use ftorch_devices
  use ftorch_types
  implicit none
  private

  public :: torch_tensor, torch_tensor_from_array, torch_tensor_from_blob, torch_tensor_empty, &
    torch_tensor_zeros, torch_tensor_ones, torch_tensor_delete, torch_tensor_get_rank, &
    torch_tensor_get_shape, torch_tensor_get_stride, torch_tensor_get_dtype, &
    torch_tensor_get_device_type, torch_tensor_get_device_index, torch_tensor_requires_grad, &
    torch_tensor_print, torch_tensor_zero, torch_tensor_zero_grad, torch_tensor_to, &
    torch_tensor_sum, torch_tensor_mean, torch_tensor_get_gradient, torch_tensor_backward
  public :: assignment(=), operator(+), operator(-), operator(*), operator(/), operator(**)
  public :: torch_kCPU, torch_kCUDA, torch_kHIP, torch_kXPU, torch_kMPS
  public :: torch_kInt8, torch_kInt16, torch_kInt32, torch_kInt64, torch_kFloat32, &
    torch_kFloat64, ftorch_int

  !> A tensor over an array of the program, or with memory of its own.
  type :: torch_tensor
    type(c_ptr) :: p = c_null_ptr
  contains
    procedure :: get_rank => torch_tensor_get_rank
    procedure :: get_shape => torch_tensor_get_shape
    procedure :: get_stride => torch_tensor_get_stride
    procedure :: get_dtype => torch_tensor_get_dtype
    procedure :: get_device_type => torch_tensor_get_device_type
    procedure :: get_device_index => torch_tensor_get_device_index
    procedure :: requires_grad => torch_tensor_requires_grad
    procedure :: zero => torch_tensor_zero
    procedure :: zero_grad => torch_tensor_zero_grad
    procedure :: print => torch_tensor_print
    final :: torch_tensor_delete
  end type torch_tensor

  include "ftorch_interfaces.inc"

  interface assignment(=)
    procedure :: tensor_assign
  end interface

  interface operator(+)
    procedure :: add
  end interface

  interface operator(-)
    procedure :: subtract, negative
  end interface

  interface operator(*)
    procedure :: multiply
  end interface

  interface operator(/)
    procedure :: divide
  end interface

contains

  !> A tensor of its own memory, with no values yet. In place of the one that the variable held.
  subroutine torch_tensor_empty(tensor, ndims, tensor_shape, dtype, device_type, device_index, &
    requires_grad)
    type(torch_tensor), intent(inout) :: tensor
    integer(c_int), intent(in) :: ndims !! number of dimensions, 0 to 15
    integer(c_int64_t), intent(in) :: tensor_shape(:) !! elements along each
    integer(c_int), intent(in) :: dtype !! torch_kFloat32, …
    integer(c_int), intent(in) :: device_type !! torch_kCPU, …
    integer, intent(in), optional :: device_index !! of a GPU, from 0 (the default)
    logical, intent(in), optional :: requires_grad !! .true. ends the program

    call create("torch_tensor_empty", tensor, ndims, tensor_shape, dtype, device_type, &
      device_index, requires_grad)
  end subroutine torch_tensor_empty

  !> torch_tensor_empty, with zeros.
  subroutine torch_tensor_zeros(tensor, ndims, tensor_shape, dtype, device_type, device_index, &
    requires_grad)
    type(torch_tensor), intent(inout) :: tensor
    integer(c_int), intent(in) :: ndims
    integer(c_int64_t), intent(in) :: tensor_shape(:)
    integer(c_int), intent(in) :: dtype
    integer(c_int), intent(in) :: device_type
    integer, intent(in), optional :: device_index
    logical, intent(in), optional :: requires_grad

    call create("torch_tensor_zeros", tensor, ndims, tensor_shape, dtype, device_type, &
      device_index, requires_grad)
    call tensor_fill(tensor%p, 0_c_int)
  end subroutine torch_tensor_zeros

  !> torch_tensor_empty, with ones.
  subroutine torch_tensor_ones(tensor, ndims, tensor_shape, dtype, device_type, device_index, &
    requires_grad)
    type(torch_tensor), intent(inout) :: tensor
    integer(c_int), intent(in) :: ndims
    integer(c_int64_t), intent(in) :: tensor_shape(:)
    integer(c_int), intent(in) :: dtype
    integer(c_int), intent(in) :: device_type
    integer, intent(in), optional :: device_index
    logical, intent(in), optional :: requires_grad

    call create("torch_tensor_ones", tensor, ndims, tensor_shape, dtype, device_type, &
      device_index, requires_grad)
    call tensor_fill(tensor%p, 1_c_int)
  end subroutine torch_tensor_ones

  subroutine create(procedure, tensor, ndims, tensor_shape, dtype, device_type, device_index, &
    requires_grad)
    character(len=*), intent(in) :: procedure
    type(torch_tensor), intent(inout) :: tensor
    integer(c_int), intent(in) :: ndims
    integer(c_int64_t), intent(in) :: tensor_shape(:)
    integer(c_int), intent(in) :: dtype, device_type
    integer, intent(in), optional :: device_index
    logical, intent(in), optional :: requires_grad

    call refuse_training(requires_grad, procedure, "requires_grad=.true.")
    if (size(tensor_shape) < ndims) &
      call fail(procedure, "tensor_shape has fewer elements than ndims says")
    call torch_tensor_delete(tensor)
    call check(tensor_new(tensor%p, ndims, tensor_shape, dtype, device_type, &
      index_of(device_type, device_index)), procedure)
  end subroutine create

  !> A tensor over memory that lies without gaps, in place of the one that the variable held.
  subroutine torch_tensor_from_blob(tensor, data, ndims, tensor_shape, layout, dtype, &
    device_type, device_index, requires_grad)
    type(torch_tensor), intent(inout) :: tensor
    type(c_ptr), intent(in) :: data !! first element; it must live as long as the tensor
    integer(c_int), intent(in) :: ndims !! number of dimensions, 0 to 15
    integer(c_int64_t), intent(in) :: tensor_shape(:) !! elements along each
    integer(c_int), intent(in) :: layout(:) !! the dimensions, from the fastest to the slowest
    integer(c_int), intent(in) :: dtype !! torch_kFloat32, …
    integer(c_int), intent(in) :: device_type !! torch_kCPU; another: the values are copied
    integer, intent(in), optional :: device_index !! of a GPU, from 0 (the default)
    logical, intent(in), optional :: requires_grad !! .true. ends the program

    if (size(tensor_shape) < ndims .or. size(layout) < ndims) call fail("torch_tensor_from_blob", &
      "tensor_shape or layout has fewer elements than ndims says")
    call wrap("torch_tensor_from_blob", tensor, data, int(tensor_shape(:max(ndims, 0))), layout, &
      dtype, device_type, device_index, requires_grad, tensor_shape)
  end subroutine torch_tensor_from_blob

  subroutine wrap(procedure, tensor, data, extents, layout, dtype, device_type, device_index, &
    requires_grad, tensor_shape)
    character(len=*), intent(in) :: procedure
    type(torch_tensor), intent(inout) :: tensor
    type(c_ptr), intent(in) :: data
    integer, intent(in) :: extents(:) !! of an array
    integer(c_int), intent(in) :: layout(:)
    integer(c_int), intent(in) :: dtype, device_type
    integer, intent(in), optional :: device_index
    logical, intent(in), optional :: requires_grad
    integer(c_int64_t), intent(in), optional :: tensor_shape(:) !! in place of extents
    integer(c_int64_t) :: sizes(size(extents))

    call refuse_training(requires_grad, procedure, "requires_grad=.true.")
    sizes = extents
    if (present(tensor_shape)) sizes = tensor_shape(:size(sizes))
    call torch_tensor_delete(tensor)
    call check(tensor_wrap(tensor%p, data, size(sizes, kind=c_int), sizes, layout, dtype, &
      device_type, index_of(device_type, device_index)), procedure)
  end subroutine wrap

  pure function index_of(device_type, device_index) result(index)
    integer(c_int), intent(in) :: device_type
    integer, intent(in), optional :: device_index
    integer(c_int) :: index

    index = merge(-1_c_int, 0_c_int, device_type == torch_kCPU)
    if (present(device_index)) index = int(device_index, c_int)
  end function index_of

  !> Releases the tensor, not the array that it lies over. Safe to call twice; also for arrays.
  impure elemental subroutine torch_tensor_delete(tensor)
    type(torch_tensor), intent(inout) :: tensor

    if (c_associated(tensor%p)) call tensor_free(tensor%p)
    tensor%p = c_null_ptr
  end subroutine torch_tensor_delete

  subroutine must_exist(self, procedure, what)
    class(torch_tensor), intent(in) :: self
    character(len=*), intent(in) :: procedure
    character(len=*), intent(in), optional :: what
    character(len=:), allocatable :: named

    if (c_associated(self%p)) return
    named = "the tensor"
    if (present(what)) named = what
    call fail(procedure, named // " has not been constructed; call torch_tensor_from_array, " // &
      "torch_tensor_empty or another constructor first")
  end subroutine must_exist

  !> Number of dimensions.
  function torch_tensor_get_rank(self) result(rank)
    class(torch_tensor), intent(in) :: self
    integer(int32) :: rank

    call must_exist(self, "torch_tensor_get_rank")
    rank = tensor_get(self%p, 0_c_int)
  end function torch_tensor_get_rank

  !> Elements along each dimension; valid as long as the tensor.
  function torch_tensor_get_shape(self) result(sizes)
    class(torch_tensor), intent(in) :: self
    integer(c_int64_t), pointer :: sizes(:)

    call must_exist(self, "torch_tensor_get_shape")
    call c_f_pointer(tensor_extents(self%p, 0_c_int), sizes, [tensor_get(self%p, 0_c_int)])
  end function torch_tensor_get_shape

  !> Elements from one to the next along each dimension; valid as long as the tensor.
  function torch_tensor_get_stride(self) result(strides)
    class(torch_tensor), intent(in) :: self
    integer(c_int64_t), pointer :: strides(:)

    call must_exist(self, "torch_tensor_get_stride")
    call c_f_pointer(tensor_extents(self%p, 1_c_int), strides, [tensor_get(self%p, 0_c_int)])
  end function torch_tensor_get_stride

  !> torch_kFloat32, …
  function torch_tensor_get_dtype(self) result(dtype)
    class(torch_tensor), intent(in) :: self
    integer(c_int) :: dtype

    call must_exist(self, "torch_tensor_get_dtype")
    dtype = tensor_get(self%p, 1_c_int)
  end function torch_tensor_get_dtype

  !> torch_kCPU, …
  function torch_tensor_get_device_type(self) result(device_type)
    class(torch_tensor), intent(in) :: self
    integer(c_int) :: device_type

    call must_exist(self, "torch_tensor_get_device_type")
    device_type = tensor_get(self%p, 2_c_int)
  end function torch_tensor_get_device_type

  !> From 0; -1 for the cpu.
  function torch_tensor_get_device_index(self) result(device_index)
    class(torch_tensor), intent(in) :: self
    integer(c_int) :: device_index

    call must_exist(self, "torch_tensor_get_device_index")
    device_index = tensor_get(self%p, 3_c_int)
  end function torch_tensor_get_device_index

  !> .false., since no tensor of rankwise has gradients.
  function torch_tensor_requires_grad(self) result(requires_grad)
    class(torch_tensor), intent(in) :: self
    logical :: requires_grad

    call must_exist(self, "torch_tensor_requires_grad")
    requires_grad = .false.
  end function torch_tensor_requires_grad

  !> Writes the values, the type and the shape to standard output.
  subroutine torch_tensor_print(self)
    class(torch_tensor), intent(in) :: self

    call must_exist(self, "torch_tensor_print")
    flush (output_unit) ! C writes on its own
    call check(tensor_print(self%p), "torch_tensor_print")
  end subroutine torch_tensor_print

  !> Sets all values to 0, in the array too.
  subroutine torch_tensor_zero(tensor)
    class(torch_tensor), intent(inout) :: tensor

    call must_exist(tensor, "torch_tensor_zero")
    call tensor_fill(tensor%p, 0_c_int)
  end subroutine torch_tensor_zero

  !> Copies the values, converted to the target's type.
  subroutine torch_tensor_to(source_tensor, target_tensor, non_blocking)
    type(torch_tensor), intent(in) :: source_tensor
    type(torch_tensor), intent(inout) :: target_tensor !! of the same shape
    logical, intent(in), optional :: non_blocking !! the copy is complete on return all the same

    if (present(non_blocking)) continue
    call must_exist(source_tensor, "torch_tensor_to", "source_tensor")
    call must_exist(target_tensor, "torch_tensor_to", "target_tensor")
    if (source_tensor%get_rank() /= target_tensor%get_rank()) &
      call fail("torch_tensor_to", "the two tensors have different numbers of dimensions")
    if (any(source_tensor%get_shape() /= target_tensor%get_shape())) &
      call fail("torch_tensor_to", "the two tensors have different shapes")
    call check(tensor_copy(target_tensor%p, source_tensor%p), "torch_tensor_to")
  end subroutine torch_tensor_to

  !> Copies the values into the tensor, and so into the array that it lies over; one that has not
  !> been constructed is made.
  subroutine tensor_assign(output, input)
    type(torch_tensor), intent(inout) :: output
    type(torch_tensor), intent(in) :: input

    call must_exist(input, "assignment", "the right-hand side")
    if (.not. c_associated(output%p)) then
      call torch_tensor_empty(output, input%get_rank(), input%get_shape(), input%get_dtype(), &
        input%get_device_type(), input%get_device_index())
    else if (input%get_device_type() /= output%get_device_type()) then
      call fail("assignment", "the two tensors are on different devices; use torch_tensor_to")
    end if
    call check(tensor_copy(output%p, input%p), "assignment")
  end subroutine tensor_assign

  function add(tensor1, tensor2) result(output)
    type(torch_tensor), intent(in) :: tensor1, tensor2
    type(torch_tensor) :: output

    call combine("+", tensor1, tensor2, output)
  end function add

  function subtract(tensor1, tensor2) result(output)
    type(torch_tensor), intent(in) :: tensor1, tensor2
    type(torch_tensor) :: output

    call combine("-", tensor1, tensor2, output)
  end function subtract

  function multiply(tensor1, tensor2) result(output)
    type(torch_tensor), intent(in) :: tensor1, tensor2
    type(torch_tensor) :: output

    call combine("*", tensor1, tensor2, output)
  end function multiply

  function divide(tensor1, tensor2) result(output)
    type(torch_tensor), intent(in) :: tensor1, tensor2
    type(torch_tensor) :: output

    call combine("/", tensor1, tensor2, output)
  end function divide

  subroutine combine(operation, tensor1, tensor2, output)
    character(len=1), intent(in) :: operation
    type(torch_tensor), intent(in) :: tensor1, tensor2
    type(torch_tensor), intent(inout) :: output

    call must_exist(tensor1, "operator(" // operation // ")", "the first operand")
    call must_exist(tensor2, "operator(" // operation // ")", "the second operand")
    call check(tensor_binary(output%p, int(iachar(operation), c_int), tensor1%p, tensor2%p), &
      "operator(" // operation // ")")
  end subroutine combine

  function negative(tensor) result(output)
    type(torch_tensor), intent(in) :: tensor
    type(torch_tensor) :: output

    call must_exist(tensor, "operator(-)", "the operand")
    call check(tensor_negative(output%p, tensor%p), "operator(-)")
  end function negative

  !> The sum of all values.
  subroutine torch_tensor_sum(output, tensor)
    type(torch_tensor), intent(inout) :: output !! of shape [1]
    type(torch_tensor), intent(in) :: tensor

    call must_exist(output, "torch_tensor_sum", "output")
    call must_exist(tensor, "torch_tensor_sum")
    call check(tensor_sum(output%p, tensor%p, 0_c_int), "torch_tensor_sum")
  end subroutine torch_tensor_sum

  !> The mean of all values.
  subroutine torch_tensor_mean(output, tensor)
    type(torch_tensor), intent(inout) :: output !! of shape [1]
    type(torch_tensor), intent(in) :: tensor

    call must_exist(output, "torch_tensor_mean", "output")
    call must_exist(tensor, "torch_tensor_mean")
    call check(tensor_sum(output%p, tensor%p, 1_c_int), "torch_tensor_mean")
  end subroutine torch_tensor_mean

  !> Of training: ends the program.
  subroutine torch_tensor_zero_grad(tensor)
    class(torch_tensor), intent(inout) :: tensor

    if (c_associated(tensor%p)) continue
    call refuse_training(.true., "torch_tensor_zero_grad", "it")
  end subroutine torch_tensor_zero_grad

  !> Of training: ends the program.
  subroutine torch_tensor_backward(tensor, retain_graph)
    type(torch_tensor), intent(in) :: tensor
    logical, intent(in), optional :: retain_graph

    if (c_associated(tensor%p) .and. present(retain_graph)) continue
    call refuse_training(.true., "torch_tensor_backward", "it")
  end subroutine torch_tensor_backward

  !> Of training: ends the program.
  subroutine torch_tensor_get_gradient(gradient, tensor)
    type(torch_tensor), intent(inout) :: gradient
    type(torch_tensor), intent(in) :: tensor

    if (c_associated(gradient%p) .and. c_associated(tensor%p)) continue
    call refuse_training(.true., "torch_tensor_get_gradient", "it")
  end subroutine torch_tensor_get_gradient

  include "ftorch_arrays.inc"
end module ftorch_tensor
