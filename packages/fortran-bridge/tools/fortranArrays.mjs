// The procedures of the module rankwise that exist once for each kind of array: Fortran has no other way to an allocatable or a
// pointer of any kind.

/** Kinds of elements that C has too: `of` says what the shim is to take them for, their type and the parts of each. */
const kinds = [
  { name: 'real32', declared: 'real(c_float)', of: 'RW_FLOAT32, 1' },
  { name: 'real64', declared: 'real(c_double)', of: 'RW_FLOAT64, 1' },
  { name: 'complex32', declared: 'complex(c_float_complex)', of: 'RW_FLOAT32, 2' },
  { name: 'complex64', declared: 'complex(c_double_complex)', of: 'RW_FLOAT64, 2' },
  { name: 'int8', declared: 'integer(c_int8_t)', of: 'RW_INT8, 1' },
  { name: 'int16', declared: 'integer(c_int16_t)', of: 'RW_INT16, 1' },
  { name: 'int32', declared: 'integer(c_int32_t)', of: 'RW_INT32, 1' },
  { name: 'int64', declared: 'integer(c_int64_t)', of: 'RW_INT64, 1' },
  { name: 'logical8', declared: 'logical(c_bool)', of: 'RW_BOOL, 1' },
];

const failure = `    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext`;
const told = `if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()`;

/** A statement for each rank that an array may have. */
const forEachRank = (array, statement) => `
      select rank (${array})
${Array.from({ length: 16 }, (_, rank) => `      rank (${rank}); ${statement(rank)}`).join('\n')}
      end select`;

const pointAt = (array) =>
  forEachRank(array, (rank) => `call c_f_pointer(memory, ${array}${rank > 0 ? `, extents(:${rank})` : ''})`);

/** Broken into lines of at most 100 characters. */
const ofExtents = (rank) => {
  if (rank === 0) return '';
  const extents = Array.from({ length: rank }, (_, i) => (i === 4 ? '&\n        n(5)' : `n(${i + 1})`));
  return `(${extents.join(', ')})`;
};

const allocatable = ({ name, declared, of }) => `
  subroutine allocatable_${name}(self, name, y, type, convert, same_order, stat, errmsg, &
    errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    ${declared}, allocatable, target, intent(inout) :: y(..)
    integer(int32), intent(in), optional :: type
    logical, intent(in), optional :: convert, same_order
${failure}
    integer(c_int64_t) :: n(15)
    integer(c_int) :: status, as(3), of(3)
    integer :: failed
    type(c_ptr) :: memory

    of = [integer(c_int) :: ${of}, rank(y)]
    as = reading(self%as_loaded, type, convert, same_order)
    status = shim_output(self%handle, trim(name)//c_null_char, of, as, n, memory)
    failed = merge(1, 0, status == RW_OUT_OF_MEMORY)
    if (status == RW_OK) then${forEachRank('y', (rank) => `if (allocated(y)) deallocate (y); allocate (y${ofExtents(rank)}, stat=failed)`)}
      if (failed == 0) &
        status = shim_get_at(self%handle, trim(name)//c_null_char, of, as, n, c_loc(y))
    end if
    if (failed /= 0) then
      if (report(RW_OUT_OF_MEMORY, stat, errtext, present(errmsg), no_memory)) errmsg = no_memory
      return
    end if
    ${told}
  end subroutine allocatable_${name}
`;

const pointers = ({ name, declared, of }) => `
  subroutine input_${name}(self, name, shape, x, type, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    integer, intent(in) :: shape(:)
    ${declared}, pointer, intent(inout) :: x(..)
    integer(int32), intent(in), optional :: type
${failure}
    integer(c_int64_t) :: extents(size(shape))
    integer(c_int) :: status
    type(c_ptr) :: memory

    if (size(shape) /= rank(x)) then
      if (report(RW_INVALID_ARGUMENT, stat, errtext, present(errmsg), wrong_rank)) &
        errmsg = wrong_rank
      return
    end if
    extents = int(shape, c_int64_t)
    status = shim_input(self%handle, trim(name)//c_null_char, &
      [integer(c_int) :: ${of}, rank(x)], bits_of(type), extents, memory)
    if (status == RW_OK) then${pointAt('x')}
    end if
    ${told}
  end subroutine input_${name}

  subroutine output_${name}(self, name, y, type, stat, errmsg, errtext)
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    ${declared}, pointer, intent(inout) :: y(..)
    integer(int32), intent(in), optional :: type
${failure}
    integer(c_int64_t) :: extents(15)
    integer(c_int) :: status
    type(c_ptr) :: memory

    status = shim_output(self%handle, trim(name)//c_null_char, &
      [integer(c_int) :: ${of}, rank(y)], bits_of(type), extents, memory)
    if (status == RW_OK) then${pointAt('y')}
    end if
    ${told}
  end subroutine output_${name}
`;

/** The part of the module after `contains`. */
export const fortranArrays = kinds.map((kind) => allocatable(kind) + pointers(kind)).join('');

const named = (prefix) => kinds.map(({ name }) => `${prefix}_${name}`);
const wrapped = (head, names) =>
  names
    .reduce(
      (lines, name, i) => {
        const last = i === names.length - 1;
        const word = name + (last ? '' : ',');
        const line = lines.at(-1);
        if (`${line} ${word} &`.length <= 100) return [...lines.slice(0, -1), `${line} ${word}`];
        return [...lines.slice(0, -1), `${line} &`, `      ${word}`];
      },
      [`    ${head}`],
    )
    .join('\n');

const bindings = (generic, prefix) =>
  `${wrapped('procedure, private ::', named(prefix))}\n${wrapped(`generic :: ${generic} =>`, named(prefix))}\n`;

/** The part of the type rw_request. */
export const fortranBindings = `    !> get_allocatable(name, y): an output into an allocatable array, which gets its shape
${bindings('get_allocatable', 'allocatable')}    !> input_pointer(name, shape, x): points x to the memory of the request in which the input lies,
    !> to be filled in place of a put; until the input gets another shape, or the close
${bindings('input_pointer', 'input')}    !> output_pointer(name, y): points y to the memory of the request in which an output of the last
    !> run lies; until the next start, or the close
${bindings('output_pointer', 'output')}`;
