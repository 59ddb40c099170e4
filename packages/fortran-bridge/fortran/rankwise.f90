!> Call neural networks, stored as ONNX, from Fortran.
!>
!>     type(rw_model) :: net
!>     call net%load("simplenet.onnx", device="auto")
!>     call net%run(x, y)
!>     call net%close()
!>
!> An array x(d1,…,dn) is the ONNX tensor [dn,…,d1]: the same bytes in the same order. So x(nlev,
!> ncol) is a batch of ncol samples of nlev values. Where the model declares one more dimension,
!> leading in ONNX, that is free or 1, it is taken as 1. With same_order=.true. x(d1,…,dn) is the
!> tensor [d1,…,dn] instead: the elements are copied into the other order.
!>
!> Arrays are integers of 8 to 64 bits, reals of 32 and 64, complex numbers of them (a dimension of
!> 2 more, the last in ONNX and the first in Fortran order), and logicals of any kind (bool). Fortran
!> has neither unsigned integers nor reals of 16 bits: type=RW_UINT8, RW_FLOAT16, … says that the
!> bits of integers of the same size are such. With convert=.true. reals of one kind are converted
!> from and to the model's, 16 bits included, and integers, whose values must fit; without it
!> another kind is an error. Convert and same_order may be said for all calls, at the load.
!>
!> Every procedure that can fail has the optional arguments stat=, errmsg= and errtext=. stat
!> receives RW_OK (0) or another number of the module rankwise_status; errmsg, which is
!> character(len=:), allocatable, and errtext, which is character(len=*), a sentence that names the
!> rank, the model and what to do. errmsg gets the length of the sentence; errtext is padded with
!> blanks or cut, as the errmsg of Fortran's own statements. Both are left alone on success. Without
!> stat a failure stops the program with that sentence.
module rankwise
  use, intrinsic :: iso_c_binding, only: c_associated, c_bool, c_char, c_double, &
    c_double_complex, c_f_pointer, c_float, c_float_complex, c_int, c_int16_t, c_int32_t, &
    c_int64_t, c_int8_t, c_loc, c_null_char, c_null_ptr, c_ptr, c_size_t
  use, intrinsic :: iso_fortran_env, only: int32, int64, int8, real64
  use rankwise_c
  use rankwise_devices, only: rw_device, rw_device_count, rw_get_devices
  use rankwise_status
  implicit none
  private

  public :: rw_model, rw_rank, rw_request, rw_tensor, rw_tensor_info, RW_MAX_RANK
  public :: rw_device, rw_device_count, rw_get_devices
  public :: rw_tensor_at, rw_type_name, rw_type_size, rw_wait_any
  public :: RW_OK, RW_INVALID_ARGUMENT, RW_MODEL_NOT_FOUND, RW_MODEL_INVALID, &
    RW_MODEL_UNSUPPORTED, RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH, RW_SHAPE_MISMATCH, &
    RW_DEVICE_UNAVAILABLE, RW_RUN_FAILED, RW_NODE_UNAVAILABLE, RW_ENGINE_START_FAILED, &
    RW_ENGINE_LOST, RW_TIMEOUT, RW_CLOSED, RW_OUT_OF_MEMORY, RW_RUNTIME_UNAVAILABLE, &
    RW_VERSION_MISMATCH, RW_SYSTEM, RW_MPI_UNAVAILABLE, RW_INTERNAL, RW_MODEL_CHANGED

  public :: RW_FLOAT32, RW_UINT8, RW_INT8, RW_UINT16, RW_INT16, RW_INT32, RW_INT64, RW_BOOL, &
    RW_FLOAT16, RW_FLOAT64, RW_UINT32, RW_UINT64, RW_BFLOAT16

  !> What a model declares of an input or output.
  type :: rw_tensor_info
    character(len=:), allocatable :: name
    integer(int32) :: type = 0 !! RW_FLOAT32, …
    integer(int64), allocatable :: shape(:) !! in Fortran order; -1: free until the call
    !> names of the free dimensions, in Fortran order; blank for those that have none
    character(len=:), allocatable :: dim_names(:)
    logical :: any_rank = .false. !! even the number of dimensions is free; shape is empty then
    logical :: is_optional = .false. !! an input that may be left out: the model has a value for it
  end type rw_tensor_info

  public :: rw_shape_of, rw_release

  !> A tensor over memory of the caller's, for run_tensors. The shape is in Fortran order, of any
  !> kind of integer.
  interface rw_tensor_at
    procedure :: tensor_at_int32, tensor_at_int64
  end interface rw_tensor_at

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
    type(c_ptr) :: own_request = c_null_ptr !! of put, run without arguments, and get
    integer(c_int) :: as_loaded(3) = 0 !! how arrays are read where a call does not say: see reading
  contains
    procedure :: load => model_load
    procedure :: load_bytes => model_load_bytes
    procedure :: run => model_run
    procedure :: run_tensors => model_run_tensors
    procedure :: put => model_put
    procedure :: get => model_get
    procedure :: close => model_close
    procedure :: is_loaded => model_is_loaded
    procedure :: input_count => model_input_count
    procedure :: output_count => model_output_count
    procedure :: get_input => model_get_input
    procedure :: get_output => model_get_output
    procedure :: metadata => model_metadata
    procedure :: metadata_count => model_metadata_count
    procedure :: get_metadata => model_get_metadata
    procedure :: device => model_device
    procedure :: runtime => model_runtime
    procedure :: fallback => model_fallback
    procedure, private :: refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: model_finalize
  end type rw_model

  !> A run of a model that is put together piece by piece: inputs by name, outputs taken when they
  !> are wanted, and in between the rank may compute something else. It can be run any number of
  !> times; inputs stay until they are put again. One thread at a time may use it; several requests
  !> of one model may be in flight at once.
  type :: rw_request
    private
    type(c_ptr) :: handle = c_null_ptr
    integer(c_int) :: as_loaded(3) = 0 !! that of the model
  contains
    procedure :: open => request_open
    procedure :: put => request_put
    procedure :: omit => request_omit
    procedure :: feed => request_feed
    procedure :: unfeed => request_unfeed
    procedure :: select => request_select
    procedure :: start => request_start
    procedure :: test => request_test
    procedure :: wait => request_wait
    procedure :: run => request_run
    procedure :: get => request_get
    procedure :: close => request_close
    include "rankwise_bindings.inc"
    procedure, private :: refuse_request_copy
    generic :: assignment(=) => refuse_request_copy
    final :: request_finalize
  end type rw_request

  character(len=*), parameter :: wrong_rank = &
    "input_pointer: the shape must have as many elements as the pointer has dimensions"

  character(len=*), parameter :: no_memory = &
    "get_allocatable: there is no memory for the array; give the network fewer samples at a time"

  integer(c_int), parameter :: nothing_said(3) = 0

contains

  !> Loads the ONNX model in a file and starts this rank's engine if none runs yet. A model that was
  !> loaded before is closed.
  subroutine model_load(self, path, device, threads, start_timeout, run_timeout, rank, &
    provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
    stat, errmsg, errtext)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: path !! file; trailing blanks do not count
    !> "auto" (the default, and what a blank is), "cpu", "cuda", "cuda:1", "tensorrt", "webgpu"
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads !! that compute one call; default: one
    !> seconds for the engine to start; default, as of 0: RANKWISE_START_TIMEOUT, else 60
    real(real64), intent(in), optional :: start_timeout
    !> seconds for each run, or each wait for one; default: RANKWISE_RUN_TIMEOUT, else no limit
    real(real64), intent(in), optional :: run_timeout
    type(rw_rank), intent(in), optional :: rank !! this process; default: as its launcher tells
    !> of the device's execution provider, by its own names: "gpu_mem_limit=2147483648;prefer_nhwc=1"
    character(len=*), intent(in), optional :: provider_options
    !> whether it is an error that an operator runs on the CPU though another device was asked for
    logical, intent(in), optional :: no_fallback
    !> "auto" (the default): an engine for each device, shared by the job's ranks on it, but on the
    !> cpu for each rank; "device": for each device, the cpu too; "rank": for each rank
    character(len=*), intent(in), optional :: engines
    !> whether requests that wait at the same time, of any ranks, are run as one batch along the
    !> model's first axis, Fortran's last: "auto" (the default: on a device that ranks share, where
    !> the samples are independent), "off", "on" (else the load fails), "independent" (you vouch for
    !> them); settings may follow, "on;max=512;delay=0.001": samples at most, seconds to wait
    character(len=*), intent(in), optional :: batching
    !> seconds for the load, once the engine runs; default: RANKWISE_LOAD_TIMEOUT, else no limit
    real(real64), intent(in), optional :: load_timeout
    logical, intent(in), optional :: convert !! of calls that do not say; default: false
    logical, intent(in), optional :: same_order !! of calls that do not say; default: false
    !> whether an NVIDIA GPU may round float32 to TF32, 10 bits of mantissa: faster, errors of the
    !> order of 1e-3; default: false
    logical, intent(in), optional :: tf32
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int8_t), parameter :: nothing(1) = 0_c_int8_t
    integer(c_int) :: status

    status = any_load(self, path, nothing, -1_c_int64_t, device, threads, start_timeout, &
      run_timeout, rank, provider_options, no_fallback, engines, batching, load_timeout, convert, &
      same_order, tf32)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_load

  !> Loads a model that lies in memory: one that another rank has read, say. The bytes are not
  !> needed any more after the call. The weights of the model must be part of it (no external data).
  subroutine model_load_bytes(self, bytes, name, device, threads, start_timeout, run_timeout, &
    rank, provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, &
    tf32, stat, errmsg, errtext)
    class(rw_model), intent(inout) :: self
    integer(int8), intent(in), contiguous :: bytes(:) !! those of an ONNX file
    character(len=*), intent(in) :: name !! of the model in messages
    character(len=*), intent(in), optional :: device !! as for load, and so on
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout
    real(real64), intent(in), optional :: run_timeout
    type(rw_rank), intent(in), optional :: rank
    character(len=*), intent(in), optional :: provider_options
    logical, intent(in), optional :: no_fallback
    character(len=*), intent(in), optional :: engines, batching
    real(real64), intent(in), optional :: load_timeout
    logical, intent(in), optional :: convert, same_order, tf32
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = any_load(self, name, bytes, size(bytes, kind=c_int64_t), device, threads, &
      start_timeout, run_timeout, rank, provider_options, no_fallback, engines, batching, &
      load_timeout, convert, same_order, tf32)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_load_bytes

  !> Loads a file, or bytes where their number is not negative.
  function any_load(self, path, bytes, bytes_size, device, threads, start_timeout, run_timeout, &
    rank, provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, &
    tf32) result(status)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: path
    integer(c_int8_t), intent(in) :: bytes(*)
    integer(c_int64_t), intent(in) :: bytes_size
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout, run_timeout, load_timeout
    type(rw_rank), intent(in), optional :: rank
    character(len=*), intent(in), optional :: provider_options
    logical, intent(in), optional :: no_fallback, convert, same_order, tf32
    character(len=*), intent(in), optional :: engines, batching
    integer(c_int) :: status
    character(len=:), allocatable :: device_, options_, engines_, batching_
    integer(c_int) :: threads_, numbers(4), no_fallback_, tf32_
    real(c_double) :: timeouts(3)

    device_ = "auto"
    if (present(device)) device_ = trim(device)
    threads_ = 0
    if (present(threads)) threads_ = int(threads, c_int)
    timeouts = 0
    if (present(start_timeout)) timeouts(1) = real(start_timeout, c_double)
    if (present(load_timeout)) timeouts(2) = real(load_timeout, c_double)
    if (present(run_timeout)) timeouts(3) = real(run_timeout, c_double)
    numbers = 0
    if (present(rank)) &
      numbers = int([rank%rank, rank%size, rank%local_rank, rank%local_size], c_int)
    options_ = ""
    if (present(provider_options)) options_ = trim(provider_options)
    no_fallback_ = 0
    if (present(no_fallback)) no_fallback_ = merge(1_c_int, 0_c_int, no_fallback)
    tf32_ = 0
    if (present(tf32)) tf32_ = merge(1_c_int, 0_c_int, tf32)
    engines_ = ""
    if (present(engines)) engines_ = trim(engines)
    batching_ = ""
    if (present(batching)) batching_ = trim(batching)
    self%as_loaded = reading(nothing_said, convert=convert, same_order=same_order)
    status = close_all(self%own_request, self%handle)
    status = shim_load(self%handle, trim(path) // c_null_char, bytes, bytes_size, &
      device_ // c_null_char, threads_, timeouts, numbers, options_ // c_null_char, &
      no_fallback_, engines_ // c_null_char, batching_ // c_null_char, self%as_loaded(2), &
      tf32_)
  end function any_load

  !> Runs the model and waits. With x and y: a model of one input and one output. Without: what was
  !> put. Arrays of any rank; sections too. Convert and same_order hold for both arrays; where they
  !> are to differ, or for bits of another type, put and get.
  subroutine model_run(self, x, y, convert, same_order, stat, errmsg, errtext)
    class(rw_model), intent(in) :: self
    type(*), dimension(..), contiguous, intent(in), optional :: x !! input
    type(*), dimension(..), contiguous, intent(inout), optional :: y !! left alone on a failure
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! x(i, j) is element [i, j] for the model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    type(rw_tensor) :: nothing(0)
    integer(c_int) :: status

    if (present(x) .or. present(y)) then
      ! An array that is not allocated is not present: the shim says so.
      status = shim_run(self%handle, x, y, reading(self%as_loaded, convert=convert, &
        same_order=same_order))
    else if (c_associated(self%own_request)) then
      status = start_and_wait(self%own_request)
    else
      status = c_run(self%handle, nothing, 0_c_size_t, nothing, 0_c_size_t) ! says what was not put
    end if
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_run

  !> Runs a request and waits.
  function start_and_wait(request) result(status)
    type(c_ptr), intent(in) :: request
    integer(c_int) :: status

    status = c_request_start(request)
    if (status == RW_OK) status = c_request_wait(request)
  end function start_and_wait

  !> The model's own request is opened by the first put.
  function open_own(self) result(status)
    class(rw_model), intent(inout) :: self
    integer(c_int) :: status

    status = RW_OK
    if (.not. c_associated(self%own_request)) &
      status = c_request_open(self%own_request, self%handle)
  end function open_own

  !> Copies an input, for the next run without arguments.
  subroutine model_put(self, name, x, type, convert, same_order, stat, errmsg, errtext)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: name !! of the input; trailing blanks do not count
    !> any rank, sections too; optional, as an array that is not allocated is not present
    type(*), dimension(..), contiguous, intent(in), optional :: x
    integer(int32), intent(in), optional :: type !! RW_UINT8, … that the bits of integers are
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! x(i, j) is element [i, j] for the model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = open_own(self)
    if (status == RW_OK) status = shim_put(self%own_request, trim(name)//c_null_char, x, &
      reading(self%as_loaded, type, convert, same_order))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_put

  !> Copies an output of the last run without arguments.
  subroutine model_get(self, name, y, type, convert, same_order, stat, errmsg, errtext)
    class(rw_model), intent(inout) :: self
    character(len=*), intent(in) :: name !! of the output; trailing blanks do not count
    !> left alone on a failure; optional, as an array that is not allocated is not present
    type(*), dimension(..), contiguous, intent(inout), optional :: y
    integer(int32), intent(in), optional :: type !! RW_UINT8, … that the bits of integers are
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! y(i, j) is element [i, j] for the model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = open_own(self)
    if (status == RW_OK) status = shim_get(self%own_request, trim(name)//c_null_char, y, &
      reading(self%as_loaded, type, convert, same_order))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_get

  !> Runs a model of any number of inputs and outputs, whose types and shapes are said in so many
  !> words. An output that is not made by rw_tensor_at() is allocated: release it with rw_release().
  subroutine model_run_tensors(self, inputs, outputs, stat, errmsg, errtext)
    class(rw_model), intent(in) :: self
    type(rw_tensor), intent(in) :: inputs(:)
    type(rw_tensor), intent(inout) :: outputs(:)
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_run(self%handle, inputs, size(inputs, kind=c_size_t), outputs, &
      size(outputs, kind=c_size_t))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_run_tensors

  !> Releases the model; its engine ends with its last model. Safe to call twice.
  subroutine model_close(self, stat, errmsg, errtext)
    class(rw_model), intent(inout) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = close_all(self%own_request, self%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_close

  function close_all(request, model) result(status)
    type(c_ptr), intent(inout) :: request, model
    integer(c_int) :: status

    status = c_request_close(request)
    status = c_close(model)
  end function close_all

  !> A model that goes out of scope closes; there is no one to report a failure to.
  impure elemental subroutine model_finalize(self)
    type(rw_model), intent(inout) :: self
    integer(c_int) :: status

    status = close_all(self%own_request, self%handle)
  end subroutine model_finalize

  !> Two variables for one model would both close it.
  impure elemental subroutine refuse_copy(to, from)
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
  subroutine model_get_input(self, i, info, stat, errmsg, errtext)
    class(rw_model), intent(in) :: self
    integer, intent(in) :: i
    type(rw_tensor_info), intent(out) :: info
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    type(c_tensor_info) :: found
    integer(c_int) :: status

    status = c_input(self%handle, int(i - 1, c_size_t), found)
    if (status == RW_OK) call to_info(found, info)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_get_input

  !> What the model declares of output i, counted from 1.
  subroutine model_get_output(self, i, info, stat, errmsg, errtext)
    class(rw_model), intent(in) :: self
    integer, intent(in) :: i
    type(rw_tensor_info), intent(out) :: info
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    type(c_tensor_info) :: found
    integer(c_int) :: status

    status = c_output(self%handle, int(i - 1, c_size_t), found)
    if (status == RW_OK) call to_info(found, info)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_get_output

  !> What the model says of itself: "opset" ("opset:com.microsoft", …), "ir_version",
  !> "producer_name", "producer_version", "domain", "model_version", "doc_string", "graph_name", or
  !> an entry of its own. Empty where it says nothing.
  function model_metadata(self, key) result(value)
    class(rw_model), intent(in) :: self
    character(len=*), intent(in) :: key
    character(len=:), allocatable :: value
    type(c_ptr) :: found

    value = ""
    found = c_metadata(self%handle, trim(key)//c_null_char)
    if (c_associated(found)) value = to_string(found)
  end function model_metadata

  integer function model_metadata_count(self) result(count)
    class(rw_model), intent(in) :: self

    count = int(c_metadata_count(self%handle))
  end function model_metadata_count

  !> Entry i of what the model says of itself, counted from 1.
  subroutine model_get_metadata(self, i, key, value, stat, errmsg, errtext)
    class(rw_model), intent(in) :: self
    integer, intent(in) :: i
    character(len=:), allocatable, intent(out) :: key
    character(len=:), allocatable, intent(out) :: value
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    type(c_ptr) :: found_key, found_value
    integer(c_int) :: status

    status = c_metadata_at(self%handle, int(i - 1, c_size_t), found_key, found_value)
    if (status == RW_OK) then
      key = to_string(found_key)
      value = to_string(found_value)
    end if
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine model_get_metadata

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

  !> The operators that run on the CPU though the device is another one: "Exp, NonZero (3 nodes)";
  !> empty where there are none. Arithmetic on shapes, which belongs there, is not counted.
  function model_fallback(self) result(text)
    class(rw_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_fallback(self%handle))
  end function model_fallback

  !> Opens a request of a model; one that was open is closed. It must be closed before the model, or
  !> can only be closed after it.
  subroutine request_open(self, model, stat, errmsg, errtext)
    class(rw_request), intent(inout) :: self
    class(rw_model), intent(in) :: model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    self%as_loaded = model%as_loaded
    status = c_request_close(self%handle)
    status = c_request_open(self%handle, model%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_open

  !> Copies an input into the request, at once.
  subroutine request_put(self, name, x, type, convert, same_order, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name !! of the input; trailing blanks do not count
    !> any rank, sections too; optional, as an array that is not allocated is not present
    type(*), dimension(..), contiguous, intent(in), optional :: x
    integer(int32), intent(in), optional :: type !! RW_UINT8, … that the bits of integers are
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! x(i, j) is element [i, j] for the model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = shim_put(self%handle, trim(name)//c_null_char, x, &
      reading(self%as_loaded, type, convert, same_order))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_put

  !> Leaves an optional input out again that was put before.
  subroutine request_omit(self, name, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name !! of the input
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_request_omit(self%handle, 0_c_size_t, trim(name)//c_null_char)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_omit

  !> Makes the network's state: from now on what the output is after a run, the input is in the
  !> next, without leaving the engine. The first run takes the input as it was put; to put it again
  !> starts anew from there. A run that fails leaves the state as it was. Such an output can be had
  !> only while it is named by select.
  subroutine request_feed(self, output, input, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: output
    character(len=*), intent(in) :: input !! of the same type and shape
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(kind=c_char), target :: text(len_trim(output) + 1)
    integer(c_int) :: status
    integer :: i

    do i = 1, len_trim(output)
      text(i) = output(i:i)
    end do
    text(len_trim(output) + 1) = c_null_char
    status = c_request_feed(self%handle, c_loc(text), trim(input)//c_null_char)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_feed

  !> Ends what feed began: the input is to be put again.
  subroutine request_unfeed(self, input, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: input
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_request_feed(self%handle, c_null_ptr, trim(input)//c_null_char)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_unfeed

  !> Names the outputs to compute from now on; none: all numeric ones that feed no input, as at
  !> first.
  subroutine request_select(self, names, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: names(:) !! trailing blanks do not count
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(kind=c_char), target :: texts(len(names) + 1, size(names))
    type(c_ptr) :: pointers(size(names))
    integer(c_int) :: status
    integer :: i, k

    texts = c_null_char
    do i = 1, size(names)
      do k = 1, len_trim(names(i))
        texts(k, i) = names(i)(k:k)
      end do
      pointers(i) = c_loc(texts(1, i))
    end do
    status = c_request_select(self%handle, pointers, size(names, kind=c_size_t))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_select

  !> Hands the request to the engine and returns.
  subroutine request_start(self, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_request_start(self%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_start

  !> Whether the request is done, without waiting. The test that finds it done tells its failure.
  subroutine request_test(self, done, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    logical, intent(out) :: done
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: flag, status

    flag = 0
    status = c_request_test(self%handle, flag)
    done = flag /= 0
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_test

  !> Waits until the request is done, for the run_timeout of the load at most. After RW_TIMEOUT it
  !> is in flight still, and another wait has the same time again.
  subroutine request_wait(self, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_request_wait(self%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_wait

  !> Starts the request and waits.
  subroutine request_run(self, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = start_and_wait(self%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_run

  !> Copies an output of the last run.
  subroutine request_get(self, name, y, type, convert, same_order, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name !! of the output; trailing blanks do not count
    !> left alone on a failure; optional, as an array that is not allocated is not present
    type(*), dimension(..), contiguous, intent(inout), optional :: y
    integer(int32), intent(in), optional :: type !! RW_UINT8, … that the bits of integers are
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! y(i, j) is element [i, j] for the model
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = shim_get(self%handle, trim(name)//c_null_char, y, &
      reading(self%as_loaded, type, convert, same_order))
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_get

  !> Closes the request; one in flight is given up. Safe to call twice.
  subroutine request_close(self, stat, errmsg, errtext)
    class(rw_request), intent(inout) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status

    status = c_request_close(self%handle)
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine request_close

  impure elemental subroutine request_finalize(self)
    type(rw_request), intent(inout) :: self
    integer(c_int) :: status

    status = c_request_close(self%handle)
  end subroutine request_finalize

  !> Two variables for one request would both close it.
  impure elemental subroutine refuse_request_copy(to, from)
    class(rw_request), intent(inout) :: to
    class(rw_request), intent(in) :: from

    if (c_associated(to%handle) .or. c_associated(from%handle)) error stop &
      "rankwise: a request cannot be assigned to another variable; pass it on as an argument"
  end subroutine refuse_request_copy

  !> Waits until one of the requests that are in flight is done, and tells which, counted from 1.
  !> Waits for the shortest of their run_timeouts at most, and each call for as long again.
  subroutine rw_wait_any(requests, index, stat, errmsg, errtext)
    class(rw_request), intent(in) :: requests(:)
    integer, intent(out) :: index !! 0 on a failure to wait
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    type(c_ptr) :: handles(size(requests))
    integer(c_size_t) :: which
    integer(c_int) :: status
    integer :: i

    do i = 1, size(requests)
      handles(i) = requests(i)%handle
    end do
    which = -1
    status = c_request_wait_any(handles, size(requests, kind=c_size_t), which)
    index = int(which) + 1
    if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine rw_wait_any

  !> How the shim is to read an array: the type that the bits of integers are, or 0; 1 to convert,
  !> -1 not to; 1 for the model's order of the dimensions. What a call says comes before the load.
  pure function reading(as_loaded, type, convert, same_order) result(as)
    integer(c_int), intent(in) :: as_loaded(3)
    integer(int32), intent(in), optional :: type
    logical, intent(in), optional :: convert, same_order
    integer(c_int) :: as(3)

    as = as_loaded
    if (present(type)) as(1) = int(type, c_int)
    if (present(convert)) as(2) = merge(1_c_int, -1_c_int, convert)
    if (present(same_order)) as(3) = merge(1_c_int, 0_c_int, same_order)
  end function reading

  !> The same for memory of a request, which is the model's own: nothing is copied there.
  pure function bits_of(type) result(as)
    integer(int32), intent(in), optional :: type
    integer(c_int) :: as(3)

    as = reading(nothing_said, type)
  end function bits_of

  include "rankwise_arrays.inc"

  function tensor_at_int32(data, type, shape, convert, same_order) result(tensor)
    type(c_ptr), intent(in) :: data !! first of the elements, which lie one after another
    integer(int32), intent(in) :: type !! RW_FLOAT32, …
    integer(int32), intent(in) :: shape(:) !! of the Fortran array, at most RW_MAX_RANK dimensions
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! x(i, j) is element [i, j] for the model
    type(rw_tensor) :: tensor

    tensor = tensor_at_int64(data, type, int(shape, int64), convert, same_order)
  end function tensor_at_int32

  function tensor_at_int64(data, type, shape, convert, same_order) result(tensor)
    type(c_ptr), intent(in) :: data !! first of the elements, which lie one after another
    integer(int32), intent(in) :: type !! RW_FLOAT32, …
    integer(int64), intent(in) :: shape(:) !! of the Fortran array, at most RW_MAX_RANK dimensions
    logical, intent(in), optional :: convert !! numbers of another kind than the model's
    logical, intent(in), optional :: same_order !! x(i, j) is element [i, j] for the model
    type(rw_tensor) :: tensor
    integer(c_int) :: as(3)
    integer :: i

    as = reading(nothing_said, type, convert, same_order)
    tensor%data = data
    tensor%type = type
    tensor%convert = as(2)
    tensor%onnx_order = as(3)
    tensor%strided = as(3)
    tensor%rank = size(shape, kind=c_int32_t)
    if (size(shape) > RW_MAX_RANK) return
    if (as(3) == 0) then
      tensor%onnx_shape(:size(shape)) = shape(size(shape):1:-1)
    else
      tensor%onnx_shape(:size(shape)) = shape
      tensor%stride(:size(shape)) = &
        [(c_type_size(type)*product(shape(:i - 1)), i=1, size(shape))]
    end if
  end function tensor_at_int64

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
    integer :: i, longest

    info%name = to_string(found%name)
    info%type = found%type
    info%any_rank = found%rank < 0
    info%is_optional = found%optional /= 0
    info%shape = found%shape(found%rank:1:-1)
    longest = 0
    do i = 1, found%rank
      longest = max(longest, len(dim_name(found%dim_name(i))))
    end do
    allocate (character(len=longest) :: info%dim_names(max(found%rank, 0)))
    do i = 1, found%rank
      info%dim_names(found%rank + 1 - i) = dim_name(found%dim_name(i))
    end do
  end subroutine to_info

  !> Empty for a dimension without a name.
  function dim_name(text) result(name)
    type(c_ptr), intent(in) :: text
    character(len=:), allocatable :: name

    name = ""
    if (c_associated(text)) name = to_string(text)
  end function dim_name
end module rankwise
