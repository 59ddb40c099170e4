!> The same numbers, however the array came by its memory: what compilers say of an array to C differs most here.
program layouts
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise, only: rw_model, rw_request
  use testing, only: check, file
  implicit none

  type :: particle
    real(real32) :: mass = -1
    real(real32) :: position(3) = -1
  end type particle

  type(rw_model) :: net
  integer :: n

  call net%load(file("simplenet")) ! doubles
  do n = 1, 3
    call assigned(n)
    call assigned_from_section(n)
    call pointers(n)
    call explicit(n, reshape([1.0, 2.0, 3.0, 4.0, 5.0], [5, n], pad=[7.0]))
  end do
  call components()
  call lower_bounds()
  call requests()
  call net%close()

contains

  !> Allocated by an assignment whose shape is known at run time only.
  subroutine assigned(columns)
    integer, intent(in) :: columns
    integer :: i
    real(real32), allocatable :: v(:), x(:, :), y(:, :)

    v = [(real(i), i=1, 5 * columns)]
    x = reshape(v, [5, columns])
    y = 0 * reshape(v, [5, columns])
    call net%run(x, y)
    call check(all(y == 2 * x), "an array that an assignment allocated")
    y = 0 * reshape(v, [5, columns])
    call net%run(x(5:1:-1, columns:1:-1), y)
    call check(all(y == 2 * x(5:1:-1, columns:1:-1)), "a section of it, backwards")
    call net%run(x, y(5:1:-1, :))
    call check(all(y(5:1:-1, :) == 2 * x), "a section of the output")
    call net%run(x(:, columns), y(:, 1))
    call check(all(y(:, 1) == 2 * x(:, columns)), "a column of it")
  end subroutine assigned

  subroutine assigned_from_section(columns)
    integer, intent(in) :: columns
    integer :: i
    real(real32), allocatable :: all_of(:, :), x(:, :), y(:, :)

    all_of = reshape([(real(i), i=1, 20 * columns)], [10, 2 * columns])
    x = all_of(1::2, 2::2)
    y = x - x
    call net%run(x, y)
    call check(all(y == 2 * all_of(1::2, 2::2)), "an array that got its shape from a section")
    call move_alloc(x, all_of)
    call net%run(all_of, y)
    call check(all(y == 2 * all_of), "one that was moved")
  end subroutine assigned_from_section

  subroutine pointers(columns)
    integer, intent(in) :: columns
    integer :: i
    real(real32), target :: memory(10 * columns)
    real(real32), pointer :: x(:, :), strided(:, :)
    real(real32), allocatable :: y(:, :)

    memory = [(real(i), i=1, 10 * columns)]
    x(1:10, 1:columns) => memory
    strided => x(2::2, :)
    allocate (y(5, columns))
    call net%run(strided, y)
    call check(all(y == 2 * strided), "a strided pointer")
    y = reshape([(real(i), i=1, 5 * columns)], [5, columns])
    call net%run(y, strided)
    call check(all(x(2::2, :) == 2 * y), "a strided pointer as the output")
    call check(all(x(1::2, 1) == [1, 3, 5, 7, 9]), "what lies between is left alone")
  end subroutine pointers

  !> Assumed shape, explicit shape and automatic arrays; an expression.
  subroutine explicit(columns, x)
    integer, intent(in) :: columns
    real(real32), intent(in) :: x(5, columns)
    real(real32) :: y(5, columns), sum(5, columns)

    call net%run(x, y)
    call check(all(y == 2 * x), "arrays of explicit shape")
    call net%run(x + y, sum)
    call check(all(sum == 6 * x), "an expression")
  end subroutine explicit

  !> A component of an array of a type: elements that lie apart by no multiple of their own size.
  subroutine components()
    type(particle), target :: particles(5)
    real(real32), pointer :: masses(:)
    real(real32) :: y(5)
    integer :: i

    do i = 1, 5
      particles(i)%mass = real(i)
    end do
    call net%run(particles%mass, y)
    call check(all(y == [2, 4, 6, 8, 10]), "a component")
    masses => particles%mass
    y = 0
    call net%run(masses, y)
    call check(all(y == [2, 4, 6, 8, 10]), "a pointer to a component")
    call net%run(y, particles%position(2))
    call check(all(particles%position(2) == [4, 8, 12, 16, 20]), "a component as the output")
    call net%run(y, masses)
    call check(all(particles%mass == [4, 8, 12, 16, 20]), "a pointer to a component as the output")
    call check(all(particles%position(1) == -1), "the other components are left alone")
  end subroutine components

  subroutine lower_bounds()
    real(real32), allocatable :: x(:), y(:)

    allocate (x(-2:2), y(0:4))
    x = [1, 2, 3, 4, 5]
    call net%run(x, y)
    call check(all(y == [2, 4, 6, 8, 10]), "lower bounds")
  end subroutine lower_bounds

  subroutine requests()
    type(rw_request) :: request
    real(real32), allocatable :: x(:, :), y(:, :)
    integer :: i

    x = reshape([(real(i), i=1, 10 * n)], [5, 2 * n])
    y = reshape([(0.0, i=1, 10 * n)], [5, 2 * n])
    call request%open(net)
    call request%put("input", x(:, 2 * n:1:-1))
    call request%run()
    call request%get("output", y)
    call check(all(y == 2 * x(:, 2 * n:1:-1)), "a section that was put")
    call request%get("output", y(:, 2 * n:1:-1))
    call check(all(y == 2 * x), "a section that was got")
    call request%close()
  end subroutine requests
end program layouts
