!> run_tensors: several inputs and outputs, and outputs whose shape the run decides.
program tensors
  use, intrinsic :: iso_c_binding, only: c_f_pointer, c_loc
  use, intrinsic :: iso_fortran_env, only: int64, real32
  use rankwise, only: rw_model, rw_release, rw_shape_of, rw_tensor, rw_tensor_at, rw_type_name, &
    rw_type_size, RW_FLOAT32, RW_INT64
  use testing, only: check, file
  implicit none
  type(rw_model) :: net
  type(rw_tensor) :: outputs(2)
  real(real32), target :: u(3) = [10, 20, 30], v(3) = [1, 2, 3], sum(3), difference(3)
  real(real32), target :: x(6) = [0, 3, 0, 0, 5, 6]
  integer(int64), pointer :: places(:, :)
  integer :: round, stat

  call net%load(file("pair"))
  outputs = [at(sum), at(difference)]
  call net%run_tensors([at(u), at(v)], outputs)
  call check(all(sum == u + v) .and. all(difference == u - v), "two inputs, two outputs")
  sum = 0
  call net%run_tensors([at(u), at(v)], outputs(1:1))
  call check(all(sum == u + v), "one of the outputs")
  call net%run_tensors([at(u), at(x)], outputs, stat=stat)
  call check(stat /= 0, "tensors that do not fit each other")

  call net%load(file("nonzero"))
  outputs = rw_tensor()
  do round = 1, 20
    call net%run_tensors([at(x)], outputs(1:1))
    call check(outputs(1)%type == RW_INT64, "the type of an output")
    call check(all(rw_shape_of(outputs(1)) == [3_int64, 1_int64]), "the shape of an output")
    call c_f_pointer(outputs(1)%data, places, rw_shape_of(outputs(1)))
    call check(all(places(:, 1) == [1_int64, 4_int64, 5_int64]), "where x is not 0")
    call rw_release(outputs(1))
  end do
  call check(rw_type_name(RW_FLOAT32) == "float32" .and. rw_type_size(RW_INT64) == 8, "types")

contains

  function at(array) result(tensor)
    real(real32), target, intent(in) :: array(:)
    type(rw_tensor) :: tensor

    tensor = rw_tensor_at(c_loc(array), type=RW_FLOAT32, shape=[size(array)])
  end function at
end program tensors
