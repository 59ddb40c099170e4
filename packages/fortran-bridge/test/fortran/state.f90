!> Optional inputs, networks with a state, and what a model says of itself.
program state
  use, intrinsic :: iso_fortran_env, only: int32, int64, real32
  use rankwise, only: rw_model, rw_request, rw_tensor_info, RW_CLOSED, RW_INVALID_ARGUMENT, &
    RW_SHAPE_MISMATCH, RW_TENSOR_UNKNOWN, RW_TYPE_MISMATCH
  use testing, only: check, errmsg, expect, file
  implicit none
  integer :: stat

  call optional_inputs()
  call states()
  call metadata()
  call misuse()

contains

  subroutine optional_inputs()
    type(rw_model) :: net
    type(rw_request) :: request
    type(rw_tensor_info) :: info
    real(real32) :: y(2)

    call net%load(file("scaled"))
    call check(net%input_count() == 2, "both inputs are told")
    call net%get_input(1, info)
    call check(info%name == "x" .and. .not. info%is_optional, "x is needed")
    call check(size(info%dim_names) == 1 .and. info%dim_names(1) == "n", "its dimension's name")
    call net%get_input(2, info)
    call check(info%name == "factor" .and. info%is_optional, "factor is not")
    call check(info%shape(1) == 1 .and. info%dim_names(1) == "", "its dimension has no name")
    call net%run([1.0, 3.0], y)
    call check(all(y == [2.0, 6.0]), "left out")
    call request%open(net)
    call request%put("x", [1.0, 3.0])
    call request%put("factor", [10.0])
    call request%run()
    call request%get("y", y)
    call check(all(y == [10.0, 30.0]), "given")
    call request%omit("factor")
    call request%run()
    call request%get("y", y)
    call check(all(y == [2.0, 6.0]), "left out again")
  end subroutine optional_inputs

  subroutine states()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: y(3)
    integer :: step

    call net%load(file("state"))
    call request%open(net)
    call request%put("x", [1.0, 1.0, 1.0])
    call request%put("state", [10.0, 20.0, 30.0])
    call request%feed("next", "state")
    do step = 1, 50
      call request%run()
      call request%get("twice", y)
      call check(all(y == 2*([10, 20, 30] + step)), "the state goes on")
    end do
    call request%select(["next"])
    call request%run()
    call request%get("next", y)
    call check(all(y == [61, 71, 81]), "the state is seen")
    call request%put("state", [0.0, 0.0, 0.0])
    call request%run()
    call request%get("next", y)
    call check(all(y == 1), "the state begins anew")
    call request%unfeed("state")
    call request%run(stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "'state' was never put")
  end subroutine states

  subroutine metadata()
    type(rw_model) :: net
    character(len=:), allocatable :: key, value
    type(rw_tensor_info) :: info

    call net%load(file("scaled"))
    call check(net%metadata("opset") == "13" .and. net%metadata("opset:com.microsoft") == "1", "opset")
    call check(net%metadata("producer_name") == "rankwise-tests", "producer")
    call check(net%metadata("größe") == "3 µm", "an entry of the model's own")
    call check(net%metadata("nothing") == "", "what it does not say")
    call check(net%metadata_count() == 10, "the number of entries")
    call net%get_metadata(1, key, value)
    call check(key == "ir_version" .and. value == "7", "the first entry")
    call net%get_metadata(11, key, value, stat=stat, errmsg=errmsg)
    call check(stat == RW_INVALID_ARGUMENT, "no such entry")
    call net%load(file("ranks"))
    call net%get_input(1, info)
    call check(all(info%dim_names == ["g", "f", "e", "d", "c", "b", "a"]), "names in Fortran order")
  end subroutine metadata

  subroutine misuse()
    type(rw_model) :: net
    type(rw_request) :: request

    call request%feed("next", "state", stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "open it first")
    call request%omit("x", stat=stat, errmsg=errmsg)
    call expect(stat == RW_CLOSED, "open it first")
    call net%load(file("state"))
    call request%open(net)
    call request%feed("nxt", "state", stat=stat, errmsg=errmsg)
    call expect(stat == RW_TENSOR_UNKNOWN, "did you mean 'next'?")
    call request%feed("shape", "state", stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "cannot be the input 'state'")
    call request%feed("picked", "state", stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "float32 (n)")
    call request%omit("x", stat=stat, errmsg=errmsg)
    call expect(stat == RW_INVALID_ARGUMENT, "'x' is not optional")
    call request%unfeed("y", stat=stat, errmsg=errmsg)
    call expect(stat == RW_TENSOR_UNKNOWN, "no input 'y'")
  end subroutine misuse
end program state
