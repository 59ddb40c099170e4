!> Several inputs and outputs by name, of different types; how large some outputs are only the run
!> decides: a network finds the places of a grid where the wind is above a limit.
!>
!>     multi-io-f90 gusts.onnx [DEVICE]
program multi_io
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, real32, real64
  use rankwise, only: rw_model, rw_request
  implicit none

  integer, parameter :: nlon = 6, nlat = 4
  real(real64), parameter :: limits(3) = [20.0_real64, 28.5_real64, 40.0_real64]

  type(rw_model) :: net
  type(rw_request) :: request
  real(real32) :: wind(nlon, nlat)
  integer(int64) :: region(nlon, nlat)
  real(real64) :: mean
  real(real32), allocatable :: gust(:)
  integer(int64), allocatable :: gust_region(:), place(:, :)
  character(len=4096) :: path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg
  integer :: i, j, k, stat

  if (command_argument_count() < 1) call give_up("usage: multi-io-f90 MODEL [DEVICE]")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  do concurrent (i=1:nlon, j=1:nlat)
    wind(i, j) = mod(7*i + 13*j, 17)*2 - 0.5
    region(i, j) = 100*((i + 1)/2) + j
  end do

  call request%open(net, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call request%put("wind", wind, stat=stat, errmsg=errmsg)
  if (stat == 0) call request%put("region", region, stat=stat, errmsg=errmsg)
  ! The model has a fifth output, 'excess': what nobody asks for is not computed.
  if (stat == 0) call request%select([character(len=11) :: "mean", "gust", "gust_region", &
    "place"], stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)

  do k = 1, size(limits)
    call find(limits(k), stat, errmsg)
    if (stat /= 0) call give_up(errmsg)
    print '(a, f6.2, a, f5.1, a, i0)', "mean", mean, ", above", limits(k), ": ", size(gust)
    do i = 1, size(gust)
      ! The network counts from 0, and in its order: latitude before longitude.
      print '(f8.1, 3(a, i0))', gust(i), " at lon ", place(2, i) + 1, " lat ", place(1, i) + 1, &
        " in region ", gust_region(i)
    end do
  end do
  call request%close()
  call net%close()

contains

  !> Runs the network with another limit; the other inputs stay as they were put.
  subroutine find(limit, stat, errmsg)
    real(real64), intent(in) :: limit !! of the wind
    integer, intent(out) :: stat !! 0, or what went wrong
    character(len=:), allocatable, intent(inout) :: errmsg !! the same in words
    call request%put("limit", limit, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%run(stat=stat, errmsg=errmsg)
    if (stat == 0) call request%get("mean", mean, stat=stat, errmsg=errmsg)
    ! Arrays that are allocated get the shape that came out: [found] here, [2, found] for the ONNX
    ! tensor [found, 2].
    if (stat == 0) call request%get_allocatable("gust", gust, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%get_allocatable("gust_region", gust_region, stat=stat, &
      errmsg=errmsg)
    if (stat == 0) call request%get_allocatable("place", place, stat=stat, errmsg=errmsg)
  end subroutine find

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program multi_io
