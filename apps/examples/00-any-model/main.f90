!> Any ONNX model on generated input, on every rank of an MPI job.
!>
!>     mpiexec -n 2 any-model-f90 MODEL [DEVICE] [NAME=1x3x224x224]...
program any_model
  use, intrinsic :: iso_c_binding, only: c_loc, c_null_char
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, output_unit, real64
  use arguments, only: argument, check_arguments, shape_argument
  use generate, only: fill
  use mpi_f08, only: mpi_character, mpi_comm_rank, mpi_comm_size, mpi_comm_world, mpi_finalize, &
    mpi_gather, mpi_init, mpi_integer
  use placement, only: placement_of
  use rankwise, only: rw_model, rw_release, rw_tensor, rw_tensor_at, rw_tensor_info, rw_type_name, &
    rw_type_size
  use summary, only: shape_text, summary_of
  implicit none

  !> Memory of one input, of any type.
  type :: buffer
    integer(int64), allocatable :: words(:)
  end type buffer

  !> The name of an output, which C reads in its place.
  type :: words
    character(len=:), allocatable :: text
  end type words

  type(rw_model) :: net
  character(len=:), allocatable :: device, errmsg
  character(len=24) :: here
  integer :: rank, ranks, stat
  logical :: all_ran

  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, rank)
  call mpi_comm_size(mpi_comm_world, ranks)

  write (here, '("rank ", i0, ": ")') rank
  call check_arguments(device, stat, errmsg)
  if (stat /= 0) errmsg = trim(here)//" "//errmsg
  if (stat == 0) call net%load(argument(1), device=device, stat=stat, errmsg=errmsg)
  if (stat == 0) call run_once(stat, errmsg)
  if (stat /= 0) write (error_unit, '(a)') errmsg

  call conclude(stat == 0, all_ran)
  call net%close()
  call mpi_finalize()
  if (.not. all_ran) stop 1

contains

  !> Makes an input for each that the model declares, runs it, and prints what went in and came out.
  subroutine run_once(stat, errmsg)
    integer, intent(out) :: stat !! 0 for success
    character(len=:), allocatable, intent(out) :: errmsg !! why not, where stat is not 0
    type(rw_tensor_info), allocatable :: declared(:)
    type(buffer), allocatable, target :: buffers(:)
    type(rw_tensor), allocatable :: inputs(:), outputs(:)
    type(rw_tensor_info) :: info
    integer(int64), allocatable :: dims(:)
    type(words), allocatable, target :: names(:)
    real(real64) :: bytes
    integer :: asked, i

    allocate (declared(net%input_count()), buffers(net%input_count()), inputs(net%input_count()))
    do i = 1, size(declared)
      call net%get_input(i, declared(i))
    end do
    call check_arguments(device, stat, errmsg, declared)
    if (stat /= 0) errmsg = trim(here)//" "//errmsg
    if (stat /= 0) return

    do i = 1, size(inputs)
      dims = shape_argument(declared(i))
      bytes = product(real(dims, real64))*rw_type_size(declared(i)%type)
      stat = 1
      if (bytes < 2.0_real64**60) allocate (buffers(i)%words(int(bytes, int64)/8 + 1), stat=stat)
      if (stat /= 0) then
        errmsg = trim(here)//" no memory for the input '"//declared(i)%name// &
          "': give it a smaller shape"
        return
      end if
      call fill(c_loc(buffers(i)%words), declared(i)%type, product(dims), rank)
      inputs(i) = rw_tensor_at(c_loc(buffers(i)%words), type=declared(i)%type, shape=dims)
      inputs(i)%onnx_order = 1 ! as the arguments and all lines of this example
      call print_line("input ", declared(i)%name, &
        rw_type_name(declared(i)%type)//" "//shape_text(dims))
    end do

    ! Outputs without data are allocated by the run, which alone knows the shapes of some.
    allocate (outputs(net%output_count()), names(net%output_count()))
    asked = 0
    do i = 1, net%output_count()
      call net%get_output(i, info)
      if (rw_type_size(info%type) == 0) cycle ! no numbers: a classifier may give texts and maps
      asked = asked + 1
      names(asked)%text = info%name//c_null_char
      outputs(asked)%name = c_loc(names(asked)%text)
    end do
    call net%run_tensors(inputs, outputs(:asked), stat=stat, errmsg=errmsg)
    if (stat /= 0) return
    do i = 1, asked
      call print_line("output", names(i)%text(:len(names(i)%text) - 1), summary_of(outputs(i)))
      call rw_release(outputs(i))
    end do
  end subroutine run_once

  !> Prints one whole line, so that the lines of different ranks do not mix.
  subroutine print_line(direction, name, what)
    character(len=*), intent(in) :: direction !! input or output
    character(len=*), intent(in) :: name !! of the tensor
    character(len=*), intent(in) :: what !! its type, shape and contents
    write (output_unit, '(a, i0, 6a)') "rank ", rank, " ", direction, " ", name, ": ", what
    flush (output_unit)
  end subroutine print_line

  !> Tells rank 0 how every rank fared; rank 0 prints the closing line.
  subroutine conclude(ran, all_ran)
    logical, intent(in) :: ran !! whether this rank ran the model
    logical, intent(out) :: all_ran !! whether all did as far as this rank knows, rank 0 of all
    character(len=128) :: device, runtime
    character(len=128), allocatable :: devices(:), runtimes(:)
    integer, allocatable :: failed(:)
    integer :: failure, receiving, r

    failure = merge(0, 1, ran)
    device = ""
    runtime = ""
    if (ran) device = net%device()
    if (ran) runtime = net%runtime()
    receiving = merge(ranks, 0, rank == 0)
    allocate (failed(receiving), devices(receiving), runtimes(receiving))
    call mpi_gather(failure, 1, mpi_integer, failed, 1, mpi_integer, 0, mpi_comm_world)
    call mpi_gather(device, 128, mpi_character, devices, 128, mpi_character, 0, mpi_comm_world)
    call mpi_gather(runtime, 128, mpi_character, runtimes, 128, mpi_character, 0, mpi_comm_world)
    all_ran = ran .and. all(failed == 0)
    if (rank /= 0) return
    if (all_ran) then
      write (output_unit, '(a, i0, 4a)') "all ", ranks, " ranks ran ", base_name(argument(1)), ": ", &
        placement_of(devices, runtimes, "its engine")
      flush (output_unit)
    else
      write (error_unit, '(i0, a, i0, a, *(1x, i0))') sum(failed), " of ", ranks, &
        " ranks failed:", pack([(r, r=0, ranks - 1)], failed /= 0)
    end if
  end subroutine conclude

  !> The name of a file without its folders.
  pure function base_name(path)
    character(len=*), intent(in) :: path !! of a file
    character(len=:), allocatable :: base_name
    base_name = path(index(path, "/", back=.true.) + 1:)
  end function base_name

end program any_model
