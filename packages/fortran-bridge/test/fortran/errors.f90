!> stat= and errmsg=: the number, the sentence, and nothing written.
program errors
  use, intrinsic :: iso_fortran_env, only: int32, real32, real64
  use rankwise, only: rw_model, rw_request, rw_tensor_info, RW_CLOSED, RW_DEVICE_UNAVAILABLE, RW_FLOAT32, &
    RW_INVALID_ARGUMENT, RW_MODEL_INVALID, RW_MODEL_NOT_FOUND, RW_OK, RW_SHAPE_MISMATCH, &
    RW_TYPE_MISMATCH
  use testing, only: check, errmsg, expect, file
  implicit none
  type(rw_model) :: net
  type(rw_request) :: request
  type(rw_tensor_info) :: info
  real(real32) :: x(5) = [0, 1, 2, 3, 4], y(5), z(4)
  real(real64) :: d(5)
  complex(real32) :: c(5)
  real(real32) :: w(5, 2) = 0
  real(real32), allocatable :: freed(:, :), never(:, :)
  character(len=24) :: short = ""
  character(len=500) :: long
  integer :: stat

  call net%load(file("missing"), stat=stat, errmsg=errmsg)
  call expect(stat == RW_MODEL_NOT_FOUND, "missing.onnx")
  call check(.not. net%is_loaded(), "a failed load leaves no model")
  call net%load(file("truncated"), stat=stat, errmsg=errmsg)
  call expect(stat == RW_MODEL_INVALID, "truncated.onnx")
  call net%load(file("simplenet"), device="cuda:3", stat=stat, errmsg=errmsg)
  call expect(stat == RW_DEVICE_UNAVAILABLE, "cuda:3")
  call net%load(file("simplenet"), device="fast", stat=stat, errmsg=errmsg)
  call expect(stat == RW_INVALID_ARGUMENT, "'fast' is not a device")
  call net%load(file("simplenet"), load_timeout=-1d0, stat=stat, errmsg=errmsg)
  call expect(stat == RW_INVALID_ARGUMENT, "a timeout is negative")
  call net%run(x, y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_CLOSED, "load it first")

  call net%load(file("simplenet"), device=short, stat=stat, errmsg=errmsg)
  call check(stat == RW_OK .and. .not. allocated(errmsg), "a success leaves errmsg alone")
  y = 42
  z = 42
  call net%run(x, z, stat=stat, errmsg=errmsg)
  call expect(stat == RW_SHAPE_MISMATCH, "output 'output' is float32 (5, 1) for these inputs")
  call net%run(x(1:3), y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_SHAPE_MISMATCH, "but float32 (3) was given")
  call net%run(reshape(x, [1, 5]), y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_SHAPE_MISMATCH, "but float32 (1, 5) was given")
  d = 0
  call net%run(d, y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_TYPE_MISMATCH, "but float64 (5) was given")
  call net%run(int(x, int32), y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_TYPE_MISMATCH, "but int32 (5) was given")
  call net%run(stat=stat, errmsg=errmsg)
  call expect(stat == RW_INVALID_ARGUMENT, "input 'input' was not given")
  c = 0
  call net%run(c, y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_SHAPE_MISMATCH, "but float32 (2, 5) was given")
  call net%run(x, never, stat=stat, errmsg=errmsg)
  call expect(stat == RW_TYPE_MISMATCH, "not allocated")
  call net%run(never, y, stat=stat, errmsg=errmsg)
  call expect(stat == RW_TYPE_MISMATCH, "not allocated")
  call into_the_deallocated(freed)
  call assumed_size(w, 2)
  call refuse_characters()
  call check(all(y == 42) .and. all(z == 42), "a failure writes nothing")
  call net%run(x, y, stat=stat)
  call check(stat == RW_OK .and. all(y == 2 * x), "the model still serves")

  long = "as it was"
  call net%run(x, y, stat=stat, errtext=long)
  call check(long == "as it was", "a success leaves errtext alone")
  call net%run(x, z, stat=stat, errmsg=errmsg, errtext=long)
  call check(long == errmsg .and. len_trim(long) == len(errmsg), "errtext is padded with blanks")
  call net%run(x, z, stat=stat, errtext=short)
  call check(stat == RW_SHAPE_MISMATCH .and. short == errmsg(:24), "errtext is cut at its end")
  call expect(stat == RW_SHAPE_MISMATCH, "float32 (5, 1)")
  errmsg = "a shorter one"
  call net%run(x, z, stat=stat, errmsg=errmsg)
  call expect(stat == RW_SHAPE_MISMATCH, "float32 (5, 1)")

  call check(net%input_count() == 1 .and. net%output_count() == 1, "counts")
  call net%get_input(1, info)
  call check(info%name == "input" .and. info%type == RW_FLOAT32, "the query of an input")
  call check(size(info%shape) == 2, "two dimensions")
  call check(info%shape(1) == 5 .and. info%shape(2) == -1, "the shape in Fortran order")
  call net%get_output(2, info, stat=stat, errmsg=errmsg)
  call expect(stat == RW_INVALID_ARGUMENT, "no output")
  call check(net%device() == "cpu", "the device")
  call check(index(net%runtime(), "CPUExecutionProvider") > 0, "the runtime")
  call net%close()
  call net%close()
  call net%run(x, y, stat=stat)
  call check(stat == RW_CLOSED, "a run after close")

contains

  !> A dummy that is not optional: the descriptor has the extents of before, and no address.
  subroutine into_the_deallocated(array)
    real(real32), allocatable, intent(inout) :: array(:, :)

    allocate (array(5, 40))
    deallocate (array)
    call net%put("input", x)
    call net%run()
    call net%get("output", array, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "not allocated")
  end subroutine into_the_deallocated

  !> Without errmsg and errtext, which are out of reach then: see stops.
  subroutine refuse_characters()
    character(len=3) :: words(5)
    character(len=1) :: letters(5)

    words = "one"
    letters = "1"
    call net%run(words, y, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "words as an input")
    call net%run(words(1), y, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "one word as an input")
    call net%run(x, words, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "words as an output")
    call net%run(words, letters, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "both")
    call net%put("input", words, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "words that are put")
    call net%put("input", x)
    call net%run()
    call net%get("output", words, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "words to get into")
    call request%open(net)
    call request%put("input", letters, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "letters that are put into a request")
    call request%put("input", x)
    call request%run()
    call request%get("output", letters, stat=stat)
    call check(stat == RW_TYPE_MISMATCH, "letters to get out of a request")
    call request%close()
    call check(all(words == "one") .and. all(letters == "1"), "characters are left alone")
  end subroutine refuse_characters

  !> The way of older codes: the last extent is not known.
  subroutine assumed_size(array, n)
    integer, intent(in) :: n
    real(real32), intent(inout) :: array(5, *)
    real(real32) :: back(5, n)

    call net%run(array(:, :n), back, stat=stat, errmsg=errmsg)
    call check(stat == RW_OK, "the part that is meant")
  end subroutine assumed_size
end program errors
