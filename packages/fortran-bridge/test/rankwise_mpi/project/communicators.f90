!> Any communicator: the world, its even and odd ranks, a rank alone.
!> Arguments: the model, a model of several broadcasts, the number of nodes, over which the ranks
!> are dealt out one by one.
program communicators
  use, intrinsic :: iso_fortran_env, only: error_unit, real32
  use mpi_f08, only: mpi_abort, mpi_comm, mpi_comm_free, mpi_comm_rank, mpi_comm_self, &
    mpi_comm_size, mpi_comm_split, mpi_comm_world, mpi_finalize, mpi_init
  use rankwise, only: rw_model, rw_rank, RW_MODEL_NOT_FOUND
  use rankwise_mpi, only: rw_agree, rw_get_rank, rw_load
  implicit none
  character(len=:), allocatable :: errmsg, large, model
  type(mpi_comm) :: half
  type(rw_model) :: net, other
  type(rw_rank) :: me
  integer :: i, nodes, rank, ranks, stat

  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, rank)
  call mpi_comm_size(mpi_comm_world, ranks)
  model = argument(1)
  large = argument(2)
  errmsg = argument(3)
  read (errmsg, *) nodes
  deallocate (errmsg)

  call rw_get_rank(mpi_comm_world, me)
  call check(me%rank == rank .and. me%size == ranks, "the rank in the world")
  call check(me%local_rank == rank / nodes, "the local rank in the world")
  call check(me%local_size == (ranks - 1 - mod(rank, nodes)) / nodes + 1, "the local size")

  ! Only rank 0 sees the file.
  if (rank /= 0) model = "/nowhere/" // decimal(rank)
  call rw_load(net, model, mpi_comm_world, read_once=.true.)
  call check(doubles(net), "the model that rank 0 has read")
  if (rank /= 0) large = "/nowhere/" // decimal(rank)
  call rw_load(other, large, mpi_comm_world, device="cpu", read_once=.true., collective=.true.)
  call check(doubles(other), "a model of several broadcasts")
  call rw_load(other, argument(1), mpi_comm_world, threads=1)
  call check(doubles(other), "the file read by each rank; the model before is closed")

  call mpi_comm_split(mpi_comm_world, mod(rank, 2), rank, half)
  call rw_get_rank(half, me)
  call check(me%rank == rank / 2 .and. me%size == (ranks + 1 - mod(rank, 2)) / 2, "half a world")
  call check(me%local_rank == rank / 2, "the local rank in half a world")
  ! The two halves have errors of their own.
  call rw_load(other, argument(1), half, collective=.true., stat=stat, errmsg=errmsg)
  call check(stat == 0 .and. .not. allocated(errmsg), "a load by half a world")
  call check(doubles(other), "the model of half a world")
  model = argument(1)
  if (rank == 1) model = "/nowhere/1"
  call rw_load(other, model, half, collective=.true., stat=stat, errmsg=errmsg)
  if (mod(rank, 2) == 0) call check(stat == 0 .and. doubles(other), "the even ranks are well")
  if (mod(rank, 2) == 1) call check(stat == RW_MODEL_NOT_FOUND, "the odd ranks are not")
  if (mod(rank, 2) == 1) call check(index(errmsg, "rank 0: load of '/nowhere/1'") == 1, errmsg)
  call mpi_comm_free(half)

  ! A communicator that is left behind would use up those of MPICH: there are 2048.
  if (ranks == 1) then
    do i = 1, 3000
      stat = 0
      call rw_get_rank(mpi_comm_self, me)
      call rw_agree(mpi_comm_self, stat)
    end do
    call check(me%rank == 0 .and. me%local_size == 1, "a rank alone")
  end if

  call net%close()
  call other%close()
  call mpi_finalize()
  print "(a)", "well"

contains

  logical function doubles(net)
    type(rw_model), intent(in) :: net
    real(real32) :: x(5), y(5)

    x = [1, 2, 3, 4, 5] + rank
    call net%run(x, y)
    doubles = all(y == 2*x)
  end function doubles

  function argument(number) result(text)
    integer, intent(in) :: number
    character(len=:), allocatable :: text
    character(len=4096) :: buffer

    call get_command_argument(number, buffer)
    text = trim(buffer)
  end function argument

  function decimal(number) result(text)
    integer, intent(in) :: number
    character(len=:), allocatable :: text
    character(len=12) :: digits

    write (digits, "(i0)") number
    text = trim(digits)
  end function decimal

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what

    if (holds) return
    write (error_unit, "(a, i0, 2a)") "rank ", rank, " does not find right: ", what
    call mpi_abort(mpi_comm_world, 1)
  end subroutine check
end program communicators
