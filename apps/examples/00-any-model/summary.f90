!> A tensor in one line: its type, shape, smallest, largest, mean and first values.
module summary
  use, intrinsic :: ieee_arithmetic, only: ieee_is_nan
  use, intrinsic :: iso_fortran_env, only: int64, real64
  use elements, only: values_of
  use rankwise, only: rw_shape_of, rw_tensor, rw_type_name
  implicit none
  private
  public :: format_number, shape_text, summary_of

contains

  !> "float32 [1, 5] min -1 max 1 mean 0 first 0 0.5 1".
  function summary_of(tensor) result(text)
    type(rw_tensor), intent(in) :: tensor !! an output
    character(len=:), allocatable :: text
    real(real64), allocatable :: values(:)
    real(real64) :: lowest, highest, total
    integer(int64) :: k

    allocate (values, source=values_of(tensor%data, tensor%type, product(rw_shape_of(tensor))))
    text = rw_type_name(tensor%type)//" "//shape_text(rw_shape_of(tensor))
    if (size(values) == 0) then
      text = text//" empty"
      return
    end if
    lowest = values(1)
    highest = values(1)
    total = 0
    do k = 1, size(values, kind=int64)
      if (values(k) < lowest) lowest = values(k)
      if (values(k) > highest) highest = values(k)
      total = total + values(k)
    end do
    text = text//" min "//format_number(lowest)//" max "//format_number(highest)//" mean "// &
      format_number(total/real(size(values, kind=int64), real64))//" first"
    do k = 1, min(5_int64, size(values, kind=int64))
      text = text//" "//format_number(values(k))
    end do
  end function summary_of

  !> A shape in ONNX order: "[1, 5]".
  function shape_text(dims) result(text)
    integer(int64), intent(in) :: dims(:) !! in Fortran's order
    character(len=:), allocatable :: text
    character(len=20) :: number
    integer :: i
    text = "["
    do i = size(dims), 1, -1
      write (number, '(i0)') dims(i)
      text = text//trim(number)
      if (i > 1) text = text//", "
    end do
    text = text//"]"
  end function shape_text

  !> A number in at most six digits, as "%.6g" of C.
  function format_number(value) result(text)
    real(real64), intent(in) :: value !! any
    character(len=:), allocatable :: text
    character(len=32) :: field, form
    integer :: e, exponent

    if (ieee_is_nan(value)) then
      text = "nan"
    else if (abs(value) > huge(value)) then
      text = trim(merge("inf ", "-inf", value > 0))
    else
      write (field, '(es32.5e3)') value
      e = index(field, "E")
      read (field(e + 1:), *) exponent
      if (exponent < -4 .or. exponent > 5) then
        text = without_zeros(field(:e - 1))
        write (field, '(a, sp, i0.2)') "e", exponent
        text = text//trim(field)
      else
        write (form, '("(f32.", i0, ")")') 5 - exponent
        write (field, form) value
        text = without_zeros(field)
      end if
    end if
  end function format_number

  !> A decimal fraction without the zeros that end it.
  pure function without_zeros(field) result(text)
    character(len=*), intent(in) :: field !! with a decimal point
    character(len=:), allocatable :: text
    text = trim(adjustl(field))
    text = text(:verify(text, "0", back=.true.))
    text = text(:verify(text, ".", back=.true.))
  end function without_zeros

end module summary
