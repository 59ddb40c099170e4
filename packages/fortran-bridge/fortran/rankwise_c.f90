!> The C interface of rankwise.h and of shim.c, one to one, with what the module rankwise_base has of
!> it. Programs use the module rankwise.
module rankwise_c
  use, intrinsic :: iso_c_binding, only: c_char, c_double, c_int, c_int32_t, c_int64_t, c_int8_t, &
    c_ptr, c_size_t
  use rankwise_base
  implicit none
  public

  interface
    function shim_load(out, path, bytes, bytes_size, device, threads, timeouts, rank, &
      provider_options, no_fallback, engines, batching, convert, tf32) &
      bind(c, name="rankwise_shim_load") result(status)
      import :: c_char, c_double, c_int, c_int64_t, c_int8_t, c_ptr
      type(c_ptr), intent(out) :: out
      character(kind=c_char), intent(in) :: path(*), device(*), provider_options(*), &
        engines(*), batching(*)
      integer(c_int8_t), intent(in) :: bytes(*)
      integer(c_int64_t), value :: bytes_size
      integer(c_int), value :: threads, no_fallback, convert, tf32
      real(c_double), intent(in) :: timeouts(3)
      integer(c_int), intent(in) :: rank(4)
      integer(c_int) :: status
    end function shim_load

    function shim_run(model, x, y, as) bind(c, name="rankwise_shim_run") result(status)
      import :: c_int, c_ptr
      type(c_ptr), value :: model
      type(*), dimension(..), contiguous, intent(in), optional :: x
      type(*), dimension(..), contiguous, intent(inout), optional :: y
      integer(c_int), intent(in) :: as(3)
      integer(c_int) :: status
    end function shim_run

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

    function c_output(model, position, out) bind(c, name="rw_model_output") result(status)
      import :: c_int, c_ptr, c_size_t, c_tensor_info
      type(c_ptr), value :: model
      integer(c_size_t), value :: position
      type(c_tensor_info), intent(out) :: out
      integer(c_int) :: status
    end function c_output

    function c_metadata_count(model) bind(c, name="rw_model_metadata_count") result(count)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t) :: count
    end function c_metadata_count

    function c_metadata_at(model, position, key, value) bind(c, name="rw_model_metadata_at") &
      result(status)
      import :: c_int, c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t), value :: position
      type(c_ptr), intent(out) :: key, value
      integer(c_int) :: status
    end function c_metadata_at

    function c_metadata(model, key) bind(c, name="rw_model_metadata") result(value)
      import :: c_char, c_ptr
      type(c_ptr), value :: model
      character(kind=c_char), intent(in) :: key(*)
      type(c_ptr) :: value
    end function c_metadata

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

    function c_request_open(out, model) bind(c, name="rw_request_open") result(status)
      import :: c_int, c_ptr
      type(c_ptr), intent(out) :: out
      type(c_ptr), value :: model
      integer(c_int) :: status
    end function c_request_open

    function c_request_select(request, names, count) bind(c, name="rw_request_select") &
      result(status)
      import :: c_int, c_ptr, c_size_t
      type(c_ptr), value :: request
      type(c_ptr), intent(in) :: names(*)
      integer(c_size_t), value :: count
      integer(c_int) :: status
    end function c_request_select

    function c_request_omit(request, position, name) bind(c, name="rw_request_omit") &
      result(status)
      import :: c_char, c_int, c_ptr, c_size_t
      type(c_ptr), value :: request
      integer(c_size_t), value :: position
      character(kind=c_char), intent(in) :: name(*)
      integer(c_int) :: status
    end function c_request_omit

    function c_request_feed(request, output, input) bind(c, name="rw_request_feed") &
      result(status)
      import :: c_char, c_int, c_ptr
      type(c_ptr), value :: request, output
      character(kind=c_char), intent(in) :: input(*)
      integer(c_int) :: status
    end function c_request_feed

    function c_request_start(request) bind(c, name="rw_request_start") result(status)
      import :: c_int, c_ptr
      type(c_ptr), value :: request
      integer(c_int) :: status
    end function c_request_start

    function c_request_test(request, done) bind(c, name="rw_request_test") result(status)
      import :: c_int, c_ptr
      type(c_ptr), value :: request
      integer(c_int), intent(inout) :: done
      integer(c_int) :: status
    end function c_request_test

    function c_request_wait(request) bind(c, name="rw_request_wait") result(status)
      import :: c_int, c_ptr
      type(c_ptr), value :: request
      integer(c_int) :: status
    end function c_request_wait

    function c_request_wait_any(requests, count, index) bind(c, name="rw_request_wait_any") &
      result(status)
      import :: c_int, c_ptr, c_size_t
      type(c_ptr), intent(in) :: requests(*)
      integer(c_size_t), value :: count
      integer(c_size_t), intent(inout) :: index
      integer(c_int) :: status
    end function c_request_wait_any

    function c_request_close(request) bind(c, name="rw_request_close") result(status)
      import :: c_int, c_ptr
      type(c_ptr), intent(inout) :: request
      integer(c_int) :: status
    end function c_request_close

    function shim_put(request, name, x, as) bind(c, name="rankwise_shim_put") result(status)
      import :: c_char, c_int, c_ptr
      type(c_ptr), value :: request
      character(kind=c_char), intent(in) :: name(*)
      type(*), dimension(..), contiguous, intent(in), optional :: x
      integer(c_int), intent(in) :: as(3)
      integer(c_int) :: status
    end function shim_put

    function shim_get(request, name, y, as) bind(c, name="rankwise_shim_get") result(status)
      import :: c_char, c_int, c_ptr
      type(c_ptr), value :: request
      character(kind=c_char), intent(in) :: name(*)
      type(*), dimension(..), contiguous, intent(inout), optional :: y
      integer(c_int), intent(in) :: as(3)
      integer(c_int) :: status
    end function shim_get

    function shim_get_at(request, name, of, as, extents, data) &
      bind(c, name="rankwise_shim_get_at") result(status)
      import :: c_char, c_int, c_int64_t, c_ptr
      type(c_ptr), value :: request, data
      character(kind=c_char), intent(in) :: name(*)
      integer(c_int), intent(in) :: of(3), as(3)
      integer(c_int64_t), intent(in) :: extents(15)
      integer(c_int) :: status
    end function shim_get_at

    function shim_input(request, name, of, as, extents, memory) &
      bind(c, name="rankwise_shim_input") result(status)
      import :: c_char, c_int, c_int64_t, c_ptr
      type(c_ptr), value :: request
      character(kind=c_char), intent(in) :: name(*)
      integer(c_int), intent(in) :: of(3), as(3)
      integer(c_int64_t), intent(in) :: extents(*)
      type(c_ptr), intent(out) :: memory
      integer(c_int) :: status
    end function shim_input

    function shim_output(request, name, of, as, extents, memory) &
      bind(c, name="rankwise_shim_output") result(status)
      import :: c_char, c_int, c_int64_t, c_ptr
      type(c_ptr), value :: request
      character(kind=c_char), intent(in) :: name(*)
      integer(c_int), intent(in) :: of(3), as(3)
      integer(c_int64_t), intent(out) :: extents(15)
      type(c_ptr), intent(out) :: memory
      integer(c_int) :: status
    end function shim_output
  end interface
end module rankwise_c
