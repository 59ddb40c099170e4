!> Reads images in the format PPM, the simplest that every image program writes.
module ppm
  use, intrinsic :: iso_fortran_env, only: int8
  implicit none
  private
  public :: read_ppm

  integer, parameter :: largest = 16384 !! pixels along a side

contains

  !> The pixels of a binary PPM file ("P6") of 8 bits a colour, as they lie in it: red, green and
  !> blue of each, the pixels row by row from the top.
  subroutine read_ppm(path, pixels, errmsg)
    character(len=*), intent(in) :: path !! of the file
    integer, allocatable, intent(out) :: pixels(:, :, :) !! (3, width, height), from 0 to 255
    character(len=:), allocatable, intent(out) :: errmsg !! not allocated where all went well
    integer(int8), allocatable :: bytes(:, :, :)
    character(len=256) :: reason
    character(len=2) :: magic
    integer :: unit, stat, width, height, maximum

    open (newunit=unit, file=path, access="stream", form="unformatted", status="old", &
      action="read", iostat=stat, iomsg=reason)
    if (stat /= 0) then
      errmsg = "cannot open the image: "//trim(reason)
      return
    end if
    magic = ""
    read (unit, iostat=stat) magic
    if (magic == "P6") then
      width = next_number(unit)
      height = next_number(unit)
      maximum = next_number(unit)
      if (min(width, height) < 1 .or. max(width, height) > largest .or. maximum /= 255) then
        errmsg = "the header of the image '"//path// &
          "' is not that of a PPM file with 8 bits a colour"
      else
        allocate (bytes(3, width, height))
        read (unit, iostat=stat) bytes
        if (stat /= 0) errmsg = "the image '"//path//"' ends before its last pixel: copy it again"
        ! Fortran has no bytes without a sign: 200 arrives as -56.
        if (stat == 0) pixels = iand(int(bytes), 255)
      end if
    else
      errmsg = "the image '"//path//"' is no binary PPM file: it must begin with P6"
    end if
    close (unit)
  end subroutine read_ppm

  !> The next number of the header and the one character after it; -1 where there is none.
  integer function next_number(unit) result(number)
    integer, intent(in) :: unit !! open behind the part of the header that was read
    character :: c
    integer :: stat

    number = -1
    do
      read (unit, iostat=stat) c
      if (stat /= 0) return
      if (c == "#") then ! a comment, to the end of the line
        do while (c /= new_line(c) .and. stat == 0)
          read (unit, iostat=stat) c
        end do
      else if (verify(c, "0123456789") == 0) then
        ! Ten times the largest at most, so that no number of digits overflows.
        if (number <= largest) number = 10*max(number, 0) + iachar(c) - iachar("0")
      else if (number >= 0) then
        return
      else if (c > " ") then
        return
      end if
    end do
  end function next_number

end module ppm
