!> One rank fails; with collective= and rw_agree all know, and nobody waits for ever.
!> Argument: the model.
program errors
  use, intrinsic :: iso_fortran_env, only: error_unit, real32
  use mpi_f08, only: mpi_abort, mpi_comm_null, mpi_comm_rank, mpi_comm_size, mpi_comm_world, &
    mpi_finalize, mpi_init
  use rankwise, only: rw_model, RW_DEVICE_UNAVAILABLE, RW_INVALID_ARGUMENT, RW_MODEL_INVALID, &
    RW_MODEL_NOT_FOUND, RW_MPI_UNAVAILABLE, RW_OK, RW_SHAPE_MISMATCH
  use rankwise_mpi, only: rw_agree, rw_load
  implicit none
  character(len=:), allocatable :: device, errmsg, model, path, sentence
  character(len=4096) :: buffer
  character(len=24) :: text
  type(rw_model) :: keep, net
  real(real32) :: x(5) = [1, 2, 3, 4, 5], y(5), z(4)
  integer :: last, rank, ranks, stat

  rank = -1
  call get_command_argument(1, buffer)
  model = trim(buffer)
  call rw_load(net, model, mpi_comm_world, stat=stat, errmsg=errmsg)
  call expect(RW_MPI_UNAVAILABLE, "call it after mpi_init")
  call mpi_init()
  call mpi_comm_rank(mpi_comm_world, rank)
  call mpi_comm_size(mpi_comm_world, ranks)
  last = ranks - 1
  call rw_load(net, model, mpi_comm_null, collective=.true., stat=stat, errmsg=errmsg)
  call expect(RW_INVALID_ARGUMENT, "MPI_COMM_NULL")
  call rw_load(keep, model, mpi_comm_world)

  ! The last rank has a bad path.
  path = model
  if (rank == last) path = "/nowhere/model.onnx"
  call rw_load(net, path, mpi_comm_world, collective=.true., stat=stat, errmsg=errmsg)
  call expect(RW_MODEL_NOT_FOUND, "rank " // decimal(last) // ": load of '/nowhere/model.onnx'")
  call check(.not. net%is_loaded(), "no rank has a model that one lacks")
  call rw_load(net, path, mpi_comm_world, stat=stat, errmsg=errmsg)
  if (rank == last) call expect(RW_MODEL_NOT_FOUND, "rank " // decimal(last))
  if (rank /= last) call check(stat == RW_OK .and. net%is_loaded(), "the others are well")

  ! A model that was loaded before is closed, as by the load of rw_model.
  path = "/nowhere/model.onnx"
  call rw_load(net, path, mpi_comm_world, read_once=.true., stat=stat, errmsg=errmsg)
  call expect(RW_MODEL_NOT_FOUND, "rank 0: load of '/nowhere/model.onnx'")
  call check(.not. net%is_loaded(), "what was loaded before is closed")
  call rw_load(net, "/", mpi_comm_world, read_once=.true., stat=stat, errmsg=errmsg)
  call check(stat /= RW_OK, "a folder is no model")
  call rw_load(net, "/dev/null", mpi_comm_world, read_once=.true., collective=.true., stat=stat, &
    errmsg=errmsg)
  call expect(RW_MODEL_INVALID, "rank 0: load of '/dev/null'")

  ! Ranks from 1 on, or rank 0 where it is alone, have a bad device: the lowest is heard.
  device = "cpu"
  if (rank > 0 .or. last == 0) device = "cuda:99"
  call rw_load(net, model, mpi_comm_world, device=device, read_once=.true., collective=.true., &
    stat=stat, errmsg=errmsg)
  call expect(RW_DEVICE_UNAVAILABLE, "rank " // decimal(min(1, last)) // ": load of '")
  call check(.not. net%is_loaded(), "no rank has a model that others lack")

  ! rw_agree after any call.
  stat = RW_OK
  sentence = "left alone"
  call rw_agree(mpi_comm_world, stat, sentence)
  call check(stat == RW_OK .and. sentence == "left alone", "nothing happened")
  call keep%run(x, y, stat=stat, errmsg=errmsg)
  if (rank == last) call keep%run(x, z, stat=stat, errmsg=errmsg)
  call rw_agree(mpi_comm_world, stat, errmsg)
  call expect(RW_SHAPE_MISMATCH, "rank " // decimal(last) // ": run of '")
  stat = merge(77, RW_OK, rank == last)
  call rw_agree(mpi_comm_world, stat)
  call check(stat == 77, "an error without a sentence")
  stat = merge(77, RW_OK, rank == last)
  call rw_agree(mpi_comm_world, stat, errmsg)
  call expect(77, "rank " // decimal(last) // ": no message was given")
  text = "as it was"
  call keep%run(x, y, stat=stat, errtext=text)
  call rw_agree(mpi_comm_world, stat, errtext=text)
  call check(stat == RW_OK .and. text == "as it was", "a success leaves errtext alone")
  if (rank == last) call keep%run(x, z, stat=stat, errtext=text)
  call rw_agree(mpi_comm_world, stat, errtext=text)
  sentence = "rank " // decimal(last) // ": run of '"
  call check(stat == RW_SHAPE_MISMATCH .and. text == sentence // model(:len(text) - len(sentence)), &
    "errtext has the beginning of the sentence of the rank that failed")
  call keep%run(x, y)
  call check(all(y == 2*x), "the model still serves")
  call keep%close()
  call mpi_finalize()
  print "(a)", "well"

contains

  !> All ranks have this number and this sentence.
  subroutine expect(number, text)
    integer, intent(in) :: number
    character(len=*), intent(in) :: text

    if (.not. allocated(errmsg)) errmsg = ""
    call check(stat == number .and. index(errmsg, text) > 0, text // " but: " // errmsg)
    deallocate (errmsg)
  end subroutine expect

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
    write (error_unit, "(a, i0, 2a)") "rank ", rank, " expected: ", what
    if (rank < 0) error stop 1
    call mpi_abort(mpi_comm_world, 1)
  end subroutine check
end program errors
