!> A rank that computes while the network does: the time that saves, and several requests in flight
!> on two networks.
!>
!>     overlap-f90 deep.onnx shallow.onnx [DEVICE]
program overlap
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, real32, real64
  use rankwise, only: rw_model, rw_request, rw_wait_any
  implicit none

  integer, parameter :: width = 64, samples = 2048, cells = 4096, rounds = 25
  type(rw_model) :: deep, shallow
  integer :: stat
  character(len=4096) :: deep_path, shallow_path, device ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  if (command_argument_count() < 2) call give_up("usage: overlap-f90 DEEP SHALLOW [DEVICE]")
  call get_command_argument(1, deep_path)
  call get_command_argument(2, shallow_path)
  call get_command_argument(3, device) ! none: blank, which is "auto"
  call deep%load(deep_path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call shallow%load(shallow_path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)
  call compute_meanwhile()
  call keep_several_in_flight()
  call deep%close()
  call shallow%close()

contains

  !> The network and the rank's own work, one after the other and at the same time.
  subroutine compute_meanwhile()
    type(rw_request) :: request
    real(real32), allocatable, dimension(:, :) :: x, y, y_overlapped
    real(real64) :: u(cells), u_overlapped(cells), network(rounds), own(rounds), both(rounds)
    real(real64) :: one, other, saved
    integer(int64) :: began
    integer :: round

    allocate (x(width, samples), y(width, samples), y_overlapped(width, samples))
    call fill(x, 1)
    call request%open(deep, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%put("input", x, stat=stat, errmsg=errmsg)
    if (stat == 0) call request%run(stat=stat, errmsg=errmsg) ! the first run prepares
    do round = 1, rounds
      if (stat /= 0) call give_up(errmsg)

      began = now()
      call request%run(stat=stat, errmsg=errmsg)
      network(round) = milliseconds_since(began)
      if (stat == 0) call request%get("output", y, stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
      began = now()
      call spread_heat(u)
      own(round) = milliseconds_since(began)

      began = now()
      call request%start(stat=stat, errmsg=errmsg)
      call spread_heat(u_overlapped)
      if (stat == 0) call request%wait(stat=stat, errmsg=errmsg)
      both(round) = milliseconds_since(began)
      if (stat == 0) call request%get("output", y_overlapped, stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
      if (any(y /= y_overlapped) .or. any(u /= u_overlapped)) &
        call give_up("what was computed at the same time differs")
    end do
    call request%close()

    ! The best round of each: the one that nothing else on the machine disturbed.
    one = minval(network)
    other = minval(own)
    saved = one + other - minval(both)
    print '(3(a, f6.2), a)', "network", one, " ms, own work", other, " ms, at the same time", &
      minval(both), " ms"
    print '(a, f6.2, a, i0, a)', "saved", saved, " ms, ", nint(100*saved/min(one, other)), &
      " % of the shorter"
    print '(a, i0, a, es23.16)', "sums: network ", checksum(y), ", own work ", maxval(u)
  end subroutine compute_meanwhile

  !> Four requests on two networks, each answer taken when it comes.
  subroutine keep_several_in_flight()
    integer, parameter :: count = 4
    type(rw_request) :: requests(count)
    real(real32), allocatable :: x(:, :), y(:, :), y_alone(:, :, :)
    integer :: i, order(count)

    allocate (x(width, samples), y(width, samples), y_alone(width, samples, count))
    do i = 1, count
      call fill(x, i)
      if (i <= 2) then
        call deep%run(x, y_alone(:, :, i), stat=stat, errmsg=errmsg)
        if (stat == 0) call requests(i)%open(deep, stat=stat, errmsg=errmsg)
      else
        call shallow%run(x, y_alone(:, :, i), stat=stat, errmsg=errmsg)
        if (stat == 0) call requests(i)%open(shallow, stat=stat, errmsg=errmsg)
      end if
      if (stat == 0) call requests(i)%put("input", x, stat=stat, errmsg=errmsg)
      if (stat == 0) call requests(i)%start(stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
    end do
    do i = 1, count
      call rw_wait_any(requests, order(i), stat=stat, errmsg=errmsg)
      if (stat == 0) call requests(order(i))%get("output", y, stat=stat, errmsg=errmsg)
      if (stat /= 0) call give_up(errmsg)
      if (any(y /= y_alone(:, :, order(i)))) call give_up("what was computed in flight differs")
    end do
    print '(a, *(1x, i0))', "in flight: sums", [(checksum(y_alone(:, :, i)), i=1, count)]
    print '(a, *(1x, i0))', "answered in the order", order
    do i = 1, count
      call requests(i)%close()
    end do
  end subroutine keep_several_in_flight

  !> Whole numbers from -4 to 4.
  pure subroutine fill(x, shift)
    real(real32), intent(out) :: x(width, samples)
    integer, intent(in) :: shift !! makes another batch
    integer :: k, sample
    do sample = 1, samples
      do k = 1, width
        x(k, sample) = modulo(3*k + 5*sample + shift*k*sample, 9) - 4
      end do
    end do
  end subroutine fill

  !> The rank's own work: heat that spreads round a ring.
  pure subroutine spread_heat(u)
    real(real64), intent(out) :: u(cells) !! afterwards
    real(real64) :: before(0:cells + 1)
    integer :: i, step
    u = [(real(modulo(i*i, 17), real64), i=1, cells)]
    do step = 1, 2000
      before(0) = u(cells)
      before(1:cells) = u
      before(cells + 1) = u(1)
      ! Products with powers of two are exact: no compiler rounds this in another way.
      do i = 1, cells
        u(i) = (0.25_real64*before(i - 1) + 0.25_real64*before(i + 1)) + 0.5_real64*before(i)
      end do
    end do
  end subroutine spread_heat

  !> A number that shows each value and its place.
  pure integer(int64) function checksum(y)
    real(real32), intent(in) :: y(:, :) !! whole numbers
    integer :: k, sample
    checksum = 0
    do sample = 1, size(y, 2)
      do k = 1, size(y, 1)
        checksum = checksum + nint(y(k, sample))*modulo(7*k + sample, 101)
      end do
    end do
  end function checksum

  integer(int64) function now()
    call system_clock(now)
  end function now

  real(real64) function milliseconds_since(began)
    integer(int64), intent(in) :: began
    integer(int64) :: rate
    call system_clock(count_rate=rate)
    milliseconds_since = 1000*real(now() - began, real64)/rate
  end function milliseconds_since

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program overlap
