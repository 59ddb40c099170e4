!> Networks for the ranks of an MPI communicator.
!>
!>     use mpi_f08, only: mpi_comm_world
!>     use rankwise, only: rw_model
!>     use rankwise_mpi, only: rw_load
!>     type(rw_model) :: net
!>     call rw_load(net, "simplenet.onnx", mpi_comm_world, read_once=.true., collective=.true.)
!>
!> Every procedure takes a communicator of mpi_f08, type(mpi_comm), or of `use mpi` and mpif.h, an
!> integer, and is collective: all ranks of the communicator call it. It leaves no communicator
!> behind. stat=, errmsg= and errtext= are those of the module rankwise.
module rankwise_mpi
  use, intrinsic :: iso_c_binding, only: c_int
  use, intrinsic :: iso_fortran_env, only: int64, int8, real64
  use mpi_f08, only: mpi_allreduce, mpi_bcast, mpi_byte, mpi_character, mpi_comm, mpi_comm_free, &
    mpi_comm_null, mpi_comm_rank, mpi_comm_size, mpi_comm_split_type, mpi_comm_test_inter, &
    mpi_comm_type_shared, mpi_error_string, mpi_finalized, mpi_info_null, mpi_initialized, &
    mpi_comm_world, mpi_get_library_version, mpi_int64_t, mpi_integer, mpi_max_error_string, &
    mpi_max_library_version_string, mpi_min, mpi_success
  use rankwise, only: rw_model, rw_rank, RW_INVALID_ARGUMENT, RW_MODEL_NOT_FOUND, &
    RW_MPI_UNAVAILABLE, RW_OK, RW_OUT_OF_MEMORY, RW_SYSTEM
  use rankwise_base, only: report
  implicit none
  private

  public :: rw_load, rw_agree, rw_get_rank

  !> Loads a model on every rank of a communicator.
  interface rw_load
    module procedure load_f08, load_integer
  end interface rw_load

  !> Makes an error collective: after any call of rankwise, all ranks get the number and the
  !> sentence of the lowest rank that failed.
  interface rw_agree
    module procedure agree_f08, agree_integer
  end interface rw_agree

  !> The rank and the local rank of this process in a communicator.
  interface rw_get_rank
    module procedure get_rank_f08, get_rank_integer
  end interface rw_get_rank

  !> Bytes that one broadcast carries: counts of MPI are default integers, and a file may be larger.
  integer(int64), parameter :: chunk = 2_int64**26

contains

  !> Loads the ONNX model in a file on every rank of a communicator. Messages name the rank in the
  !> communicator; "cuda" and "auto" mean the device of the local rank in it. A model that was
  !> loaded before is closed.
  subroutine load_f08(net, path, comm, device, threads, start_timeout, run_timeout, &
    provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
    read_once, collective, stat, errmsg, errtext)
    type(rw_model), intent(inout) :: net
    character(len=*), intent(in) :: path !! file; with read_once rank 0's counts
    type(mpi_comm), intent(in) :: comm
    character(len=*), intent(in), optional :: device !! as for rw_model's load, and so on
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout
    real(real64), intent(in), optional :: run_timeout
    character(len=*), intent(in), optional :: provider_options
    logical, intent(in), optional :: no_fallback
    character(len=*), intent(in), optional :: engines
    character(len=*), intent(in), optional :: batching
    real(real64), intent(in), optional :: load_timeout
    logical, intent(in), optional :: convert, same_order, tf32
    !> rank 0 reads the file and broadcasts it; no other rank needs to see it. A failure to read is
    !> the failure of all. Not for models with external data. The same on all ranks; default: false
    logical, intent(in), optional :: read_once
    !> all ranks get the number and the sentence of the lowest rank that failed, and then none has
    !> the model. The same on all ranks; default: false, each rank has its own
    logical, intent(in), optional :: collective
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message
    integer :: status

    call load_any(net, path, comm, device, threads, start_timeout, run_timeout, provider_options, &
      no_fallback, engines, batching, load_timeout, convert, same_order, tf32, read_once, &
      collective, status, message)
    if (report(int(status, c_int), stat, errtext, present(errmsg), message)) errmsg = message
  end subroutine load_f08

  !> load_f08 for a communicator of `use mpi` or mpif.h.
  subroutine load_integer(net, path, comm, device, threads, start_timeout, run_timeout, &
    provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
    read_once, collective, stat, errmsg, errtext)
    type(rw_model), intent(inout) :: net
    character(len=*), intent(in) :: path
    integer, intent(in) :: comm
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout
    real(real64), intent(in), optional :: run_timeout
    character(len=*), intent(in), optional :: provider_options
    logical, intent(in), optional :: no_fallback
    character(len=*), intent(in), optional :: engines
    character(len=*), intent(in), optional :: batching
    real(real64), intent(in), optional :: load_timeout
    logical, intent(in), optional :: convert, same_order, tf32
    logical, intent(in), optional :: read_once
    logical, intent(in), optional :: collective
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message
    integer :: status

    call load_any(net, path, handle(comm), device, threads, start_timeout, run_timeout, &
      provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
      read_once, collective, status, message)
    if (report(int(status, c_int), stat, errtext, present(errmsg), message)) errmsg = message
  end subroutine load_integer

  !> Tells all ranks of a communicator whether one of them failed. stat is RW_OK on all ranks only
  !> if it was on all; else it becomes that of the lowest rank that failed, and errmsg that rank's.
  subroutine agree_f08(comm, stat, errmsg, errtext)
    type(mpi_comm), intent(in) :: comm
    integer, intent(inout) :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message

    if (present(errtext) .and. stat /= RW_OK) message = trim(errtext)
    if (present(errmsg)) then
      if (allocated(errmsg)) message = errmsg
    end if
    call agree_any(comm, stat, message)
    if (stat /= RW_OK .and. present(errtext)) errtext = message
    if (stat /= RW_OK .and. present(errmsg)) errmsg = message
  end subroutine agree_f08

  !> agree_f08 for a communicator of `use mpi` or mpif.h.
  subroutine agree_integer(comm, stat, errmsg, errtext)
    integer, intent(in) :: comm
    integer, intent(inout) :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message

    if (present(errtext) .and. stat /= RW_OK) message = trim(errtext)
    if (present(errmsg)) then
      if (allocated(errmsg)) message = errmsg
    end if
    call agree_any(handle(comm), stat, message)
    if (stat /= RW_OK .and. present(errtext)) errtext = message
    if (stat /= RW_OK .and. present(errmsg)) errmsg = message
  end subroutine agree_integer

  !> Finds the rank of this process in a communicator, and among its ranks on this node: those that
  !> MPI can give shared memory.
  subroutine get_rank_f08(comm, rank, stat, errmsg, errtext)
    type(mpi_comm), intent(in) :: comm
    type(rw_rank), intent(out) :: rank !! for the argument rank of rw_model's load
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message
    integer :: status

    call find_rank(comm, rank, status, message)
    if (report(int(status, c_int), stat, errtext, present(errmsg), message)) errmsg = message
  end subroutine get_rank_f08

  !> get_rank_f08 for a communicator of `use mpi` or mpif.h.
  subroutine get_rank_integer(comm, rank, stat, errmsg, errtext)
    integer, intent(in) :: comm
    type(rw_rank), intent(out) :: rank
    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    character(len=:), allocatable :: message
    integer :: status

    call find_rank(handle(comm), rank, status, message)
    if (report(int(status, c_int), stat, errtext, present(errmsg), message)) errmsg = message
  end subroutine get_rank_integer

  !> The communicator of mpi_f08 for one of `use mpi`.
  pure function handle(comm) result(converted)
    integer, intent(in) :: comm
    type(mpi_comm) :: converted

    converted%mpi_val = comm
  end function handle

  !> What load_f08 says; status and message are no options here, since gfortran loses the length of
  !> an optional errmsg that is handed on.
  subroutine load_any(net, path, comm, device, threads, start_timeout, run_timeout, &
    provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
    read_once, collective, status, message)
    type(rw_model), intent(inout) :: net
    character(len=*), intent(in) :: path
    type(mpi_comm), intent(in) :: comm
    character(len=*), intent(in), optional :: device
    integer, intent(in), optional :: threads
    real(real64), intent(in), optional :: start_timeout, run_timeout, load_timeout
    character(len=*), intent(in), optional :: provider_options, engines, batching
    logical, intent(in), optional :: no_fallback, convert, same_order, tf32, read_once, collective
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    integer(int8), allocatable :: bytes(:)
    integer :: ignored
    logical :: once, together
    type(rw_rank) :: rank

    once = .false.
    if (present(read_once)) once = read_once
    together = .false.
    if (present(collective)) together = collective
    call net%close(stat=ignored)
    call find_rank(comm, rank, status, message)
    if (status /= RW_OK) return
    if (once) then
      call read_for_all(path, comm, rank, bytes, status, message)
      if (status /= RW_OK) return
      call net%load_bytes(bytes, path, device, threads, start_timeout, run_timeout, rank, &
        provider_options, no_fallback, engines, batching, load_timeout, convert, same_order, tf32, &
        stat=status, errmsg=message)
    else
      call net%load(path, device, threads, start_timeout, run_timeout, rank, provider_options, &
        no_fallback, engines, batching, load_timeout, convert, same_order, tf32, stat=status, &
        errmsg=message)
    end if
    if (.not. together) return
    call agree_any(comm, status, message)
    if (status /= RW_OK) call net%close(stat=ignored)
  end subroutine load_any

  subroutine find_rank(comm, rank, status, message)
    type(mpi_comm), intent(in) :: comm
    type(rw_rank), intent(out) :: rank
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    type(mpi_comm) :: node
    integer :: ierr

    call check_comm(comm, status, message)
    if (status == RW_OK) call check_launcher(status, message)
    if (status /= RW_OK) return
    call mpi_comm_rank(comm, rank%rank, ierr)
    if (ierr == mpi_success) call mpi_comm_size(comm, rank%size, ierr)
    if (ierr == mpi_success) &
      call mpi_comm_split_type(comm, mpi_comm_type_shared, 0, mpi_info_null, node, ierr)
    if (ierr == mpi_success) call mpi_comm_rank(node, rank%local_rank, ierr)
    if (ierr == mpi_success) call mpi_comm_size(node, rank%local_size, ierr)
    if (ierr == mpi_success) call mpi_comm_free(node, ierr)
    call check_mpi(ierr, "finding the ranks of the node", status, message)
  end subroutine find_rank

  !> A program of one MPI under the mpiexec of another runs as many jobs of one rank each, without
  !> a word.
  subroutine check_launcher(status, message)
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    character(len=mpi_max_library_version_string) :: library
    character(len=12) :: count
    integer :: ierr, length, ranks

    status = RW_OK
    call mpi_comm_size(mpi_comm_world, ranks, ierr)
    if (ierr /= mpi_success .or. ranks /= 1) return
    ranks = max(ranks_in("OMPI_COMM_WORLD_SIZE"), ranks_in("PMI_SIZE"))
    if (ranks <= 1) return
    call mpi_get_library_version(library, length, ierr)
    if (ierr /= mpi_success) return
    length = min(length, scan(library(:length), new_line("a")) - 1)
    if (length < 1) length = len_trim(library)
    write (count, "(i0)") ranks
    status = RW_MPI_UNAVAILABLE
    message = "rankwise_mpi: " // merge("Open MPI            ", "MPICH (or Intel MPI)", &
      ranks_in("OMPI_COMM_WORLD_SIZE") > 1)
    message = trim(message) // " started " // trim(count) // " ranks, but the MPI of this " // &
      "program (" // library(:length) // ") sees one: start it by the mpiexec of its own MPI, " // &
      "or build it with the MPI that starts it"
  end subroutine check_launcher

  !> The number in an environment variable; 0: none.
  integer function ranks_in(variable)
    character(len=*), intent(in) :: variable
    character(len=12) :: text
    integer :: iostat, status

    ranks_in = 0
    call get_environment_variable(variable, text, status=status)
    if (status == 0) read (text, *, iostat=iostat) ranks_in
    if (status == 0 .and. iostat /= 0) ranks_in = 0
  end function ranks_in

  !> What MPI itself would end the job for, without a word on where it was.
  subroutine check_comm(comm, status, message)
    type(mpi_comm), intent(in) :: comm
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    integer :: ierr
    logical :: finalized, initialized, inter

    call mpi_initialized(initialized, ierr)
    call mpi_finalized(finalized, ierr)
    status = RW_OK
    if (.not. initialized .or. finalized) then
      status = RW_MPI_UNAVAILABLE
      message = "rankwise_mpi: MPI does not run; call it after mpi_init and before mpi_finalize"
    else if (comm%mpi_val == mpi_comm_null%mpi_val) then
      status = RW_INVALID_ARGUMENT
      message = "rankwise_mpi: the communicator is MPI_COMM_NULL; ranks that are not part of it" // &
        " must not call"
    else
      call mpi_comm_test_inter(comm, inter, ierr)
      call check_mpi(ierr, "looking at the communicator", status, message)
      if (status == RW_OK .and. inter) then
        status = RW_INVALID_ARGUMENT
        message = "rankwise_mpi: an intercommunicator was given; merge it, or give the group's own"
      end if
    end if
  end subroutine check_comm

  !> A communicator that returns errors is the caller's choice: then they become errors of rankwise.
  subroutine check_mpi(ierr, doing, status, message)
    integer, intent(in) :: ierr
    character(len=*), intent(in) :: doing
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    character(len=mpi_max_error_string) :: text
    integer :: ignored, length

    status = RW_OK
    if (ierr == mpi_success) return
    call mpi_error_string(ierr, text, length, ignored)
    status = RW_MPI_UNAVAILABLE
    message = "rankwise_mpi: " // doing // " failed: " // text(:length)
  end subroutine check_mpi

  subroutine agree_any(comm, status, message)
    type(mpi_comm), intent(in) :: comm
    integer, intent(inout) :: status
    character(len=:), allocatable, intent(inout) :: message
    integer :: failed, ierr, mine, mpi_status, numbers(2), rank, ranks

    call check_comm(comm, mpi_status, message)
    if (mpi_status /= RW_OK) then
      status = mpi_status
      return
    end if
    call mpi_comm_rank(comm, rank, ierr)
    if (ierr == mpi_success) call mpi_comm_size(comm, ranks, ierr)
    mine = merge(ranks, rank, status == RW_OK)
    failed = ranks
    if (ierr == mpi_success) call mpi_allreduce(mine, failed, 1, mpi_integer, mpi_min, comm, ierr)
    if (ierr == mpi_success .and. failed == ranks) return
    if (.not. allocated(message)) message = ""
    if (len(message) == 0) message = "rank " // decimal(rank) // ": no message was given"
    numbers = [status, len(message)]
    if (ierr == mpi_success) call mpi_bcast(numbers, 2, mpi_integer, failed, comm, ierr)
    if (ierr == mpi_success) then
      status = numbers(1)
      if (rank /= failed) message = repeat(" ", numbers(2))
      if (numbers(2) > 0) &
        call mpi_bcast(message, numbers(2), mpi_character, failed, comm, ierr)
    end if
    call check_mpi(ierr, "telling all ranks of an error", mpi_status, message)
    if (mpi_status /= RW_OK) status = mpi_status
  end subroutine agree_any

  !> Reads a file on rank 0 and gives it to all ranks. A failure of one rank is that of all, so that
  !> none waits for a broadcast that does not come.
  subroutine read_for_all(path, comm, rank, bytes, status, message)
    character(len=*), intent(in) :: path
    type(mpi_comm), intent(in) :: comm
    type(rw_rank), intent(in) :: rank
    integer(int8), allocatable, intent(out) :: bytes(:)
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    integer(int64) :: count, first, last
    integer :: ierr, no_memory

    status = RW_OK
    count = 0
    if (rank%rank == 0) call read_file(path, bytes, status, message)
    call agree_any(comm, status, message)
    if (status /= RW_OK) return
    if (rank%rank == 0) count = size(bytes, kind=int64)
    call mpi_bcast(count, 1, mpi_int64_t, 0, comm, ierr)
    call check_mpi(ierr, "the broadcast of a model", status, message)
    if (status /= RW_OK) return

    no_memory = 0
    if (rank%rank /= 0) allocate (bytes(count), stat=no_memory)
    if (no_memory /= 0) then
      status = RW_OUT_OF_MEMORY
      message = "rank " // decimal(rank%rank) // ": load of '" // trim(path) // &
        "': there is no memory for the bytes of the file"
    end if
    call agree_any(comm, status, message)
    if (status /= RW_OK) return
    do first = 1, count, chunk
      last = min(first + chunk - 1, count)
      call mpi_bcast(bytes(first:last), int(last - first + 1), mpi_byte, 0, comm, ierr)
      call check_mpi(ierr, "the broadcast of a model", status, message)
      if (status /= RW_OK) return
    end do
  end subroutine read_for_all

  subroutine read_file(path, bytes, status, message)
    character(len=*), intent(in) :: path
    integer(int8), allocatable, intent(out) :: bytes(:)
    integer, intent(out) :: status
    character(len=:), allocatable, intent(inout) :: message
    character(len=512) :: reason
    integer(int64) :: count
    integer :: iostat, unit

    status = RW_MODEL_NOT_FOUND
    open (newunit=unit, file=trim(path), access="stream", form="unformatted", action="read", &
      status="old", iostat=iostat, iomsg=reason)
    if (iostat == 0) then
      status = RW_SYSTEM
      inquire (unit=unit, size=count)
      allocate (bytes(max(count, 0_int64)), stat=iostat, errmsg=reason)
      if (iostat == 0) read (unit, iostat=iostat, iomsg=reason) bytes
      close (unit)
    end if
    if (iostat == 0) then
      status = RW_OK
    else
      message = "rank 0: load of '" // trim(path) // "': the file, which rank 0 reads for all," // &
        " cannot be read: " // trim(reason)
    end if
  end subroutine read_file

  pure function decimal(number) result(text)
    integer, intent(in) :: number
    character(len=:), allocatable :: text
    character(len=range(number) + 2) :: digits

    write (digits, "(i0)") number
    text = trim(digits)
  end function decimal
end module rankwise_mpi
