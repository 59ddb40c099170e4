!> In the child of a fork, finalizers give back what was the parent's; the child's own models go on.
program forks
  use, intrinsic :: iso_c_binding, only: c_int
  use, intrinsic :: iso_fortran_env, only: real32
  use rankwise, only: rw_model, rw_request, RW_ENGINE_LOST
  use testing, only: check, errmsg, expect, file
  implicit none

  interface
    function fork() bind(c) result(pid)
      import :: c_int
      integer(c_int) :: pid
    end function fork

    function waitpid(pid, status, options) bind(c) result(found)
      import :: c_int
      integer(c_int), value :: pid, options
      integer(c_int), intent(out) :: status
      integer(c_int) :: found
    end function waitpid

    subroutine leave(status) bind(c, name="_exit")
      import :: c_int
      integer(c_int), value :: status
    end subroutine leave
  end interface

  integer(c_int) :: child, status
  type(rw_model) :: own

  call fork_and_return(own, child)
  if (child == 0) then
    call runs(own)
    call leave(0_c_int)
  end if
  call check(waitpid(child, status, 0_c_int) == child .and. status == 0, "the child ended well")

contains

  !> Both processes return, and finalize the parent's model and request.
  subroutine fork_and_return(own, child)
    type(rw_model), intent(inout) :: own
    integer(c_int), intent(out) :: child
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: y(5)
    integer :: stat

    call net%load(file("simplenet"))
    call runs(net)
    call request%open(net)
    call request%put("input", [0.0, 1.0, 2.0, 3.0, 4.0])
    call request%start()
    child = fork()
    if (child /= 0) return
    call own%load(file("simplenet"))
    call runs(own)
    call net%run([0.0, 1.0, 2.0, 3.0, 4.0], y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_ENGINE_LOST, "ended")
  end subroutine fork_and_return

  subroutine runs(net)
    type(rw_model), intent(in) :: net
    real(real32) :: y(5)

    call net%run([0.0, 1.0, 2.0, 3.0, 4.0], y)
    call check(all(y == [0.0, 2.0, 4.0, 6.0, 8.0]), "doubled")
  end subroutine runs
end program forks
