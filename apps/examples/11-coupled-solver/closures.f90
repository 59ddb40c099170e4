!> The viscosity of the eddies that are smaller than a cell.
module closures
  use, intrinsic :: iso_fortran_env, only: real32, real64
  use rankwise, only: rw_model
  use rankwise_mpi, only: rw_agree
  use shallow_water, only: flow, velocity_gradients
  use strips, only: strip
  implicit none
  private
  public :: analytic_viscosity, network_viscosity

contains

  !> Smagorinsky's closure, Mon. Weather Rev. 91 (1963), 99-164: (Cs dx)**2 |S|.
  subroutine analytic_viscosity(part, state)
    type(strip), intent(in) :: part
    type(flow), intent(inout) :: state !! its viscosity is set
    real(real64), parameter :: cs = 0.2_real64
    real(real64) :: gradients(4, part%n, part%rows)

    call velocity_gradients(part, state, gradients)
    state%viscosity(1:part%n, 1:part%rows) = (cs/part%n)**2* &
      hypot(gradients(1, :, :) - gradients(4, :, :), gradients(2, :, :) + gradients(3, :, :))
  end subroutine analytic_viscosity

  !> The same from the network: all cells of the rank in one batch.
  subroutine network_viscosity(net, part, state, stat, errmsg)
    type(rw_model), intent(in) :: net
    type(strip), intent(in) :: part
    type(flow), intent(inout) :: state !! its viscosity is set
    integer, intent(out) :: stat !! the same on all ranks; if not 0, the viscosity stays as it was
    character(len=:), allocatable, intent(inout) :: errmsg
    real(real64) :: gradients(4, part%n, part%rows)
    real(real32) :: y(1, part%n*part%rows)

    call velocity_gradients(part, state, gradients)
    call net%run(reshape(real(gradients, real32), [4, size(y)]), y, stat=stat, errmsg=errmsg)
    ! Else the ranks whose network ran would wait in the next exchange for one whose did not.
    call rw_agree(part%comm, stat, errmsg)
    if (stat /= 0) return
    state%viscosity(1:part%n, 1:part%rows) = reshape(y, [part%n, part%rows])/real(part%n, real64)**2
  end subroutine network_viscosity

end module closures
