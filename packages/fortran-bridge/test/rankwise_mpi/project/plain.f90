!> Communicators of `use mpi`, and of mpif.h. Argument: the model.
program plain
  use mpi, only: MPI_COMM_WORLD
  use rankwise, only: rw_model, rw_rank, RW_MODEL_NOT_FOUND
  use rankwise_mpi, only: rw_agree, rw_get_rank, rw_load
  implicit none
  interface
    subroutine with_mpif_h(model)
      character(len=*), intent(in) :: model
    end subroutine with_mpif_h
  end interface
  character(len=:), allocatable :: errmsg
  character(len=4096) :: model
  type(rw_model) :: net
  type(rw_rank) :: me
  real :: x(5) = [1, 2, 3, 4, 5], y(5)
  integer :: ierr, half, rank, stat

  call mpi_init(ierr)
  call mpi_comm_rank(MPI_COMM_WORLD, rank, ierr)
  call get_command_argument(1, model)
  call mpi_comm_split(MPI_COMM_WORLD, mod(rank, 2), rank, half, ierr)
  call rw_get_rank(half, me)
  if (me%rank /= rank/2 .or. me%local_rank /= rank/2) error stop "the rank is wrong"
  call rw_load(net, model, half, device="cpu", read_once=.true., collective=.true., stat=stat, &
    errmsg=errmsg)
  if (stat /= 0) error stop "the load failed"
  call net%run(x, y)
  if (any(y /= 2*x)) error stop "the numbers are wrong"
  stat = 0
  if (me%rank == 0) call net%load("/nowhere/model.onnx", stat=stat, errmsg=errmsg)
  call rw_agree(half, stat, errmsg)
  if (stat /= RW_MODEL_NOT_FOUND .or. index(errmsg, "rank 0: load of '/nowhere") /= 1) &
    error stop "the error is not that of rank 0"
  call net%close()
  call mpi_comm_free(half, ierr)
  call with_mpif_h(trim(model))
  call mpi_finalize(ierr)
  print "(a)", "well"
end program plain

subroutine with_mpif_h(model)
  use rankwise, only: rw_model
  use rankwise_mpi, only: rw_load
  implicit none
  include 'mpif.h'
  character(len=*), intent(in) :: model
  type(rw_model) :: net
  real :: x(5) = [1, 2, 3, 4, 5], y(5)

  call rw_load(net, model, MPI_COMM_WORLD, read_once=.true.)
  call net%run(x, y)
  if (any(y /= 2*x)) error stop "the numbers are wrong"
  call net%close()
end subroutine with_mpif_h
