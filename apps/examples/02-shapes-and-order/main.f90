!> What a network sees of Fortran arrays: it answers with the shape and the elements of its input, in
!> the order in which it counts them.
!>
!>     shapes-and-order-f90 seen.onnx [DEVICE]
program shapes_and_order
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, output_unit, real32, real64
  use rankwise, only: rw_model, rw_request
  implicit none

  type(rw_model) :: net
  type(rw_request) :: request
  real(real32) :: x(2, 3), back(2, 3)
  complex(real32) :: z(2)
  integer :: i, j, stat
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  if (command_argument_count() < 1) call give_up("usage: shapes-and-order-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call request%open(net)

  x = reshape([((10.0*i + j, i=1, 2), j=1, 3)], [2, 3]) ! x(i, j) = 10 i + j

  ! The same bytes, the indices reversed: x(i, j) is element [j, i] for the network. No copy of order.
  call request%put("x", x, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call print_seen("x")

  ! The same indices: x(i, j) is element [i, j] for the network. The elements are copied into place.
  call request%put("x", x, same_order=.true.)
  call print_seen("x, same order")

  ! Sections are copied as they are picked, with any stride.
  call request%put("x", x(2, :))
  call print_seen("x(2, :)")
  call request%put("x", x(:, 3:1:-2))
  call print_seen("x(:, 3:1:-2)")

  ! A scalar, and an array without elements.
  call request%put("x", x(1, 1))
  call print_seen("x(1, 1)")
  call request%put("x", x(:, 1:0))
  call print_seen("x(:, 1:0)")

  ! Real and imaginary part are a dimension of 2, the last for the network.
  z = [(1.0, 2.0), (3.0, 4.0)]
  call request%put("x", z)
  call print_seen("complex z(2)")

  ! Another kind of reals, converted because it is asked for.
  call request%put("x", real(x, real64), convert=.true.)
  call print_seen("x as real64")

  ! What does not fit is an error that names both, and the array is left alone.
  call request%get("elements", back, stat=stat, errmsg=errmsg)
  write (output_unit, '(2a)') "a wrong shape: ", errmsg(index(errmsg, "output"):)
  call request%close()
  call net%close()

contains

  !> Runs the network on what was put, and prints what it saw.
  subroutine print_seen(label)
    character(len=*), intent(in) :: label
    integer(int64), allocatable :: dims(:)
    real(real32), allocatable :: elements(:)
    character(len=200) :: line

    call request%run(stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
    call request%get_allocatable("shape", dims)
    call request%get_allocatable("elements", elements)
    write (line, '(a, t16, "[", *(i0, :, ", "))') label//":", dims
    write (output_unit, '(2a, *(1x, i0))') trim(line), "]", int(elements)
  end subroutine print_seen

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program shapes_and_order
