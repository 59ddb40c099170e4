!> Images in, their classes out: a residual network tells what images of 32 x 32 pixels show.
!>
!>     resnet-f90 resnet.onnx DEVICE IMAGE.ppm...
program resnet
  use, intrinsic :: iso_fortran_env, only: error_unit, real32
  use ppm, only: read_ppm
  use rankwise, only: rw_model
  implicit none

  character(len=*), parameter :: classes(6) = [character(len=18) :: "horizontal stripes", &
    "vertical stripes", "rising diagonals", "falling diagonals", "checkerboard", "disc"]

  type(rw_model) :: net
  integer, allocatable :: pixels(:, :, :)
  real(real32), allocatable :: image(:, :, :)
  real(real32) :: scores(size(classes))
  character(len=:), allocatable :: errmsg
  character(len=4096) :: path, device ! trailing blanks do not count
  integer :: i, color, stat

  if (command_argument_count() < 3) call give_up("usage: resnet-f90 MODEL DEVICE IMAGE.ppm...")
  call get_command_argument(1, path)
  call get_command_argument(2, device)
  call net%load(path, device=device, stat=stat, errmsg=errmsg)
  if (stat /= 0) call give_up(errmsg)

  do i = 3, command_argument_count()
    call get_command_argument(i, path)
    call read_ppm(trim(path), pixels, errmsg)
    if (allocated(errmsg)) call give_up(errmsg)

    ! The file has the colours of a pixel side by side. The network takes one colour after the
    ! other, [3, height, width] in ONNX: width fastest, so image(width, height, 3) here.
    allocate (image(size(pixels, 2), size(pixels, 3), 3))
    do color = 1, 3
      image(:, :, color) = normalized(pixels(color, :, :))
    end do
    call net%run(image, scores, stat=stat, errmsg=errmsg)
    if (stat /= 0) call give_up(errmsg)
    call print_best(trim(path), probabilities(scores))
    deallocate (image)
  end do
  call net%close()

contains

  !> Colours as the network learnt them: about as far below 0 as above.
  elemental real(real32) function normalized(color)
    integer, intent(in) :: color !! from 0 to 255
    normalized = (color/255.0 - 0.5)/0.25
  end function normalized

  !> Scores as probabilities, whose sum is 1: softmax.
  pure function probabilities(scores)
    real(real32), intent(in) :: scores(:) !! one for each class, any numbers
    real(real32) :: probabilities(size(scores))
    ! Less the largest, so that no power overflows.
    probabilities = exp(scores - maxval(scores))
    probabilities = probabilities/sum(probabilities)
  end function probabilities

  !> Prints the three classes that are most likely.
  subroutine print_best(path, probability)
    character(len=*), intent(in) :: path !! of the image
    real(real32), intent(in) :: probability(:) !! one for each class
    logical :: is_left(size(probability))
    integer :: place, best

    print '(2a)', path, ":"
    is_left = .true.
    do place = 1, 3
      best = maxloc(probability, 1, is_left)
      is_left(best) = .false.
      print '(f7.1, 2a)', 100*probability(best), " % ", trim(classes(best))
    end do
  end subroutine print_best

  !> Prints why, and ends the program.
  subroutine give_up(why)
    character(len=*), intent(in) :: why !! one line
    write (error_unit, '(a)') why
    stop 1
  end subroutine give_up

end program resnet
