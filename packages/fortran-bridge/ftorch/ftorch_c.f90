!> The C interface of tensor.h, one to one, and how a failure ends the program. Programs use the
!> module ftorch.
module ftorch_c
  use, intrinsic :: iso_c_binding, only: c_double, c_int, c_int32_t, c_int64_t, c_ptr
  use rankwise_base, only: rw_tensor, to_string
  implicit none
  public

  interface
    function tensor_new(out, rank, shape, type, device_type, device_index) &
      bind(c, name="rankwise_ftorch_new") result(failed)
      import :: c_int, c_int64_t, c_ptr
      type(c_ptr), intent(out) :: out
      integer(c_int), value :: rank, type, device_type, device_index
      integer(c_int64_t), intent(in) :: shape(*)
      integer(c_int) :: failed
    end function tensor_new

    function tensor_wrap(out, data, rank, shape, layout, type, device_type, device_index) &
      bind(c, name="rankwise_ftorch_wrap") result(failed)
      import :: c_int, c_int64_t, c_ptr
      type(c_ptr), intent(out) :: out
      type(c_ptr), value :: data
      integer(c_int), value :: rank, type, device_type, device_index
      integer(c_int64_t), intent(in) :: shape(*)
      integer(c_int), intent(in) :: layout(*)
      integer(c_int) :: failed
    end function tensor_wrap

    subroutine tensor_free(tensor) bind(c, name="rankwise_ftorch_free")
      import :: c_ptr
      type(c_ptr), value :: tensor
    end subroutine tensor_free

    function tensor_get(tensor, what) bind(c, name="rankwise_ftorch_get") result(number)
      import :: c_int, c_int32_t, c_ptr
      type(c_ptr), value :: tensor
      integer(c_int), value :: what
      integer(c_int32_t) :: number
    end function tensor_get

    function tensor_extents(tensor, strides) bind(c, name="rankwise_ftorch_extents") &
      result(extents)
      import :: c_int, c_ptr
      type(c_ptr), value :: tensor
      integer(c_int), value :: strides
      type(c_ptr) :: extents
    end function tensor_extents

    subroutine tensor_view(tensor, out) bind(c, name="rankwise_ftorch_view")
      import :: c_ptr, rw_tensor
      type(c_ptr), value :: tensor
      type(rw_tensor), intent(out) :: out
    end subroutine tensor_view

    subroutine tensor_fill(tensor, value) bind(c, name="rankwise_ftorch_fill")
      import :: c_int, c_ptr
      type(c_ptr), value :: tensor
      integer(c_int), value :: value
    end subroutine tensor_fill

    function tensor_copy(to, from) bind(c, name="rankwise_ftorch_copy") result(failed)
      import :: c_int, c_ptr
      type(c_ptr), value :: to, from
      integer(c_int) :: failed
    end function tensor_copy

    function tensor_binary(out, operation, a, b) bind(c, name="rankwise_ftorch_binary") &
      result(failed)
      import :: c_int, c_ptr
      type(c_ptr), intent(out) :: out
      integer(c_int), value :: operation
      type(c_ptr), value :: a, b
      integer(c_int) :: failed
    end function tensor_binary

    function tensor_negative(out, a) bind(c, name="rankwise_ftorch_negative") result(failed)
      import :: c_int, c_ptr
      type(c_ptr), intent(out) :: out
      type(c_ptr), value :: a
      integer(c_int) :: failed
    end function tensor_negative

    function tensor_power_whole(out, a, exponent) bind(c, name="rankwise_ftorch_power_whole") &
      result(failed)
      import :: c_int, c_int64_t, c_ptr
      type(c_ptr), intent(out) :: out
      type(c_ptr), value :: a
      integer(c_int64_t), value :: exponent
      integer(c_int) :: failed
    end function tensor_power_whole

    function tensor_power_real(out, a, exponent) bind(c, name="rankwise_ftorch_power_real") &
      result(failed)
      import :: c_double, c_int, c_ptr
      type(c_ptr), intent(out) :: out
      type(c_ptr), value :: a
      real(c_double), value :: exponent
      integer(c_int) :: failed
    end function tensor_power_real

    function tensor_sum(out, a, mean) bind(c, name="rankwise_ftorch_sum") result(failed)
      import :: c_int, c_ptr
      type(c_ptr), value :: out, a
      integer(c_int), value :: mean
      integer(c_int) :: failed
    end function tensor_sum

    function tensor_print(tensor) bind(c, name="rankwise_ftorch_print") result(failed)
      import :: c_int, c_ptr
      type(c_ptr), value :: tensor
      integer(c_int) :: failed
    end function tensor_print

    function c_message() bind(c, name="rankwise_ftorch_message") result(text)
      import :: c_ptr
      type(c_ptr) :: text
    end function c_message
  end interface

contains

  !> Ends the program with the sentence of a function of C that failed.
  subroutine check(failed, procedure)
    integer(c_int), intent(in) :: failed
    character(len=*), intent(in) :: procedure !! of the module ftorch

    if (failed /= 0) call fail(procedure, to_string(c_message()))
  end subroutine check

  !> Ends the program. FTorch's interface has no other way to tell of a failure. Under MPI the
  !> launcher ends the other ranks, since this one ends with an error and without mpi_finalize.
  subroutine fail(procedure, text)
    character(len=*), intent(in) :: procedure
    character(len=*), intent(in) :: text

    error stop "ftorch (rankwise): " // procedure // ": " // text
  end subroutine fail

  !> Ends the program where something was asked for that is part of training.
  subroutine refuse_training(requested, procedure, what)
    logical, intent(in), optional :: requested
    character(len=*), intent(in) :: procedure, what

    if (.not. present(requested)) return
    if (requested) call fail(procedure, what // " is for training, which rankwise does not do: " // &
      "it runs trained networks. Train with PyTorch or with FTorch itself, and export the result")
  end subroutine refuse_training
end module ftorch_c
