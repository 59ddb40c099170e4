!> The few MPI procedures the examples use, for the ranks of one machine that has no MPI: see mpi.h
!> beside this file. Whatever is not here does not compile, which is the intent.
module mpi_f08
  use, intrinsic :: iso_c_binding, only: c_int, c_loc, c_null_ptr, c_ptr
  implicit none
  private

  public :: mpi_comm, mpi_datatype
  public :: mpi_comm_world, mpi_character, mpi_integer, mpi_real, mpi_double_precision
  public :: mpi_init, mpi_comm_rank, mpi_comm_size, mpi_barrier, mpi_bcast, mpi_gather, mpi_abort, &
    mpi_finalize

  !> A communicator.
  type, bind(c) :: mpi_comm
    integer(c_int) :: mpi_val
  end type mpi_comm

  !> A datatype: the number of its bytes.
  type, bind(c) :: mpi_datatype
    integer(c_int) :: mpi_val
  end type mpi_datatype

  type(mpi_comm), parameter :: mpi_comm_world = mpi_comm(1)
  type(mpi_datatype), parameter :: mpi_character = mpi_datatype(1)
  type(mpi_datatype), parameter :: mpi_integer = mpi_datatype(storage_size(0) / 8)
  type(mpi_datatype), parameter :: mpi_real = mpi_datatype(storage_size(0.0) / 8)
  type(mpi_datatype), parameter :: mpi_double_precision = mpi_datatype(storage_size(0.0d0) / 8)

  interface
    function c_init(argc, argv) result(code) bind(c, name="MPI_Init")
      import :: c_int, c_ptr
      type(c_ptr), value, intent(in) :: argc, argv
      integer(c_int) :: code
    end function c_init

    function c_comm_rank(comm, rank) result(code) bind(c, name="MPI_Comm_rank")
      import :: c_int
      integer(c_int), value, intent(in) :: comm
      integer(c_int), intent(out) :: rank
      integer(c_int) :: code
    end function c_comm_rank

    function c_comm_size(comm, size) result(code) bind(c, name="MPI_Comm_size")
      import :: c_int
      integer(c_int), value, intent(in) :: comm
      integer(c_int), intent(out) :: size
      integer(c_int) :: code
    end function c_comm_size

    function c_barrier(comm) result(code) bind(c, name="MPI_Barrier")
      import :: c_int
      integer(c_int), value, intent(in) :: comm
      integer(c_int) :: code
    end function c_barrier

    function c_bcast(buffer, count, datatype, root, comm) result(code) bind(c, name="MPI_Bcast")
      import :: c_int, c_ptr
      type(c_ptr), value, intent(in) :: buffer
      integer(c_int), value, intent(in) :: count, datatype, root, comm
      integer(c_int) :: code
    end function c_bcast

    function c_gather(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root, comm) &
        result(code) bind(c, name="MPI_Gather")
      import :: c_int, c_ptr
      type(c_ptr), value, intent(in) :: sendbuf, recvbuf
      integer(c_int), value, intent(in) :: sendcount, sendtype, recvcount, recvtype, root, comm
      integer(c_int) :: code
    end function c_gather

    function c_abort(comm, errorcode) result(code) bind(c, name="MPI_Abort")
      import :: c_int
      integer(c_int), value, intent(in) :: comm, errorcode
      integer(c_int) :: code
    end function c_abort

    function c_finalize() result(code) bind(c, name="MPI_Finalize")
      import :: c_int
      integer(c_int) :: code
    end function c_finalize
  end interface

contains

  !> Must come before every other procedure of MPI.
  subroutine mpi_init(ierror)
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_init(c_null_ptr, c_null_ptr), ierror)
  end subroutine mpi_init

  !> The rank of this process.
  subroutine mpi_comm_rank(comm, rank, ierror)
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(out) :: rank !! from 0
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_comm_rank(comm%mpi_val, rank), ierror)
  end subroutine mpi_comm_rank

  !> The number of ranks.
  subroutine mpi_comm_size(comm, size, ierror)
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(out) :: size !! from 1
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_comm_size(comm%mpi_val, size), ierror)
  end subroutine mpi_comm_size

  !> Returns when every rank has called it.
  subroutine mpi_barrier(comm, ierror)
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_barrier(comm%mpi_val), ierror)
  end subroutine mpi_barrier

  !> Copies what `root` has in `buffer` to every rank.
  subroutine mpi_bcast(buffer, count, datatype, root, comm, ierror)
    type(*), dimension(..), intent(inout), target, contiguous :: buffer !! `count` elements
    integer, intent(in) :: count !! elements
    type(mpi_datatype), intent(in) :: datatype !! type of an element
    integer, intent(in) :: root !! the rank that sends
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_bcast(c_loc(buffer), count, datatype%mpi_val, root, comm%mpi_val), ierror)
  end subroutine mpi_bcast

  !> Collects `sendbuf` of every rank in `recvbuf` of `root`, in rank order.
  subroutine mpi_gather(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root, comm, &
      ierror)
    type(*), dimension(..), intent(in), target, contiguous :: sendbuf !! `sendcount` elements
    integer, intent(in) :: sendcount !! elements, the same on every rank
    type(mpi_datatype), intent(in) :: sendtype !! type of an element
    type(*), dimension(..), intent(inout), target, contiguous :: recvbuf !! `recvcount` a rank
    integer, intent(in) :: recvcount !! elements from each rank
    type(mpi_datatype), intent(in) :: recvtype !! type of an element
    integer, intent(in) :: root !! the rank that collects
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_gather(c_loc(sendbuf), sendcount, sendtype%mpi_val, c_loc(recvbuf), recvcount, &
      recvtype%mpi_val, root, comm%mpi_val), ierror)
  end subroutine mpi_gather

  !> Ends every rank.
  subroutine mpi_abort(comm, errorcode, ierror)
    type(mpi_comm), intent(in) :: comm !! mpi_comm_world
    integer, intent(in) :: errorcode !! exit status
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_abort(comm%mpi_val, errorcode), ierror)
  end subroutine mpi_abort

  !> Must come after every other procedure of MPI.
  subroutine mpi_finalize(ierror)
    integer, intent(out), optional :: ierror !! error class, 0 for success
    call hand_over(c_finalize(), ierror)
  end subroutine mpi_finalize

  subroutine hand_over(code, ierror)
    integer(c_int), intent(in) :: code !! what the C function returned
    integer, intent(out), optional :: ierror !! the same
    if (present(ierror)) ierror = code
  end subroutine hand_over

end module mpi_f08
