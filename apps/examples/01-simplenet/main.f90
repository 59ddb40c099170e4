!> SimpleNet on every rank of an MPI job: a network that doubles the 5 values [0,1,2,3,4] + rank.
!>
!>     mpiexec -n 2 simplenet-f90 simplenet.onnx [DEVICE]
program simplenet
  use, intrinsic :: iso_fortran_env, only: error_unit, output_unit, real32
  use mpi_f08, only: mpi_abort, mpi_character, mpi_comm_rank, mpi_comm_size, mpi_comm_world, &
    mpi_finalize, mpi_gather, mpi_init, mpi_real
  use placement, only: placement_of
  use rankwise, only: rw_model
  implicit none

  type(rw_model) :: net
  real(real32) :: x(5), y(5)
  integer :: rank, ranks, stat
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, rank)
  call mpi_comm_size(mpi_comm_world, ranks)
  if (command_argument_count() < 1) call give_up("usage: simplenet-f90 MODEL [DEVICE]")

  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)

  x = [0.0, 1.0, 2.0, 3.0, 4.0] + rank
  call print_values("input", x)
  call net%run(x, y, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call print_values("output", y)

  call check_all_ranks()
  call net%close()
  call mpi_finalize()

contains

  !> Collects every rank's output and device on rank 0, which checks them.
  subroutine check_all_ranks()
    real(real32), allocatable :: outputs(:, :)
    character(len=128) :: device, runtime
    character(len=128), allocatable :: devices(:), runtimes(:)
    real(real32) :: expected(5)
    logical :: right
    integer :: r, receiving

    device = net%device()
    runtime = net%runtime()
    receiving = merge(ranks, 0, rank == 0)
    allocate (outputs(5, receiving), devices(receiving), runtimes(receiving))
    call mpi_gather(y, 5, mpi_real, outputs, 5, mpi_real, 0, mpi_comm_world)
    call mpi_gather(device, 128, mpi_character, devices, 128, mpi_character, 0, mpi_comm_world)
    call mpi_gather(runtime, 128, mpi_character, runtimes, 128, mpi_character, 0, mpi_comm_world)
    if (rank /= 0) return

    right = .true.
    do r = 0, ranks - 1
      expected = 2*([0.0, 1.0, 2.0, 3.0, 4.0] + r)
      if (all(abs(outputs(:, r + 1) - expected) <= 1.0e-5*max(1.0, expected))) cycle
      right = .false.
      write (error_unit, '(a, i0, 5a)') "the output of rank ", r, " is ", text(outputs(:, r + 1)), &
        " where ", text(expected), " is right: is this the model of this example?"
    end do
    if (.not. right) call give_up("not all ranks agree")
    write (output_unit, '(a, i0, 2a)') "all ", ranks, " ranks agree: ", &
      placement_of(devices, runtimes, "its engine")
    flush (output_unit)
  end subroutine check_all_ranks

  !> Prints one whole line, so that the lines of different ranks do not mix.
  subroutine print_values(label, values)
    character(len=*), intent(in) :: label !! input or output
    real(real32), intent(in) :: values(:) !! what follows it
    write (output_unit, '(2a, i0, 2a)') label, " on rank ", rank, ": ", text(values)
    flush (output_unit)
  end subroutine print_values

  !> Values as "[  0.0,  1.0]": five columns each, more for a value that needs them.
  function text(values)
    real(real32), intent(in) :: values(:) !! any number of them
    character(len=:), allocatable :: text
    character(len=16) :: number
    integer :: i
    text = "["
    do i = 1, size(values)
      write (number, '(f16.1)') values(i)
      if (i > 1) text = text//","
      text = text//number(min(12, verify(number, " ")):)
    end do
    text = text//"]"
  end function text

  !> Prints why, and ends all ranks.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    call mpi_abort(mpi_comm_world, 1)
  end subroutine give_up

end program simplenet
