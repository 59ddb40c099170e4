!> A square of n by n cells in strips of whole rows, one strip a rank, periodic both ways.
module strips
  use, intrinsic :: iso_fortran_env, only: real64
  use mpi_f08, only: mpi_comm, mpi_comm_rank, mpi_comm_size, mpi_double_precision, mpi_gatherv, &
    mpi_sendrecv, mpi_status_ignore
  implicit none
  private
  public :: strip, cut

  !> The rows of this rank.
  type :: strip
    type(mpi_comm) :: comm
    integer :: rank, ranks
    integer :: n !! cells along each side of the square
    integer :: rows !! of this rank
    integer, private :: below, above !! ranks of the neighbours
  contains
    procedure :: exchange
    procedure :: gather
  end type strip

contains

  !> The strip of this rank. There must not be more ranks than rows.
  subroutine cut(comm, n, part)
    type(mpi_comm), intent(in) :: comm !! all of its ranks call
    integer, intent(in) :: n !! cells along each side of the square
    type(strip), intent(out) :: part

    part%comm = comm
    part%n = n
    call mpi_comm_rank(comm, part%rank)
    call mpi_comm_size(comm, part%ranks)
    part%rows = rows_of(part, part%rank)
    part%below = modulo(part%rank - 1, part%ranks)
    part%above = modulo(part%rank + 1, part%ranks)
  end subroutine cut

  !> The first ranks take the rows that are left over.
  elemental integer function rows_of(part, rank)
    type(strip), intent(in) :: part
    integer, intent(in) :: rank
    rows_of = part%n/part%ranks + merge(1, 0, rank < modulo(part%n, part%ranks))
  end function rows_of

  !> Fills the halos, one cell wide, of several fields in one message a neighbour: columns from the
  !> other end of the row, rows from the neighbours.
  subroutine exchange(self, count, fields)
    class(strip), intent(in) :: self
    integer, intent(in) :: count !! of the fields
    real(real64), intent(inout) :: fields(0:self%n + 1, 0:self%rows + 1, count)
    real(real64), dimension(self%n + 2, count) :: from, to

    fields(0, :, :) = fields(self%n, :, :)
    fields(self%n + 1, :, :) = fields(1, :, :)
    to = fields(:, 1, :)
    call mpi_sendrecv(to, size(to), mpi_double_precision, self%below, 1, &
      from, size(from), mpi_double_precision, self%above, 1, self%comm, mpi_status_ignore)
    fields(:, self%rows + 1, :) = from
    to = fields(:, self%rows, :)
    call mpi_sendrecv(to, size(to), mpi_double_precision, self%above, 2, &
      from, size(from), mpi_double_precision, self%below, 2, self%comm, mpi_status_ignore)
    fields(:, 0, :) = from
  end subroutine exchange

  !> The whole square on rank 0, without halo; nothing on the other ranks.
  function gather(self, field) result(whole)
    class(strip), intent(in) :: self
    real(real64), intent(in) :: field(0:, 0:) !! 0 to n + 1, 0 to rows + 1
    real(real64), allocatable :: whole(:, :), mine(:, :)
    integer :: counts(self%ranks), first(self%ranks), r

    counts = self%n*rows_of(self, [(r, r=0, self%ranks - 1)])
    first = [(sum(counts(:r)), r=0, self%ranks - 1)]
    mine = field(1:self%n, 1:self%rows)
    allocate (whole(self%n, merge(self%n, 0, self%rank == 0)))
    call mpi_gatherv(mine, size(mine), mpi_double_precision, whole, counts, first, &
      mpi_double_precision, 0, self%comm)
  end function gather

end module strips
