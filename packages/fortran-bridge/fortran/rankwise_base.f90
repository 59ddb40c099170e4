!> The part of rankwise.h's interface that typed modules stand on, without assumed rank, so that
!> every compiler takes it. Programs use the module rankwise, or one that `rankwise generate` makes.
module rankwise_base
  use, intrinsic :: iso_c_binding, only: c_char, c_double, c_f_pointer, c_int, c_int32_t, &
    c_int64_t, c_null_ptr, c_ptr, c_size_t
  use rankwise_status, only: RW_OK
  implicit none
  public

  !> The largest number of dimensions of a tensor.
  integer, parameter :: RW_MAX_RANK = 15

  !> Element types; the numbers are those of ONNX's TensorProto.DataType.
  integer(c_int32_t), parameter :: RW_FLOAT32 = 1, RW_UINT8 = 2, RW_INT8 = 3, RW_UINT16 = 4, &
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
    integer(c_int32_t) :: convert = 0 !! 1: converted to the model's kind; -1: not; 0: as loaded
    integer(c_int32_t) :: element_size = 0 !! bytes; 0: those of the type; of a logical, its own
    integer(c_int32_t) :: onnx_order = 0 !! 1: messages print the shape in ONNX order
  end type rw_tensor

  !> struct rw_tensor_info of rankwise.h.
  type, bind(c) :: c_tensor_info
    type(c_ptr) :: name
    integer(c_int32_t) :: type
    integer(c_int32_t) :: rank
    integer(c_int64_t) :: shape(RW_MAX_RANK)
    type(c_ptr) :: dim_name(RW_MAX_RANK)
    integer(c_int32_t) :: optional
  end type c_tensor_info

  !> struct rw_load_options of rankwise.h.
  type, bind(c) :: c_load_options
    integer(c_size_t) :: size = 0
    type(c_ptr) :: device = c_null_ptr
    integer(c_int32_t) :: threads = 0
    real(c_double) :: start_timeout = 0, run_timeout = 0
    integer(c_int32_t) :: fortran_order = 0
    integer(c_int32_t) :: rank = 0, rank_count = 0, local_rank = 0, local_rank_count = 0
    type(c_ptr) :: provider_options = c_null_ptr
    integer(c_int32_t) :: no_fallback = 0
    type(c_ptr) :: engines = c_null_ptr, batching = c_null_ptr
    real(c_double) :: load_timeout = 0
    integer(c_int32_t) :: convert = 0
    type(c_ptr) :: convert_hint = c_null_ptr
    integer(c_int32_t) :: tf32 = 0
  end type c_load_options

  interface
    function c_load(out, path, options) bind(c, name="rw_model_load") result(status)
      import :: c_char, c_int, c_load_options, c_ptr
      type(c_ptr), intent(out) :: out
      character(kind=c_char), intent(in) :: path(*)
      type(c_load_options), intent(in) :: options
      integer(c_int) :: status
    end function c_load

    function c_expect(model, signature) bind(c, name="rw_model_expect") result(status)
      import :: c_char, c_int, c_ptr
      type(c_ptr), value :: model
      character(kind=c_char), intent(in) :: signature(*)
      integer(c_int) :: status
    end function c_expect

    function c_rank() bind(c, name="rw_rank") result(rank)
      import :: c_int
      integer(c_int) :: rank
    end function c_rank

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

    function c_fallback(model) bind(c, name="rw_model_fallback") result(text)
      import :: c_ptr
      type(c_ptr), value :: model
      type(c_ptr) :: text
    end function c_fallback

    function c_input(model, position, out) bind(c, name="rw_model_input") result(status)
      import :: c_int, c_ptr, c_size_t, c_tensor_info
      type(c_ptr), value :: model
      integer(c_size_t), value :: position
      type(c_tensor_info), intent(out) :: out
      integer(c_int) :: status
    end function c_input

    function c_error_message() bind(c, name="rw_error_message") result(text)
      import :: c_ptr
      type(c_ptr) :: text
    end function c_error_message

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

  !> A string of C's.
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

  !> The sentence that belongs to the last failure.
  function last_error() result(text)
    character(len=:), allocatable :: text

    text = to_string(c_error_message())
  end function last_error

  !> How every procedure ends: hands a failure to the caller, or stops the program where the caller
  !> takes none. Whether errmsg is to be set, which each procedure does itself: gfortran loses the
  !> length of an optional errmsg that is handed on. With a negative status of the shim errmsg and
  !> errtext are out of reach: the program stops where they are given, or it would go on without the
  !> sentence that it asked for.
  function report(status, stat, errtext, has_errmsg, message) result(sets_errmsg)
    integer(c_int), intent(in) :: status
    integer, intent(out), optional :: stat
    character(len=*), intent(inout), optional :: errtext !! padded with blanks, or cut
    logical, intent(in) :: has_errmsg !! whether the caller gave errmsg
    character(len=*), intent(in), optional :: message !! of the failure; default: the library's own
    logical :: sets_errmsg
    character(len=:), allocatable :: text
    logical :: stops

    if (present(stat)) stat = int(abs(status))
    sets_errmsg = status > RW_OK .and. has_errmsg
    if (status == RW_OK) return
    if (present(message)) then
      text = message
    else
      text = last_error()
    end if
    stops = .not. present(stat)
    if (status < RW_OK) stops = stops .or. has_errmsg .or. present(errtext)
    if (stops) error stop "rankwise: "//text
    if (present(errtext)) errtext = text
  end function report
end module rankwise_base
