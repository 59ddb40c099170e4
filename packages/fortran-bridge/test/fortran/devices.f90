!> What is here, whatever that is, and how ranks share it.
program devices
  use rankwise, only: rw_device, rw_device_count, rw_get_devices, rw_model, &
    RW_INVALID_ARGUMENT, RW_MODEL_UNSUPPORTED, RW_OK
  use testing, only: check, errmsg, file
  implicit none
  type(rw_model) :: net
  type(rw_device), allocatable :: list(:)
  integer :: stat, i

  call rw_get_devices(list)
  call check(list(1)%device == "cpu" .and. list(1)%index == 0, "the cpu comes first")
  call check(list(1)%memory_bytes > 2**28 .and. list(1)%reason == "", "the memory of the node")
  do i = 1, size(list)
    call check(list(i)%index >= 0 .eqv. list(i)%reason == "", "a device, or the reason why not")
    call check(list(i)%index < 0 .or. list(i)%name /= "", "each device has a name")
  end do
  call check(rw_device_count("cpu ") == 1, "one cpu")
  call check(rw_device_count("abacus", stat=stat) == 0 .and. stat == RW_OK, "no abacus")
  call check(rw_device_count() >= 1, "all of them")

  call net%load(file("simplenet"), device="cpu", engines="rank ")
  call check(net%device() == "cpu", "an engine for this rank alone")
  call net%load(file("simplenet"), device="cpu", engines="node", stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT, "an unknown choice of engines is refused")
  call check(index(errmsg, "engines is 'node'") > 0, "the refusal names the choice")

  call net%load(file("simplenet"), device="cpu", engines="device", batching="on;max=8 ")
  call net%load(file("simplenet"), device="cpu", batching="often", stat=stat, errmsg=errmsg)
  call check(stat == RW_INVALID_ARGUMENT, "an unknown choice of batching is refused")
  call check(index(errmsg, "'often' is none of auto, off, on, independent") > 0, "what there is")
  call net%load(file("counted"), device="cpu", batching="on", stat=stat, errmsg=errmsg)
  call check(stat == RW_MODEL_UNSUPPORTED, "samples that mix are not batched")
  call check(index(errmsg, "Add_y") > 0, "the refusal names the operator that mixes")
  call net%load(file("counted"), device="cpu", batching="independent")
end program devices
