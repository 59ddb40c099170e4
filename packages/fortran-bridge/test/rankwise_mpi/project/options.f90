!> The options of a load reach the model's, whether each rank reads the file or one does for all.
!> Argument: the folder of the models. On WebGPU, with the Vulkan driver of the environment.
program options
  use, intrinsic :: iso_fortran_env, only: error_unit
  use mpi, only: mpi_comm_world_integer => mpi_comm_world
  use mpi_f08, only: mpi_abort, mpi_comm_world, mpi_finalize, mpi_init
  use rankwise, only: rw_model, RW_DEVICE_UNAVAILABLE, RW_INVALID_ARGUMENT, RW_MODEL_UNSUPPORTED, &
    RW_OK, RW_TIMEOUT
  use rankwise_mpi, only: rw_load
  implicit none
  character(len=:), allocatable :: errmsg
  character(len=4096) :: folder
  logical :: once
  type(rw_model) :: net
  double precision :: wide(1, 5)
  integer :: stat, turn

  call get_command_argument(1, folder)
  call mpi_init()
  do turn = 0, 1
    once = turn == 1
    call rw_load(net, file("simplenet"), mpi_comm_world, device="webgpu", &
      provider_options="enableInt65=1", read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "'enableInt65'")
    call rw_load(net, file("simplenet"), mpi_comm_world, load_timeout=-1d0, read_once=once, &
      stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "a timeout is negative")
    call rw_load(net, file("simplenet"), mpi_comm_world_integer, load_timeout=-1d0, &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "a timeout is negative")
    call rw_load(net, file("simplenet"), mpi_comm_world, convert=.true., same_order=.true., &
      read_once=once)
    call net%run(reshape([1d0, 2d0, 3d0, 4d0, 5d0], [1, 5]), wide)
    if (any(wide /= reshape([2d0, 4d0, 6d0, 8d0, 10d0], [1, 5]))) call expect(RW_TIMEOUT, "convert")
    call rw_load(net, file("nonzero"), mpi_comm_world, device="webgpu", no_fallback=.true., &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_DEVICE_UNAVAILABLE, "NonZero")
    call rw_load(net, file("simplenet"), mpi_comm_world, device="cpu", engines="node", &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "engines is 'node'")
    call rw_load(net, file("counted"), mpi_comm_world, device="cpu", batching="on", &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_MODEL_UNSUPPORTED, "Add_y")
    call rw_load(net, file("simplenet"), mpi_comm_world_integer, device="cpu", engines="node", &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "engines is 'node'")
    call rw_load(net, file("counted"), mpi_comm_world_integer, device="cpu", batching="often", &
      read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "'often' is none of auto, off, on, independent")
    call rw_load(net, file("simplenet"), mpi_comm_world_integer, device="webgpu", &
      provider_options="enableInt65=1", read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_INVALID_ARGUMENT, "'enableInt65'")
    call rw_load(net, file("nonzero"), mpi_comm_world_integer, device="webgpu", &
      no_fallback=.true., read_once=once, stat=stat, errmsg=errmsg)
    call expect(RW_DEVICE_UNAVAILABLE, "NonZero")
    call rw_load(net, file("counted"), mpi_comm_world, device="cpu", no_fallback=.true., &
      engines="device", batching="independent;max=8", tf32=.true., read_once=once, stat=stat, errmsg=errmsg)
    if (stat /= RW_OK) call expect(RW_OK, "a load")
  end do
  call net%close()
  call mpi_finalize()
  print "(a)", "well"

contains

  function file(name)
    character(len=*), intent(in) :: name
    character(len=:), allocatable :: file

    file = trim(folder) // "/" // name // ".onnx"
  end function file

  subroutine expect(number, text)
    integer, intent(in) :: number
    character(len=*), intent(in) :: text

    if (.not. allocated(errmsg)) errmsg = ""
    if (stat == number .and. index(errmsg, text) > 0) then
      deallocate (errmsg)
      return
    end if
    write (error_unit, "(4a)") "expected: ", text, " but: ", errmsg
    call mpi_abort(mpi_comm_world, 1)
  end subroutine expect
end program options
