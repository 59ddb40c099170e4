!> Call neural networks, stored as ONNX, from Fortran.
!>
!>     type(rw_model) :: net
!>     call net%load("simplenet.onnx", device="auto")
!>     call net%run(x, y)
!>     call net%close()
!>
!> An array x(d1,…,dn) is the ONNX tensor [dn,…,d1]: the same bytes in the same order. So x(nlev,
!> ncol) is a batch of ncol samples of nlev values. Where the model declares one more dimension,
!> leading in ONNX, that is free or 1, it is taken as 1.
!>
!> Every procedure that can fail has the optional arguments stat= and errmsg=, as Fortran's own
!> statements have them. stat receives RW_OK (0) or another number of the module rankwise_status;
!> errmsg a sentence that names the rank, the model and what to do, and is left alone on success.
!> Without stat a failure stops the program with that sentence.
module rankwise
  use, intrinsic :: iso_c_binding, only: c_associated, c_char, c_double, c_f_pointer, c_int, &
    c_int32_t, c_int64_t, c_int8_t, c_null_char, c_null_ptr, c_ptr, c_size_t
  use, intrinsic :: iso_fortran_env, only: int32, int64, int8, real64
  use rankwise_status
  implicit none
  private

  public :: rw_model, rw_rank, rw_tensor, rw_tensor_info
  public :: rw_tensor_at, rw_type_name, rw_type_size
  public :: RW_OK, RW_INVALID_ARGUMENT, RW_MODEL_NOT_FOUND, RW_MODEL_INVALID, &
    RW_MODEL_UNSUPPORTED, RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH, &
    RW_DEVICE_UNAVAILABLE, RW_RUN_FAILED, RW_NODE_UNAVAILABLE, RW_ENGINE_START_FAILED, &
    RW_ENGINE_LOST, RW_TIMEOUT, RW_CLOSED, RW_OUT_OF_MEMORY, RW_RUNTIME_UNAVAILABLE, &
    RW_VERSION_MISMATCH, RW_SYSTEM, RW_MPI_UNAVAILABLE, RW_INTERNAL

  !> The largest number of dimensions of a tensor.
  integer, parameter, public :: RW_MAX_RANK = 15

  !> Element types; the numbers are those of ONNX's TensorProto.DataType.
  integer(int32), parameter, public :: RW_FLOAT32 = 1, RW_UINT8 = 2, RW_INT8 = 3, RW_UINT16 = 4, &
    RW_INT16 = 5, RW_INT32 = 6, RW_INT64 = 7, RW_BOOL = 9, RW_FLOAT16 = 10, RW_FLOAT64 = 11, &
    RW_UINT32 = 12, RW_UINT64 = 13, RW_BFLOAT16 = 16

  !> A tensor with its type and shape said in so many words, for run_tensors: struct rw_tensor of
  !> rankwise.h. One that is not made by rw_tensor_at() is allocated by the run, as an output.
  type, bind(c) :: rw_tensor
    type(c_ptr) :: name = c_null_ptr !! name in the model; null: by position
    type(c_ptr) :: data = c_null_ptr !! first element
    integer(c_int32_t) :: type = 0 !! RW_FLOAT32, …
    integer(c_int32_t) :: rank = 0 !! number of dimensions
    integer(c_int64_t) :: onnx_shape(RW_MAX_RANK) = 0 !! in ONNX order; see rw_shape_of()
    integer(c_int64_t) :: stride(RW_MAX_RANK) = 0 !! bytes, in ONNX order
    integer(c_int32_t) :: strided = 0 !! 0: stride is not read
    integer(c_int32_t) :: allocated = 0 !! 1: to be released by rw_release()
  end type rw_tensor

  !> What a model declares of an input or output.
  type :: rw_tensor_info
    character(len=:), allocatable :: name
    integer(int32) :: type = 0 !! RW_FLOAT32, …
    integer(int64), allocatable :: shape(:) !! in Fortran order; -1: free until the call
  end type rw_tensor_info

  public :: rw_shape_of, rw_release

  !> Which rank this process is, for a program that knows better than its launcher's environment;
  !> the module rankwise_mpi fills it from a communicator. size 0: nothing is said.
  type :: rw_rank
    integer :: rank = 0 !! from 0; messages name it
    integer :: size = 0 !! number of ranks
    integer :: local_rank = 0 !! from 0, on this node; decides which device "cuda" and "auto" mean
    integer :: local_size = 0 !! number of ranks on this node
  end type rw_rank

  !> A loaded model. It cannot be copied by assignment: pass it on as an argument.
  type :: rw_model
    private
    type(c_ptr) :: handle = c_null_ptr
  contains
    procedure :: load => model_load
    procedure :: load_bytes => model_load_bytes
    procedure :: run => model_run
    procedure :: run_tensors => model_run_tensors
    procedure :: close => model_close
    procedure :: is_loaded => model_is_loaded
    procedure :: input_count => model_input_count
    procedure :: output_count => model_output_count
    procedure :: get_input => model_get_input
    procedure :: get_output => model_get_output
    procedure :: device => model_device
    procedure :: runtime => model_runtime
    procedure, private :: refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: model_finalize
  end type rw_model

  !> struct rw_tensor_info of rankwise.h.
  type, bind(c) :: c_tensor_info
    type(c_ptr) :: name
    integer(c_int32_t) :: type
    integer(c_int32_t) :: rank
    integer(c_int64_t) :: shape(RW_MAX_RANK)
    type(c_ptr) :: dim_name(RW_MAX_RANK)
  end type c_tensor_info

  interface
    function shim_load(out, path, bytes, bytes_size, device, threads, start_timeout, run_timeout, &
      rank) bind(c, name="rankwise_shim_load") result(status)
      import :: c_char, c_double, c_int, c_int64_t, c_int8_t, c_ptr
      type(c_ptr), intent(out) :: out
      character(kind=c_char), intent(in) :: path(*), device(*)
      integer(c_int8_t), intent(in) :: bytes(*)
      integer(c_int64_t), value :: bytes_size
      integer(c_int), value :: threads
      real(c_double), value :: start_timeout, run_timeout
      integer(c_int), intent(in) :: rank(4)
      integer(c_int) :: status
    end function shim_load

    function shim_run(model, x, y) bind(c, name="rankwise_shim_run") result(status)
      import :: c_int, c_ptr
      type(c_ptr), value :: model
      type(*), dimension(..), intent(in) :: x
      type(*), dimension(..), intent(inout) :: y
      integer(c_int) :: status
    end function shim_run

    function c_run(model, inputs, n_inputs, outputs, n_outputs) bind(c, name="rw_model_run") &
      result(status)
      import :: c_int, c_ptr, c_size_t, rw_tensor
      type(c_ptr), value :: model
      type(rw_tensor), intent(in) :: inputs(*)
      integer(c_size_t), value :: n_inputs, n_outputs
      type(rw_tensor), intent(inout) :: outputs(*)
      integer(c_int) :: status
    end function c_run

    function c_close(model) bind(c, name="rw_model_close") result(status)
      import :: c_int, c_ptr
      type(c_ptr), intent(inout) :: model
      integer(c_int) :: status
    end function c_close

    function c_input_count(model) bind(c, name="rw_model_input_count") result(count)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t) :: count
    end function c_input_count

    function c_output_count(model) bind(c, name="rw_model_output_count") result(count)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t) :: count
    end function c_output_count

    function c_input(model, position, out) bind(c, name="rw_model_input") result(status)
      import :: c_int, c_ptr, c_size_t, c_tensor_info
      type(c_ptr), value :: model
      integer(c_size_t), value :: position
      type(c_tensor_info), intent(out) :: out
      integer(c_int) :: status
    end function c_input

    function c_output(model, position, out) bind(c, name="rw_model_output") result(status)
      import :: c_int, c_ptr, c_size_t, c_tensor_info
      type(c_ptr), value :: model
      integer(c_size_t), value :: position
      type(c_tensor_info), intent(out) :: out
      integer(c_int) :: status
    end function c_output

    function c_device(model) bind(c, name="rw_model_device") result(text)
      import :: c_ptr
      type(c_ptr), value :: model
      type(c_ptr) :: text
    end function c_device

    function c_runtime(model) bind(c, name="rw_model_runtime") result(text)
      import :: c_ptr
      type(c_ptr), value :: model
      type(c_ptr) :: text
    end function c_runtime

    function c_error_message() bind(c, name="rw_error_message") result(text)
      import :: c_ptr
      type(c_ptr) :: text
    end function c_error_message

    function c_type_name(type) bind(c, name="rw_type_name") result(text)
      import :: c_int32_t, c_ptr
      integer(c_int32_t), value :: type
      type(c_ptr) :: text
    end function c_type_name

    function c_type_size(type) bind(c, name="rw_type_size") result(bytes)
      import :: c_int32_t, c_size_t
      integer(c_int32_t), value :: type
      integer(c_size_t) :: bytes
    end function c_type_size

    subroutine c_release(tensor) bind(c, name="rw_tensor_release")
      import :: rw_tensor
      type(rw_tensor), intent(inout) :: tensor
    end subroutine c_release

    function c_strlen(text) bind(c, name="strlen") result(length)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: text
      integer(c_size_t) :: length
    end function c_strlen
  end interface

contains

  !> Loads the ONNX model in a file and starts this rank's engine if none runs yet. A model that was
  !> loaded before is closed.
  subroutine model_load(self, path, device, threads, start_timeout, run_timeout, rank, stat, errmsg)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: path !! file; trailing blanks do not count
    !> "auto" (the default), "cpu", "cuda", "cuda:1", "tensorrt", "webgpu"
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads !! that compute one call; default: one
    !> seconds for the engine to start; default: 60
    real(real64), intent(in), optional :: start_timeout
    !> seconds for the load and each run; default: no limit
    real(real64), intent(in), optional :: run_timeout
    type(rw_rank), intent(in), optional :: rank !! this process; default: as its launcher tells
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    integer(c_int8_t), parameter :: nothing(1) = 0_c_int8_t
    integer(c_int) :: status

    status = any_load(self, path, nothing, -1_c_int64_t, device, threads, start_timeout, &
      run_timeout, rank)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_load

  !> Loads a model that lies in memory: one that another rank has read, say. The bytes are not
  !> needed any more after the call. The weights of the model must be part of it (no external data).
  subroutine model_load_bytes(self, bytes, name, device, threads, start_timeout, run_timeout, &
    rank, stat, errmsg)
    class(rw_model), intent(inout) :: self
    integer(int8), intent(in), contiguous :: bytes(:) !! those of an ONNX file
    character(len=*), intent(in) :: name !! of the model in messages
    character(len=*), intent(in), optional :: device !! as for load, and so on
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout
    real(real64), intent(in), optional :: run_timeout
    type(rw_rank), intent(in), optional :: rank
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    integer(c_int) :: status

    status = any_load(self, name, bytes, size(bytes, kind=c_int64_t), device, threads, &
      start_timeout, run_timeout, rank)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_load_bytes

  !> Loads a file, or bytes where their number is not negative.
  function any_load(self, path, bytes, bytes_size, device, threads, start_timeout, run_timeout, &
    rank) result(status)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: path
    integer(c_int8_t), intent(in) :: bytes(*)
    integer(c_int64_t), intent(in) :: bytes_size
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout, run_timeout
    type(rw_rank), intent(in), optional :: rank
    integer(c_int) :: status
    character(len=:), allocatable :: device_
    integer(c_int) :: threads_, numbers(4)
    real(c_double) :: start_, run_

    device_ = "auto"
    if (present(device)) device_ = trim(device)
    threads_ = 0
    if (present(threads)) threads_ = int(threads, c_int)
    start_ = 0
    if (present(start_timeout)) start_ = real(start_timeout, c_double)
    run_ = 0
    if (present(run_timeout)) run_ = real(run_timeout, c_double)
    numbers = 0
    if (present(rank)) &
      numbers = int([rank%rank, rank%size, rank%local_rank, rank%local_size], c_int)
    status = c_close(self%handle)
    status = shim_load(self%handle, trim(path) // c_null_char, bytes, bytes_size, &
      device_ // c_null_char, threads_, start_, run_, numbers)
  end function any_load

  !> Runs a model of one input and one output and waits. Integers of 8 to 64 bits and reals of 32
  !> and 64, of any rank; sections too.
  subroutine model_run(self, x, y, stat, errmsg)
    class(rw_model), intent(in) :: self
    type(*), dimension(..), intent(in) :: x !! input
    type(*), dimension(..), intent(inout) :: y !! output; left alone on a failure
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    integer(c_int) :: status

    status = shim_run(self%handle, x, y)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_run

  !> Runs a model of any number of inputs and outputs, whose types and shapes are said in so many
  !> words. An output that is not made by rw_tensor_at() is allocated: release it with rw_release().
  subroutine model_run_tensors(self, inputs, outputs, stat, errmsg)
    class(rw_model), intent(in) :: self
    type(rw_tensor), intent(in) :: inputs(:)
    type(rw_tensor), intent(inout) :: outputs(:)
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    integer(c_int) :: status

    status = c_run(self%handle, inputs, size(inputs, kind=c_size_t), outputs, &
      size(outputs, kind=c_size_t))
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_run_tensors

  !> Releases the model; its engine ends with its last model. Safe to call twice.
  subroutine model_close(self, stat, errmsg)
    class(rw_model), intent(inout) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    integer(c_int) :: status

    status = c_close(self%handle)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_close

  !> A model that goes out of scope closes; there is no one to report a failure to.
  impure elemental subroutine model_finalize(self)
    type(rw_model), intent(inout) :: self
    integer(c_int) :: status

    status = c_close(self%handle)
  end subroutine model_finalize

  !> Two variables for one model would both close it.
  subroutine refuse_copy(to, from)
    class(rw_model), intent(inout) :: to
    class(rw_model), intent(in) :: from

    if (c_associated(to%handle) .or. c_associated(from%handle)) error stop &
      "rankwise: a model cannot be assigned to another variable; pass it on as an argument"
  end subroutine refuse_copy

  logical function model_is_loaded(self) result(loaded)
    class(rw_model), intent(in) :: self

    loaded = c_associated(self%handle)
  end function model_is_loaded

  integer function model_input_count(self) result(count)
    class(rw_model), intent(in) :: self

    count = int(c_input_count(self%handle))
  end function model_input_count

  integer function model_output_count(self) result(count)
    class(rw_model), intent(in) :: self

    count = int(c_output_count(self%handle))
  end function model_output_count

  !> What the model declares of input i, counted from 1.
  subroutine model_get_input(self, i, info, stat, errmsg)
    class(rw_model), intent(in) :: self
    integer, intent(in) :: i
    type(rw_tensor_info), intent(out) :: info
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    type(c_tensor_info) :: found
    integer(c_int) :: status

    status = c_input(self%handle, int(i - 1, c_size_t), found)
    if (status == RW_OK) call to_info(found, info)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_get_input

  !> What the model declares of output i, counted from 1.
  subroutine model_get_output(self, i, info, stat, errmsg)
    class(rw_model), intent(in) :: self
    integer, intent(in) :: i
    type(rw_tensor_info), intent(out) :: info
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    type(c_tensor_info) :: found
    integer(c_int) :: status

    status = c_output(self%handle, int(i - 1, c_size_t), found)
    if (status == RW_OK) call to_info(found, info)
    if (status /= RW_OK .and. present(errmsg)) errmsg = last_error()
    call report(status, stat)
  end subroutine model_get_output

  !> The device the model runs on: "cpu", "cuda:1".
  function model_device(self) result(text)
    class(rw_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_device(self%handle))
  end function model_device

  !> What runs the model: "ONNX Runtime 1.30.0, CPUExecutionProvider".
  function model_runtime(self) result(text)
    class(rw_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_runtime(self%handle))
  end function model_runtime

  !> A tensor over memory of the caller's, for run_tensors.
  function rw_tensor_at(data, type, shape) result(tensor)
    type(c_ptr), intent(in) :: data !! first of the elements, which lie one after another
    integer(int32), intent(in) :: type !! RW_FLOAT32, …
    integer(int64), intent(in) :: shape(:) !! in Fortran order, at most RW_MAX_RANK dimensions
    type(rw_tensor) :: tensor

    tensor%data = data
    tensor%type = type
    tensor%rank = size(shape, kind=c_int32_t)
    if (size(shape) <= RW_MAX_RANK) tensor%onnx_shape(:size(shape)) = shape(size(shape):1:-1)
  end function rw_tensor_at

  !> The shape of a tensor in Fortran order.
  pure function rw_shape_of(tensor) result(shape)
    type(rw_tensor), intent(in) :: tensor
    integer(int64), allocatable :: shape(:)

    shape = tensor%onnx_shape(tensor%rank:1:-1)
  end function rw_shape_of

  !> Releases what a run allocated for an output. Safe to call twice.
  subroutine rw_release(tensor)
    type(rw_tensor), intent(inout) :: tensor

    call c_release(tensor)
  end subroutine rw_release

  !> The name of an element type: "float32".
  function rw_type_name(type) result(text)
    integer(int32), intent(in) :: type
    character(len=:), allocatable :: text

    text = to_string(c_type_name(type))
  end function rw_type_name

  !> Bytes of one element; 0 for a number that is no type.
  integer function rw_type_size(type) result(bytes)
    integer(int32), intent(in) :: type

    bytes = int(c_type_size(type))
  end function rw_type_size

  subroutine to_info(found, info)
    type(c_tensor_info), intent(in) :: found
    type(rw_tensor_info), intent(out) :: info

    info%name = to_string(found%name)
    info%type = found%type
    info%shape = found%shape(found%rank:1:-1)
  end subroutine to_info

  function to_string(text) result(string)
    type(c_ptr), intent(in) :: text
    character(len=:), allocatable :: string
    character(kind=c_char), pointer :: characters(:)
    integer :: i

    call c_f_pointer(text, characters, [c_strlen(text)])
    allocate (character(len=size(characters)) :: string)
    do i = 1, size(characters)
      string(i:i) = characters(i)
    end do
  end function to_string

  !> The sentence that belongs to the last failure. Procedures assign it to their errmsg themselves:
  !> gfortran loses the length of an optional errmsg that is handed on.
  function last_error() result(text)
    character(len=:), allocatable :: text

    text = to_string(c_error_message())
  end function last_error

  !> Hands a failure to the caller, or stops the program where the caller takes none.
  subroutine report(status, stat)
    integer(c_int), intent(in) :: status
    integer, intent(out), optional :: stat

    if (present(stat)) then
      stat = int(status)
    else if (status /= RW_OK) then
      error stop "rankwise: " // last_error()
    end if
  end subroutine report
end module rankwise
