!> Two components of a coupled model, each with a network and a communicator of its own: the first
!> half of the ranks is the atmosphere, the second the ocean. Each rank has two columns.
!>
!>     mpiexec -n 4 mpi-f90 atmosphere.onnx ocean.onnx [DEVICE]
program two_components
  use, intrinsic :: iso_fortran_env, only: error_unit, output_unit, real32
  use mpi_f08, only: mpi_comm, mpi_comm_free, mpi_comm_rank, mpi_comm_size, mpi_comm_split, &
    mpi_comm_world, mpi_finalize, mpi_gather, mpi_init, mpi_real
  use rankwise, only: rw_model
  use rankwise_mpi, only: rw_agree, rw_load
  implicit none

  integer, parameter :: atmosphere = 1, ocean = 2, columns = 2, levels = 4
  character(len=*), parameter :: names(2) = [character(len=10) :: "atmosphere", "ocean"]

  type(mpi_comm) :: comm
  type(rw_model) :: net
  real(real32), allocatable :: x(:, :), y(:, :)
  integer :: component, rank, ranks, world_rank, world_ranks, stat
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, world_rank)
  call mpi_comm_size(mpi_comm_world, world_ranks)
  component = merge(atmosphere, ocean, world_rank < (world_ranks + 1)/2)
  call mpi_comm_split(mpi_comm_world, component, world_rank, comm)
  call mpi_comm_rank(comm, rank)
  call mpi_comm_size(comm, ranks)

  if (command_argument_count() < 2) then
    stat = 1
    errmsg = "usage: mpi-f90 ATMOSPHERE OCEAN [DEVICE]"
  else
    ! One rank of each component reads its file; if a load fails, it fails on all ranks of it.
    call get_command_argument(component, path)
    call get_command_argument(3, device) ! none: blank, which is "auto"
    call rw_load(net, path, comm, device=device, read_once=.true., collective=.true., &
      stat=stat, errmsg=errmsg)
    call agree()
  end if
  if (stat == 0) then
    call fill()
    call net%run(x, y, stat=stat, errmsg=errmsg)
    call agree()
  end if
  if (stat == 0) call print_all()

  call net%close()
  if (stat /= 0 .and. world_rank == 0) write (error_unit, '(a)') errmsg
  call mpi_comm_free(comm)
  call mpi_finalize()
  if (stat /= 0) stop 1

contains

  !> Makes a failure that of both components: the other would wait for this one, sooner or later.
  subroutine agree()
    if (stat /= 0) errmsg = trim(names(component))//": "//errmsg
    call rw_agree(mpi_comm_world, stat, errmsg)
  end subroutine agree

  !> This rank's columns of temperature, or of surface temperature and wind.
  subroutine fill()
    integer :: i, k, number
    if (component == atmosphere) then
      allocate (x(levels, columns), y(levels, columns))
    else
      allocate (x(2, columns), y(1, columns))
    end if
    do i = 1, columns
      number = rank*columns + i
      if (component == atmosphere) then
        x(:, i) = [(288 - 6.5*k + 0.5*number*k**2, k=1, levels)]
      else
        x(:, i) = [real(20 - number), real(3 + 2*number)]
      end if
    end do
  end subroutine fill

  !> Collects the outputs of a component on its rank 0, which prints them.
  subroutine print_all()
    real(real32), allocatable :: all(:, :)
    integer :: i
    allocate (all(size(y, 1), merge(ranks*columns, 0, rank == 0)))
    call mpi_gather(y, size(y), mpi_real, all, size(y), mpi_real, 0, comm)
    if (rank /= 0) return
    write (output_unit, '(2(a, i0), 2a)') trim(names(component))//" has ", ranks, " of ", &
      world_ranks, " ranks, its rank 0 is on ", net%device()
    do i = 1, size(all, 2)
      write (output_unit, '(a, i0, a, *(f8.3))') trim(names(component))//" column ", i, ":", all(:, i)
    end do
    flush (output_unit)
  end subroutine print_all

end program two_components
