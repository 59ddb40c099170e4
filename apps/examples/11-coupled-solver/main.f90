!> A shallow-water solver in which a network gives the viscosity of the eddies that the grid misses,
!> beside the same solver with the formula that the network stands for, and with no such viscosity.
!>
!>     mpiexec -n 4 coupled-solver-f90 eddy-viscosity.onnx [DEVICE [FOLDER]]
program coupled_solver
  use, intrinsic :: iso_fortran_env, only: error_unit, output_unit, real64
  use closures, only: analytic_viscosity, network_viscosity
  use mpi_f08, only: mpi_comm_world, mpi_finalize, mpi_init
  use rankwise, only: rw_model
  use rankwise_mpi, only: rw_agree, rw_load
  use shallow_water, only: advance, begin, flow, vorticity_of
  use strips, only: cut, strip
  implicit none

  integer, parameter :: n = 64, steps = 500, steps_a_line = 50
  real(real64), parameter :: dt = 0.002_real64
  integer, parameter :: none = 1, closure = 2, network = 3
  character(len=*), parameter :: names(3) = [character(len=7) :: "none", "closure", "network"]

  type(rw_model) :: net
  type(strip) :: part
  type(flow) :: flows(3)
  integer :: run, stat, step
  character(len=4096) :: path, device, folder ! trailing blanks do not count
  character(len=:), allocatable :: errmsg

  call mpi_init()
  call cut(mpi_comm_world, n, part)
  stat = 0
  if (command_argument_count() < 1) &
    call fail(stat, errmsg, "usage: coupled-solver-f90 MODEL [DEVICE [FOLDER]]")
  if (part%ranks > n) call fail(stat, errmsg, "there are more ranks than rows: start fewer")
  call get_command_argument(1, path)
  call get_command_argument(2, device) ! none: blank, which is "auto"
  call get_command_argument(3, folder)
  if (folder == "") folder = "."
  if (stat == 0) call rw_load(net, path, part%comm, device=device, &
    read_once=.true., collective=.true., stat=stat, errmsg=errmsg)
  if (stat == 0) call simulate()
  call net%close()

  if (stat /= 0 .and. part%rank == 0) write (error_unit, '(a)') errmsg
  call mpi_finalize()
  if (stat /= 0) stop 1

contains

  !> All three flows, and their fields at the end: of an error too, as far as they came.
  subroutine simulate()
    integer :: stat_of_files
    character(len=:), allocatable :: errmsg_of_files

    do run = none, network
      call begin(part, flows(run))
    end do
    step = 0
    call print_line()
    do step = 1, steps
      call network_viscosity(net, part, flows(network), stat, errmsg)
      if (stat /= 0) exit
      call analytic_viscosity(part, flows(closure))
      do run = none, network
        call advance(part, flows(run), dt)
      end do
      if (modulo(step, steps_a_line) == 0) call print_line()
    end do

    stat_of_files = 0
    do run = none, network
      call write_fields(trim(folder)//"/"//trim(names(run))//".txt", flows(run), &
        stat_of_files, errmsg_of_files)
    end do
    call rw_agree(part%comm, stat_of_files, errmsg_of_files)
    if (stat == 0) then
      stat = stat_of_files
      if (stat /= 0) errmsg = errmsg_of_files
    end if
  end subroutine simulate

  !> A line of the table: how far the flows are from the one with the closure.
  subroutine print_line()
    real(real64), allocatable :: depth(:, :), vorticity(:, :), right(:, :)
    real(real64) :: mass(3), difference(3), largest(3)

    right = part%gather(vorticity_of(part, flows(closure)))
    do run = none, network
      depth = part%gather(flows(run)%q(:, :, 1))
      vorticity = part%gather(vorticity_of(part, flows(run)))
      if (part%rank /= 0) cycle
      mass(run) = sum(depth)/n**2
      difference(run) = norm2(vorticity - right)/norm2(right)
      largest(run) = maxval(abs(vorticity - right))/maxval(abs(right))
    end do
    if (part%rank /= 0) return
    if (step == 0) print '(2a)', "  time  none - closure:  norm  largest", &
      "  network - closure:  norm  largest  change of mass"
    print '(f6.1, 2(es24.2, es10.2), es13.1)', step*dt, difference(none), largest(none), &
      difference(network), largest(network), maxval(abs(mass - 1))
    flush (output_unit)
  end subroutine print_line

  !> Writes x, y, depth, u, v and vorticity of each cell, with a blank line after each row.
  subroutine write_fields(path, state, stat, errmsg)
    character(len=*), intent(in) :: path
    type(flow), intent(in) :: state
    integer, intent(inout) :: stat
    character(len=:), allocatable, intent(inout) :: errmsg
    real(real64), allocatable :: depth(:, :), u(:, :), v(:, :), vorticity(:, :)
    character(len=256) :: reason
    integer :: i, iostat, j, unit

    depth = part%gather(state%q(:, :, 1))
    u = part%gather(state%q(:, :, 2))
    v = part%gather(state%q(:, :, 3))
    vorticity = part%gather(vorticity_of(part, state))
    if (part%rank /= 0) return
    open (newunit=unit, file=path, action="write", status="replace", iostat=iostat, iomsg=reason)
    if (iostat /= 0) then
      call fail(stat, errmsg, "the fields cannot be written: "//trim(reason))
      return
    end if
    write (unit, '(a)') "# x y depth u v vorticity"
    do j = 1, n
      do i = 1, n
        write (unit, '(2f11.7, 4es25.16e3)') real([i, j] - 0.5_real64, real64)/n, depth(i, j), &
          u(i, j), v(i, j), vorticity(i, j)
      end do
      write (unit, '()')
    end do
    close (unit)
  end subroutine write_fields

  subroutine fail(stat, errmsg, why)
    integer, intent(out) :: stat
    character(len=:), allocatable, intent(out) :: errmsg
    character(len=*), intent(in) :: why !! one line
    stat = 1
    errmsg = why
  end subroutine fail

end program coupled_solver
