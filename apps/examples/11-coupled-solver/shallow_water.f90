!> Shallow water on a staggered grid: depth and viscosity at the centres of the cells, u on their
!> west sides, v on their south sides, vorticity and shear at their south-west corners.
!>
!> The scheme that conserves energy of Sadourny, J. Atmos. Sci. 32 (1975), 680-689, with the
!> viscous stress of a deviatoric strain; three stages of Shu and Osher in time. The depth changes
!> by fluxes through the sides, so that the mass stays.
module shallow_water
  use, intrinsic :: iso_fortran_env, only: real64
  use strips, only: strip
  implicit none
  private
  public :: flow, begin, advance, velocity_gradients, vorticity_of

  real(real64), parameter :: gravity = 9.0_real64 !! waves of speed 3 at depth 1
  integer, parameter :: h = 1, u = 2, v = 3

  !> The state of a strip, halo included: 0 to n + 1, 0 to rows + 1. That of q is always filled.
  type :: flow
    real(real64), allocatable :: q(:, :, :) !! depth, u, v
    real(real64), allocatable :: viscosity(:, :)
  end type flow

contains

  !> Two layers that shear past each other, disturbed a little, in a square of side 1: what Brown
  !> and Minion, J. Comput. Phys. 122 (1995), 165-183, try coarse grids with.
  subroutine begin(part, state)
    type(strip), intent(in) :: part
    type(flow), intent(out) :: state
    real(real64), parameter :: steepness = 30, disturbance = 0.05_real64, pi = acos(-1.0_real64)
    real(real64) :: whole_u(part%n), whole_v(part%n), centre
    integer :: first, i

    do i = 1, part%n
      centre = (i - 0.5_real64)/part%n
      whole_u(i) = tanh(steepness*(0.25_real64 - abs(centre - 0.5_real64)))
      whole_v(i) = disturbance*sin(2*pi*centre)
    end do
    first = part%rank*(part%n/part%ranks) + min(part%rank, modulo(part%n, part%ranks))
    allocate (state%q(0:part%n + 1, 0:part%rows + 1, 3), source=1.0_real64)
    allocate (state%viscosity(0:part%n + 1, 0:part%rows + 1), source=0.0_real64)
    do i = 1, part%rows
      state%q(:, i, u) = whole_u(first + i)
      state%q(1:part%n, i, v) = whole_v
    end do
    call part%exchange(3, state%q)
  end subroutine begin

  !> One step in time.
  subroutine advance(part, state, dt)
    type(strip), intent(in) :: part
    type(flow), intent(inout) :: state
    real(real64), intent(in) :: dt
    real(real64), allocatable :: start(:, :, :)
    real(real64), parameter :: weights(3) = [1.0_real64, 0.25_real64, 2.0_real64/3]
    integer :: stage

    call part%exchange(1, state%viscosity)
    start = state%q
    do stage = 1, 3
      state%q = (1 - weights(stage))*start + weights(stage)*(state%q + dt*tendency(part, state))
      call part%exchange(3, state%q)
    end do
  end subroutine advance

  !> What changes depth and velocity, per unit of time; 0 in the halo.
  function tendency(part, state) result(rate)
    type(strip), intent(in) :: part
    type(flow), intent(in) :: state
    real(real64) :: rate(0:part%n + 1, 0:part%rows + 1, 3)
    real(real64), dimension(part%n + 1, part%rows + 1) :: pv, shear_stress
    real(real64), dimension(0:part%n + 1, 0:part%rows + 1) :: east, north, head, stress
    real(real64) :: n
    integer :: i, j

    n = part%n ! cells along a side of length 1: one over the width of a cell
    east(0, :) = 0
    north(:, 0) = 0
    rate = 0
    associate (q => state%q, nu => state%viscosity)
      ! Mass fluxes through west and south sides.
      do j = 0, part%rows + 1
        do i = 1, part%n + 1
          east(i, j) = q(i, j, u)*(q(i - 1, j, h) + q(i, j, h))/2
        end do
      end do
      do j = 1, part%rows + 1
        do i = 0, part%n + 1
          north(i, j) = q(i, j, v)*(q(i, j - 1, h) + q(i, j, h))/2
        end do
      end do
      ! At centres: Bernoulli's head, and the stress of tension.
      do j = 0, part%rows
        do i = 0, part%n
          head(i, j) = gravity*q(i, j, h) + (q(i, j, u)**2 + q(i + 1, j, u)**2 &
            + q(i, j, v)**2 + q(i, j + 1, v)**2)/4
          stress(i, j) = nu(i, j)*n*(q(i + 1, j, u) - q(i, j, u) - q(i, j + 1, v) + q(i, j, v))
        end do
      end do
      ! At corners: vorticity over depth, and the stress of shear.
      do j = 1, part%rows + 1
        do i = 1, part%n + 1
          pv(i, j) = 4*vorticity(q, n, i, j) &
            /(q(i - 1, j - 1, h) + q(i, j - 1, h) + q(i - 1, j, h) + q(i, j, h))
          shear_stress(i, j) = (nu(i - 1, j - 1) + nu(i, j - 1) + nu(i - 1, j) + nu(i, j))/4 &
            *n*(q(i, j, u) - q(i, j - 1, u) + q(i, j, v) - q(i - 1, j, v))
        end do
      end do
      do j = 1, part%rows
        do i = 1, part%n
          rate(i, j, h) = -n*(east(i + 1, j) - east(i, j) + north(i, j + 1) - north(i, j))
          rate(i, j, u) = (pv(i, j)*(north(i - 1, j) + north(i, j)) &
            + pv(i, j + 1)*(north(i - 1, j + 1) + north(i, j + 1)))/4 &
            + n*(head(i - 1, j) - head(i, j) + stress(i, j) - stress(i - 1, j) &
            + shear_stress(i, j + 1) - shear_stress(i, j))
          rate(i, j, v) = -(pv(i, j)*(east(i, j - 1) + east(i, j)) &
            + pv(i + 1, j)*(east(i + 1, j - 1) + east(i + 1, j)))/4 &
            + n*(head(i, j - 1) - head(i, j) - stress(i, j) + stress(i, j - 1) &
            + shear_stress(i + 1, j) - shear_stress(i, j))
        end do
      end do
    end associate
  end function tendency

  !> What a closure knows: du/dx, du/dy, dv/dx, dv/dy at the centres, a column for each cell.
  subroutine velocity_gradients(part, state, gradients)
    type(strip), intent(in) :: part
    type(flow), intent(in) :: state
    real(real64), intent(out) :: gradients(:, :, :) !! (4, n, rows), one over the unit of time
    real(real64) :: n
    integer :: i, j

    n = part%n
    associate (q => state%q)
      do j = 1, part%rows
        do i = 1, part%n
          gradients(:, i, j) = n*[q(i + 1, j, u) - q(i, j, u), &
            (sum(q(i:i + 1, j + 1, u)) - sum(q(i:i + 1, j - 1, u)))/4, &
            (sum(q(i + 1, j:j + 1, v)) - sum(q(i - 1, j:j + 1, v)))/4, &
            q(i, j + 1, v) - q(i, j, v)]
        end do
      end do
    end associate
  end subroutine velocity_gradients

  !> The vorticity at the south-west corners of the cells, with an empty halo.
  function vorticity_of(part, state) result(field)
    type(strip), intent(in) :: part
    type(flow), intent(in) :: state
    real(real64) :: field(0:part%n + 1, 0:part%rows + 1)
    integer :: i, j

    field = 0
    do j = 1, part%rows
      do i = 1, part%n
        field(i, j) = vorticity(state%q, real(part%n, real64), i, j)
      end do
    end do
  end function vorticity_of

  pure real(real64) function vorticity(q, n, i, j)
    real(real64), intent(in) :: q(0:, 0:, :) !! depth, u, v
    real(real64), intent(in) :: n !! one over the width of a cell
    integer, intent(in) :: i, j
    vorticity = n*(q(i, j, v) - q(i - 1, j, v) - q(i, j, u) + q(i, j - 1, u))
  end function vorticity

end module shallow_water
