!> Kinds that ONNX has otherwise or not at all: logicals, complex numbers, bits of integers as unsigned
!> integers and reals of 16 bits, and conversion between reals and between integers.
program kinds
  use, intrinsic :: iso_c_binding, only: c_bool, c_loc
  use, intrinsic :: iso_fortran_env, only: int16, int32, int64, int8, real32, real64
  use rankwise, only: rw_model, rw_request, rw_tensor, rw_tensor_at, RW_BFLOAT16, RW_FLOAT16, &
    RW_FLOAT64, RW_SHAPE_MISMATCH, RW_TYPE_MISMATCH, RW_UINT16, RW_UINT8
  use testing, only: check, errmsg, expect, file
  implicit none
  integer :: stat

  call logicals()
  call complex_numbers()
  call bits()
  call conversion()
  call conversion_of_integers()
  call conversion_by_hand()
  call conversion_of_the_load()
  call misuse()

contains

  subroutine logicals()
    type(rw_model) :: net
    type(rw_request) :: request
    logical(c_bool) :: one(4) = [.true._c_bool, .false._c_bool, .true._c_bool, .true._c_bool]
    logical(c_bool), allocatable :: back(:)
    logical(c_bool), pointer :: place(:), result(:)
    logical(2) :: two(2, 3) = reshape([.true., .false., .false., .true., .true., .false.], [2, 3])
    logical :: four(3, 2), section(5) = .true.
    logical(8) :: eight(4)

    call net%load(file("identity-bool"))
    call net%run(one, eight)
    call check(all(logical(eight) .eqv. logical(one)), "logicals of 1 and 8 bytes")
    four = .true.
    call net%run(two, four(:2, :1), stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "bool")
    call net%run(reshape(two, [3, 2]), four)
    call check(all(four .eqv. reshape(two, [3, 2])), "logicals of 2 and 4 bytes")
    call net%run([.true., .false., .true.], section(5:1:-2))
    call check(all(section .eqv. [.true., .true., .false., .true., .true.]), "a section")

    call request%open(net)
    call request%put("x", four)
    call request%run()
    four = .not. four
    call request%get("y", four)
    call check(all(four .eqv. reshape(two, [3, 2])), "logicals of a request")
    call request%put("x", one)
    call request%run()
    call request%get_allocatable("y", back)
    call check(size(back) == 4 .and. all(logical(back) .eqv. logical(one)), "an allocatable of logicals")
    call request%input_pointer("x", [2], place)
    place = [.false._c_bool, .true._c_bool]
    call request%run()
    call request%output_pointer("y", result)
    call check(all(logical(result) .eqv. [.false., .true.]), "pointers of logicals")
  end subroutine logicals

  subroutine complex_numbers()
    type(rw_model) :: net
    type(rw_request) :: request
    complex(real32) :: z(3) = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)], back(2, 3), parts(6)
    complex(real64) :: wide(2) = [(1d0, -1d0), (2d0, -2d0)]
    complex(real32), allocatable :: found(:, :)
    complex(real32), pointer :: place(:), result(:)
    complex(real32) :: huge_rank(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    real(real32) :: reals(2, 3)

    call net%load(file("identity-float32"))
    call net%run(z, reals)
    call check(all(reals == reshape([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3])), "the parts")
    back = 0
    call net%run(z, back(2, :))
    call check(all(back(2, :) == z) .and. all(back(1, :) == 0), "a section of complex numbers")
    parts = 0
    call net%run(z(3:1:-1), parts(1:6:2))
    call check(all(parts(1:6:2) == z(3:1:-1)) .and. all(parts(2:6:2) == 0), "strides")
    call net%run(wide, back(1, :2), convert=.true.)
    call check(all(back(1, :2) == wide), "converted complex numbers")
    back = reshape([(1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12)], [2, 3])

    call request%open(net)
    call request%put("x", back)
    call request%run()
    call request%get_allocatable("y", found)
    call check(all(shape(found) == [2, 3]) .and. all(found == back), "an allocatable")
    call request%get_allocatable("y", found, same_order=.true.)
    call check(all(shape(found) == [3, 2]) .and. all(found == transpose(back)), "transposed")
    call request%input_pointer("x", [3], place)
    place = z
    call request%run()
    call request%output_pointer("y", result)
    call check(all(result == z), "pointers")
    huge_rank = 0
    call net%run(huge_rank, huge_rank, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "cannot be a tensor")
    call net%run([1.0, 2.0, 3.0], z, stat=stat, errmsg=errmsg)
    call check(stat /= 0, "reals into complex numbers")
    call request%put("x", [1.0, 2.0, 3.0])
    call request%run()
    call request%get_allocatable("y", found, stat=stat, errmsg=errmsg)
    call expect(stat == RW_SHAPE_MISMATCH, "float32 (3)")
  end subroutine complex_numbers

  subroutine bits()
    type(rw_model) :: net
    type(rw_request) :: request
    integer(int8) :: bytes(3) = [-1_int8, 127_int8, -7_int8], back(3)
    integer(int8), pointer :: place(:), result(:)
    integer(int8), allocatable :: found(:)
    integer(int16) :: words(3), words_back(3)

    call net%load(file("identity-uint8"))
    call net%put("x", bytes, type=RW_UINT8)
    call net%run()
    call net%get("y", back, type=RW_UINT8)
    call check(all(back == bytes), "unsigned bytes")
    call net%run(bytes, back, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "must be uint8")
    call net%put("x", bytes, type=RW_UINT16, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "int8 (3) was given")
    call request%open(net)
    call request%input_pointer("x", [3], place, type=RW_UINT8)
    place = bytes
    call request%run()
    call request%output_pointer("y", result, type=RW_UINT8)
    call check(all(result == bytes), "pointers to unsigned bytes")
    call request%get_allocatable("y", found, type=RW_UINT8)
    call check(all(found == bytes), "an allocatable of unsigned bytes")
    call request%output_pointer("y", result, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "must be uint8")
    call request%close()

    call net%load(file("identity-float16"))
    words = [int(z"3c00", int16), int(z"7bff", int16), -1_int16] ! 1, 65504, not a number
    call net%put("x", words, type=RW_FLOAT16)
    call net%run()
    call net%get("y", words_back, type=RW_FLOAT16)
    call check(all(words_back == words), "words of float16")
    call net%load(file("identity-bfloat16"))
    call net%put("x", words, type=RW_BFLOAT16)
    call net%run()
    call net%get("y", words_back, type=RW_BFLOAT16)
    call check(all(words_back == words), "words of bfloat16")
  end subroutine bits

  subroutine conversion()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real32) :: x(4) = [1.0, -0.1, 1.0e-8, 65504.0], back(4)
    real(real64) :: wide(2, 5), wide_back(5, 2)
    real(real64), allocatable :: found(:)
    integer(int16) :: words(4)
    integer :: i

    call net%load(file("identity-float16"))
    call net%run(x, back, convert=.true.)
    call check(all(abs(back - x) <= abs(x)*2.0**(-11) + 2.0**(-25)), "float16, to half a place")
    call net%put("x", x, convert=.true.)
    call net%run()
    call net%get("y", words, type=RW_FLOAT16)
    call check(words(1) == int(z"3c00", int16) .and. words(4) == int(z"7bff", int16), "its words")

    call net%load(file("simplenet"))
    wide = reshape([(0.1d0*i, i=1, 10)], [2, 5])
    call net%run(transpose(wide), wide_back, convert=.true.)
    call check(all(wide_back == 2*real(real(transpose(wide), real32), real64)), "real64")
    call net%run(wide(2, :), wide_back(:, 2), convert=.true.)
    call check(all(wide_back(:, 2) == 2*real(real(wide(2, :), real32), real64)), "sections of real64")
    call request%open(net)
    call request%put("input", wide(1, :), convert=.true.)
    call request%run()
    call request%get_allocatable("output", found, convert=.true.)
    call check(all(found == 2*real(real(wide(1, :), real32), real64)), "an allocatable of real64")
  end subroutine conversion

  !> Default integers for a model of int64, and back.
  subroutine conversion_of_integers()
    type(rw_model) :: net
    type(rw_request) :: request
    integer(int32) :: x(3) = [-huge(1) - 1, 0, huge(1)], y(3)
    integer(int64) :: wide(2) = [1_int64, 2_int64**31]
    integer(int32), allocatable :: found(:)
    integer(int8) :: small(3) = 7_int8

    call net%load(file("identity-int64"))
    call net%run(x, y, convert=.true.)
    call check(all(y == x), "int32 for int64")
    call net%run(x, small, convert=.true., stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "from int64 to int8, which does not have its value -2147483648")
    call check(all(small == 7), "what does not fit is not written")
    call net%put("x", x(3:1:-2), convert=.true.)
    call net%run()
    call net%get("y", y(:2), convert=.true.)
    call check(y(1) == x(3) .and. y(2) == x(1), "sections of int32")
    call net%run(x, y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "convert the array, or give convert=.true. to have it")

    call request%open(net)
    call request%put("x", x, convert=.true.)
    call request%run()
    call request%get_allocatable("y", found, convert=.true.)
    call check(size(found) == 3 .and. all(found == x), "an allocatable of int32")
    call request%put("x", wide)
    call request%run()
    call request%get_allocatable("y", found, convert=.true., stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "its value 2147483648")
    call check(size(found) == 3 .and. all(found == x), "an allocatable is left alone")
  end subroutine conversion_of_integers

  !> Convert and same_order for all calls, which a call can take back.
  subroutine conversion_of_the_load()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real64) :: x(2, 3), y(2, 3)
    real(real64), allocatable :: found(:, :)
    real(real64), target :: values(6), back(6)
    type(rw_tensor) :: input(1), output(1)
    real(real32) :: flat(6)

    x = reshape([11d0, 21d0, 12d0, 22d0, 13d0, 23d0], [2, 3])
    call net%load(file("flatten"), convert=.true., same_order=.true.)
    call net%put("x", x)
    call net%run()
    call net%get("y", flat)
    call check(all(flat == [11.0, 12.0, 13.0, 21.0, 22.0, 23.0]), "both, of the load")
    call net%put("x", x, same_order=.false.)
    call net%run()
    call net%get("y", flat)
    call check(all(flat == [11.0, 21.0, 12.0, 22.0, 13.0, 23.0]), "the order taken back")
    call net%put("x", x, convert=.false., stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "convert=.true.")

    call net%load(file("identity-float32"), convert=.true., same_order=.true.)
    call net%run(x, y)
    call check(all(y == x), "run")
    call request%open(net)
    call request%put("x", x)
    call request%run()
    call request%get_allocatable("y", found)
    call check(all(shape(found) == [2, 3]) .and. all(found == x), "of the load, in a request")
    call request%get_allocatable("y", found, same_order=.false.)
    call check(all(shape(found) == [3, 2]) .and. all(found == transpose(x)), "taken back there")
    values = [1d0, 2d0, 3d0, 4d0, 5d0, 6d0]
    input(1) = rw_tensor_at(c_loc(values), RW_FLOAT64, [6])
    output(1) = rw_tensor_at(c_loc(back), RW_FLOAT64, [6])
    call net%run_tensors(input, output)
    call check(all(back == values), "of the load, by hand")

    call net%load(file("identity-float32"))
    call net%run(x, y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "convert=.true.")
  end subroutine conversion_of_the_load

  subroutine conversion_by_hand()
    type(rw_model) :: net
    real(real64), target :: x(5, 1) = reshape([1d0, 2d0, 3d0, 4d0, 5d0], [5, 1]), y(5, 1)
    type(rw_tensor) :: input(1), output(1)

    call net%load(file("simplenet"))
    input(1) = rw_tensor_at(c_loc(x), RW_FLOAT64, shape(x), convert=.true.)
    output(1) = rw_tensor_at(c_loc(y), RW_FLOAT64, shape(y), convert=.true.)
    call net%run_tensors(input, output)
    call check(all(y == 2*x), "tensors of real64")
  end subroutine conversion_by_hand

  subroutine misuse()
    type(rw_model) :: net
    type(rw_request) :: request
    real(real64) :: d(5) = 0
    real(real64), allocatable :: found(:)
    integer(int32) :: i(5) = 0
    real(real32) :: y(5)

    call net%load(file("simplenet"))
    call net%run(d, y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "convert the array, or give convert=.true. to have it converted")
    call net%run(i, y, convert=.true., stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "int32 (5) was given; convert the array")
    call net%run([.true., .false., .true., .true., .true.], y, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "but bool (5) was given")
    call net%put("input", d, type=RW_FLOAT16, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "but float64 (5) was given")
    call request%open(net)
    call request%put("input", y)
    call request%run()
    found = [7d0]
    call request%get_allocatable("output", found, stat=stat, errmsg=errmsg)
    call expect(stat == RW_TYPE_MISMATCH, "float64")
    call check(size(found) == 1 .and. found(1) == 7, "the array was left alone")
  end subroutine misuse
end program kinds
