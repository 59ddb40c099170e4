!> Scalars, dimensions that inputs share, an output whose shape the run decides, flags, odd names.
program many
  use, intrinsic :: iso_c_binding, only: c_bool
  use, intrinsic :: iso_fortran_env, only: int64, int8, real32
  use choice, only: choice_model
  use odd, only: odd_model
  use rankwise_status, only: RW_SHAPE_MISMATCH
  use shapes, only: shapes_model
  implicit none

  type(shapes_model) :: net
  type(odd_model) :: names
  type(choice_model) :: some
  character(len=4096) :: path
  character(len=:), allocatable :: errmsg
  real(real32) :: u(3, 2) = reshape([1., 0., 3., 4., 5., 0.], [3, 2]), v(3) = [1., 2., 3.], w(3, 2)
  real(real32) :: twice, a(2, 5, 3), b(5, 13), c(5, 13)
  real(real32) :: p(2, 3) = 1, q(2, 3) = 5, y(2, 3)
  real(real32), allocatable :: d(:, :, :)
  integer(int64), allocatable :: places(:, :)
  logical(c_bool) :: flag(2), not_flag(2), off
  integer(int8) :: minus_one = -1
  integer :: i, stat

  call get_command_argument(1, path)
  call net%load(path)
  ! .true. as a compiler may have it that looks at one bit of it only.
  flag = [transfer(minus_one, .true._c_bool), .false._c_bool]
  call net%run(u, v, 2., flag, .true._c_bool, w, places, not_flag, off, twice)
  call check(all(abs(w - reshape([2., 0., 18., 8., 20., 0.], [3, 2])) < 1e-6), "w")
  call check(all(shape(places) == [4, 2]), "shape of places")
  call check(all(places == reshape([0, 0, 1, 1, 0, 2, 0, 1], [4, 2])), "places")
  call check(logical(.not. not_flag(1) .and. not_flag(2) .and. .not. off), "flags")
  call check(abs(twice - 4) < 1e-6, "twice")

  ! None is found: an output of no elements.
  call net%run(u, v, 0., flag, .false._c_bool, w, places, not_flag, off, twice)
  call check(all(shape(places) == [0, 2]) .and. logical(off), "nothing found")

  call net%run(u, v(:2), 2., flag, .true._c_bool, w, places, not_flag, off, twice, stat, errmsg)
  call check(stat == RW_SHAPE_MISMATCH .and. .not. allocated(places), "agreement")
  call check(index(errmsg, "shapes.onnx': dimension 'm' is 3 in u but 2 in v") > 0, "its message")
  call net%run(u, v, 2., flag(:1), .true._c_bool, w, places, not_flag, off, twice, stat, errmsg)
  call check(stat == RW_SHAPE_MISMATCH, "agreement of the other dimension")
  call check(index(errmsg, "'n' is 2 in u but 1 in flag; give arrays") > 0, "its message")

  call get_command_argument(2, path)
  call names%load(path)
  a = reshape([(real(i, real32), i=1, size(a))], shape(a))
  b = reshape([(real(i, real32), i=1, size(b))], shape(b))
  call names%run(a, b(:, 1), b(:, 2), b(:, 3), b(:, 4), b(:, 5), b(:, 6), b(:, 7), b(:, 8), &
    b(:, 9), b(:, 10), b(:, 11), b(:, 12), b(:, 13), d, c(:, 1), c(:, 2), c(:, 3), c(:, 4), &
    c(:, 5), c(:, 6), c(:, 7), c(:, 8), c(:, 9), c(:, 10), c(:, 11), c(:, 12), c(:, 13))
  call check(all(shape(d) == shape(a)), "shape of an output without names")
  call check(all(abs(d - a) < 1e-6) .and. all(abs(c - b) < 1e-6), "odd names")

  call get_command_argument(3, path)
  call some%load(path)
  call some%run(p, q, y)
  call check(all(abs(y - spread([25., 205.], 2, 3)) < 1e-3), "two inputs left out")
  call some%run(p, q, y, b=[1., 2.])
  call check(all(abs(y - spread([7., 9.], 2, 3)) < 1e-3), "the first left out")
  call some%run(p, q, y, a=2.)
  call check(all(abs(y - spread([35., 305.], 2, 3)) < 1e-3), "another left out")
  call some%run(p, q, y, 2., [1., 2.])
  call check(all(abs(y - spread([8., 11.], 2, 3)) < 1e-3), "all given")
  print "(a)", "all well"

contains

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what

    if (holds) return
    if (allocated(errmsg)) print "(a)", errmsg
    error stop what
  end subroutine check
end program many
