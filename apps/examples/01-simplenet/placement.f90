!> Where the ranks of a job ran, in a few words.
module placement
  implicit none
  private
  public :: placement_of

contains

  !> "each on cpu, through its engine (…)" or "ranks 0-1 on cuda:0, rank 2 on cuda:1, through …".
  function placement_of(devices, runtimes, through) result(text)
    character(len=*), intent(in) :: devices(:) !! device of each rank, from rank 0
    character(len=*), intent(in) :: runtimes(:) !! what ran the model on each
    character(len=*), intent(in) :: through !! the part of rankwise that each rank called
    character(len=:), allocatable :: text
    integer :: first, last, i

    if (all(devices == devices(1))) then
      text = "each on "//trim(devices(1))
    else
      text = ""
      first = 1
      do while (first <= size(devices))
        last = last_of_run(devices, first)
        if (first > 1) text = text//", "
        text = text//rank_range(first - 1, last - 1)//" on "//trim(devices(first))
        first = last + 1
      end do
    end if

    text = text//", through "//through//" ("
    do i = 1, size(runtimes)
      if (any(runtimes(:i - 1) == runtimes(i))) cycle
      if (i > 1) text = text//"; "
      text = text//trim(runtimes(i))
    end do
    text = text//")"
  end function placement_of

  !> Position of the last of the neighbours from `first` on that have the same device.
  pure integer function last_of_run(devices, first) result(last)
    character(len=*), intent(in) :: devices(:) !! device of each rank
    integer, intent(in) :: first !! position, from 1
    do last = first, size(devices) - 1
      if (devices(last + 1) /= devices(first)) return
    end do
  end function last_of_run

  !> "rank 3" or "ranks 3-5".
  function rank_range(first, last) result(text)
    integer, intent(in) :: first, last !! ranks
    character(len=:), allocatable :: text
    character(len=40) :: buffer
    if (first == last) then
      write (buffer, '("rank ", i0)') first
    else
      write (buffer, '("ranks ", i0, "-", i0)') first, last
    end if
    text = trim(buffer)
  end function rank_range

end module placement
