program uses_modules
  use rankwise, only: rw_model
  implicit none
  type(rw_model) :: net
  if (net%is_loaded()) error stop
end program uses_modules
