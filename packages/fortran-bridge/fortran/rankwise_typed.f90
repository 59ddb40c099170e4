!> What the modules that `rankwise generate` makes stand on. No assumed rank and no assumed type, so
!> that every compiler takes it. Programs use the generated modules.
module rankwise_typed
  use, intrinsic :: iso_c_binding, only: c_associated, c_char, c_double, &
    c_int32_t, c_int64_t, c_loc, c_null_char, c_null_ptr, c_ptr, c_size_t, c_sizeof
  use, intrinsic :: iso_fortran_env, only: int32, int64, real64
  use rankwise_base, only: c_close, c_device, c_expect, c_fallback, c_input, c_load, &
    c_load_options, c_rank, c_release, c_run, c_runtime, c_tensor_info, last_error, &
    rw_report => report, rw_tensor, to_string, RW_BFLOAT16, RW_BOOL, RW_FLOAT16, RW_FLOAT32, &
    RW_FLOAT64, RW_INT16, RW_INT32, RW_INT64, RW_INT8, RW_UINT16, RW_UINT32, RW_UINT64, RW_UINT8
  use rankwise_status, only: RW_OK, RW_OUT_OF_MEMORY, RW_SHAPE_MISMATCH
  implicit none
  private

  public :: rw_release, rw_report, rw_shape_of, rw_tensor, rw_tensor_of, rw_typed_model
  public :: RW_BFLOAT16, RW_BOOL, RW_FLOAT16, RW_FLOAT32, RW_FLOAT64, RW_INT16, RW_INT32, &
    RW_INT64, RW_INT8, RW_OK, RW_UINT16, RW_UINT32, RW_UINT64, RW_UINT8

  !> A loaded model of known inputs and outputs, which generated types extend. It cannot be copied
  !> by assignment: pass it on as an argument.
  type :: rw_typed_model
    private
    type(c_ptr) :: handle = c_null_ptr
    character(len=:), allocatable :: path
  contains
    procedure :: close => close_model
    procedure :: device
    procedure :: runtime
    procedure :: fallback
    procedure :: is_loaded
    ! What follows is for the generated procedures.
    procedure :: load_expecting
    procedure :: agree
    procedure :: run_tensors
    procedure :: check_rank
    procedure :: no_memory
    procedure, private :: refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: finalize
  end type rw_typed_model

  !> The address of a tensor that has no elements.
  integer(int64), target, save :: nothing = 0

contains

  !> Loads a model and checks that its inputs and outputs are those of a signature, as
  !> rw_model_expect() of rankwise.h has it; a model of others is closed. One that was loaded before
  !> is closed first.
  subroutine load_expecting(self, path, signature, device, threads, start_timeout, run_timeout, &
    provider_options, no_fallback, engines, batching, load_timeout, tf32, status, message)
    class(rw_typed_model), intent(inout) :: self
    character(len=*), intent(in) :: path !! file; trailing blanks do not count
    character(len=*), intent(in) :: signature
    character(len=*), intent(in), optional :: device !! default: "auto"
    integer, intent(in), optional :: threads !! that compute one call; default: one
    real(real64), intent(in), optional :: start_timeout !! seconds, as for load of rw_model
    real(real64), intent(in), optional :: run_timeout
    character(len=*), intent(in), optional :: provider_options !! default: none
    logical, intent(in), optional :: no_fallback !! default: false
    character(len=*), intent(in), optional :: engines !! default, as of "": RANKWISE_ENGINES
    character(len=*), intent(in), optional :: batching !! default, as of "": RANKWISE_BATCHING
    real(real64), intent(in), optional :: load_timeout
    logical, intent(in), optional :: tf32 !! default: false
    integer(int32), intent(out) :: status
    character(len=:), allocatable, intent(out) :: message !! set on a failure
    character(kind=c_char, len=:), allocatable, target :: device_, provider_, engines_, &
      batching_
    type(c_load_options), target :: options

    options%size = c_sizeof(options)
    options%fortran_order = 1
    if (present(device)) then
      device_ = trim(device)//c_null_char
      options%device = c_loc(device_)
    end if
    if (present(threads)) options%threads = int(threads, c_int32_t)
    if (present(start_timeout)) options%start_timeout = real(start_timeout, c_double)
    if (present(load_timeout)) options%load_timeout = real(load_timeout, c_double)
    if (present(run_timeout)) options%run_timeout = real(run_timeout, c_double)
    if (present(provider_options)) then
      provider_ = trim(provider_options)//c_null_char
      options%provider_options = c_loc(provider_)
    end if
    if (present(no_fallback)) options%no_fallback = merge(1_c_int32_t, 0_c_int32_t, no_fallback)
    if (present(tf32)) options%tf32 = merge(1_c_int32_t, 0_c_int32_t, tf32)
    if (present(engines)) then
      engines_ = trim(engines)//c_null_char
      if (len_trim(engines) > 0) options%engines = c_loc(engines_)
    end if
    if (present(batching)) then
      batching_ = trim(batching)//c_null_char
      options%batching = c_loc(batching_)
    end if
    status = int(c_close(self%handle), int32)
    self%path = trim(path)
    status = int(c_load(self%handle, self%path//c_null_char, options), int32)
    if (status == RW_OK) &
      status = int(c_expect(self%handle, signature//c_null_char), int32)
    if (status == RW_OK) return
    message = last_error()
    if (c_close(self%handle) /= RW_OK) return ! the message stays that of the load
  end subroutine load_expecting

  !> Runs the model on inputs and outputs in its own order, unless there was a failure before. An
  !> input without data is left out.
  subroutine run_tensors(self, inputs, outputs, status, message)
    class(rw_typed_model), intent(in) :: self
    type(rw_tensor), intent(inout) :: inputs(:)
    type(rw_tensor), intent(inout) :: outputs(:)
    integer(int32), intent(inout) :: status
    character(len=:), allocatable, intent(inout) :: message !! set on a failure
    type(c_tensor_info) :: info
    integer :: given, i

    if (status /= RW_OK) return
    given = 0
    do i = 1, size(inputs)
      if (.not. c_associated(inputs(i)%data)) cycle
      given = given + 1
      if (given == i) cycle
      inputs(given) = inputs(i)
      ! After one that is left out the places are others, and names count.
      if (c_input(self%handle, int(i - 1, c_size_t), info) == RW_OK) inputs(given)%name = info%name
    end do
    status = int(c_run(self%handle, inputs, int(given, c_size_t), outputs, &
      size(outputs, kind=c_size_t)), int32)
    if (status /= RW_OK) message = last_error()
  end subroutine run_tensors

  !> Releases the model; the engine ends with its last one. Safe to call twice.
  subroutine close_model(self, stat, errmsg, errtext)
    class(rw_typed_model), intent(inout) :: self
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext

    if (rw_report(c_close(self%handle), stat, errtext, present(errmsg))) errmsg = last_error()
  end subroutine close_model

  !> The device the model runs on: "cpu", "cuda:1".
  function device(self) result(text)
    class(rw_typed_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_device(self%handle))
  end function device

  !> What runs the model: "ONNX Runtime 1.30.0, CPUExecutionProvider".
  function runtime(self) result(text)
    class(rw_typed_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_runtime(self%handle))
  end function runtime

  !> The operators that run on the CPU though the device is another one; empty where there are none.
  function fallback(self) result(text)
    class(rw_typed_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = to_string(c_fallback(self%handle))
  end function fallback

  logical function is_loaded(self) result(loaded)
    class(rw_typed_model), intent(in) :: self

    loaded = c_associated(self%handle)
  end function is_loaded

  !> A model that goes out of scope closes; there is no one to report a failure to.
  impure elemental subroutine finalize(self)
    type(rw_typed_model), intent(inout) :: self

    if (c_close(self%handle) /= RW_OK) return
  end subroutine finalize

  !> Two variables for one model would both close it.
  impure elemental subroutine refuse_copy(to, from)
    class(rw_typed_model), intent(inout) :: to
    class(rw_typed_model), intent(in) :: from

    if (c_associated(to%handle) .or. c_associated(from%handle)) error stop &
      "rankwise: a model cannot be assigned to another variable; pass it on as an argument"
  end subroutine refuse_copy

  !> A tensor without elements; where it has some, the caller sets data.
  function rw_tensor_of(type, shape) result(tensor)
    integer(int32), intent(in) :: type !! RW_FLOAT32, …
    integer(int64), intent(in) :: shape(:) !! in Fortran order
    type(rw_tensor) :: tensor

    tensor%data = c_loc(nothing)
    tensor%type = type
    ! Compilers differ in the bits of .true.: with a size given, an odd byte is true.
    if (type == RW_BOOL) tensor%element_size = 1
    tensor%rank = size(shape, kind=c_int32_t)
    tensor%onnx_shape(:size(shape)) = int(shape(size(shape):1:-1), c_int64_t)
  end function rw_tensor_of

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

  !> Checks that two inputs agree in a dimension whose name they share, unless there was a failure
  !> before.
  subroutine agree(self, dimension, one, extent_of_one, other, extent_of_other, status, message)
    class(rw_typed_model), intent(in) :: self
    character(len=*), intent(in) :: dimension !! its name
    character(len=*), intent(in) :: one, other !! names of the inputs
    integer(int64), intent(in) :: extent_of_one, extent_of_other
    integer(int32), intent(inout) :: status
    character(len=:), allocatable, intent(inout) :: message !! set on a failure

    if (status /= RW_OK .or. extent_of_one == extent_of_other) return
    status = RW_SHAPE_MISMATCH
    message = run_of(self)//"dimension '"//dimension//"' is "//decimal(extent_of_one)//" in "// &
      one//" but "//decimal(extent_of_other)//" in "//other//"; give arrays that agree in it"
  end subroutine agree

  !> Checks that an output whose shape the run decided has the number of dimensions that the model
  !> declares, unless there was a failure before.
  subroutine check_rank(self, output, declared, argument, status, message)
    class(rw_typed_model), intent(in) :: self
    type(rw_tensor), intent(in) :: output
    integer, intent(in) :: declared !! number of dimensions
    character(len=*), intent(in) :: argument !! its name
    integer(int32), intent(inout) :: status
    character(len=:), allocatable, intent(inout) :: message !! set on a failure

    if (status /= RW_OK .or. output%rank == declared) return
    status = RW_SHAPE_MISMATCH
    message = run_of(self)//"the output "//argument//" came out with "// &
      decimal(int(output%rank, int64))//" dimensions where the model declares "// &
      decimal(int(declared, int64))//"; correct the model's declaration"
  end subroutine check_rank

  !> Says that memory for an argument could not be allocated.
  subroutine no_memory(self, argument, status, message)
    class(rw_typed_model), intent(in) :: self
    character(len=*), intent(in) :: argument !! its name
    integer(int32), intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message

    status = RW_OUT_OF_MEMORY
    message = run_of(self)//"no memory for "//argument
  end subroutine no_memory

  !> How the library's own messages begin.
  function run_of(self) result(text)
    class(rw_typed_model), intent(in) :: self
    character(len=:), allocatable :: text

    text = "rank "//decimal(int(c_rank(), int64))//": run of '"
    if (allocated(self%path)) text = text//self%path
    text = text//"': "
  end function run_of

  pure function decimal(number) result(text)
    integer(int64), intent(in) :: number
    character(len=:), allocatable :: text
    character(len=20) :: buffer

    write (buffer, "(i0)") number
    text = trim(buffer)
  end function decimal
end module rankwise_typed
