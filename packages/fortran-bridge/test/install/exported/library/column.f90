!> What a project makes of a network for its own users. Reals may be promoted by an option.
module column
  use rankwise, only: rw_model
  implicit none

contains

  function doubled(path, x) result(y)
    character(len=*), intent(in) :: path
    real, intent(in) :: x(5)
    real :: y(5)
    type(rw_model) :: net

    call net%load(path, convert=.true.)
    call net%run(x, y)
    call net%close()
  end function doubled
end module column
