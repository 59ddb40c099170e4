!> The command line of this example: MODEL [DEVICE] [NAME=1x3x224x224]...
module arguments
  use, intrinsic :: iso_fortran_env, only: int64
  use rankwise, only: rw_tensor_info, rw_type_size
  implicit none
  private
  public :: argument, check_arguments, shape_argument

contains

  !> The argument of this position.
  function argument(position)
    integer, intent(in) :: position !! from 1
    character(len=:), allocatable :: argument
    integer :: length
    call get_command_argument(position, length=length)
    allocate (character(len=length) :: argument)
    call get_command_argument(position, argument)
  end function argument

  !> Checks every argument; those that give a shape against the model's inputs too, once known.
  subroutine check_arguments(device, stat, errmsg, inputs)
    character(len=:), allocatable, intent(out) :: device !! the one given, or auto
    integer, intent(out) :: stat !! 0 where all is well
    character(len=:), allocatable, intent(out) :: errmsg !! what is wrong, where stat is not 0
    type(rw_tensor_info), intent(in), optional :: inputs(:) !! of the model
    character(len=:), allocatable :: this
    integer :: i, equals

    device = "auto"
    stat = 1
    if (command_argument_count() < 1) then
      errmsg = "usage: any-model-f90 MODEL [DEVICE] [NAME=1x3x224x224]..."
      return
    end if
    do i = 2, command_argument_count()
      this = argument(i)
      equals = index(this, "=", back=.true.)
      if (equals == 0) then
        if (i == 2) device = this
        if (i == 2) cycle
        errmsg = "the argument '"//this//"' is no shape: write it as NAME=1x3x224x224"
        return
      end if
      if (.not. is_shape(this(equals + 1:))) then
        errmsg = "the shape in '"//this//"' is not valid: write it as NAME=1x3x224x224"
        return
      end if
      if (present(inputs)) then
        if (.not. is_input(this(:equals - 1), inputs)) then
          errmsg = "the model has no input '"//this(:equals - 1)//"', which '"//this// &
            "' gives a shape: its inputs are "//names_of(inputs)
          return
        end if
      end if
    end do
    if (present(inputs)) then
      do i = 1, size(inputs)
        if (rw_type_size(inputs(i)%type) == 0) then
          errmsg = "the input '"//inputs(i)%name//"' of the model is no tensor of numbers, so "// &
            "that this example cannot generate it"
          return
        end if
      end do
    end if
    stat = 0
  end subroutine check_arguments

  !> The shape of an input in Fortran's order: the argument's, or the model's with 1 for free.
  function shape_argument(input) result(dims)
    type(rw_tensor_info), intent(in) :: input !! as the model declares it
    integer(int64), allocatable :: dims(:)
    character(len=:), allocatable :: this
    integer :: i, equals
    dims = merge(input%shape, 1_int64, input%shape >= 0)
    do i = 2, command_argument_count()
      this = argument(i)
      equals = index(this, "=", back=.true.)
      if (equals == 0) cycle
      if (this(:equals - 1) == input%name) dims = parse(this(equals + 1:))
    end do
  end function shape_argument

  !> Whether a text is a shape such as 1x3x224x224; nothing at all is the shape of a scalar.
  pure logical function is_shape(text)
    character(len=*), intent(in) :: text !! without the name
    integer :: i
    is_shape = verify(text, "0123456789x") == 0 .and. index("x"//text//"x", "xx") == 0 .or. text == ""
    if (.not. is_shape) return
    ! More digits than 15 are no shape in any of the languages.
    do i = 1, len(text) - 15
      is_shape = is_shape .and. index(text(i:i + 15), "x") > 0
    end do
  end function is_shape

  !> The dimensions of a valid shape, the last one first: Fortran's order.
  pure recursive function parse(text) result(dims)
    character(len=*), intent(in) :: text !! in ONNX order
    integer(int64), allocatable :: dims(:)
    integer(int64) :: last
    integer :: x
    if (text == "") then
      allocate (dims(0))
      return
    end if
    x = index(text, "x", back=.true.)
    read (text(x + 1:), *) last
    dims = [last, parse(text(:max(0, x - 1)))]
  end function parse

  pure logical function is_input(name, inputs)
    character(len=*), intent(in) :: name !! perhaps of an input
    type(rw_tensor_info), intent(in) :: inputs(:) !! of the model
    integer :: i
    is_input = .false.
    do i = 1, size(inputs)
      is_input = is_input .or. inputs(i)%name == name
    end do
  end function is_input

  pure function names_of(inputs) result(names)
    type(rw_tensor_info), intent(in) :: inputs(:) !! of the model
    character(len=:), allocatable :: names
    integer :: i
    names = ""
    do i = 1, size(inputs)
      if (i > 1) names = names//", "
      names = names//inputs(i)%name
    end do
  end function names_of

end module arguments
