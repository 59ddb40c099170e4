// The procedures of the module rankwise that exist once for each kind of array: Fortran has no other way to an allocatable or a
// pointer of any kind.

/** Kinds of elements that a procedure of C can be given. */
const kinds = [
  { name: 'real32', type: 'real', kind: 'c_float' },
  { name: 'real64', type: 'real', kind: 'c_double' },
  { name: 'complex32', type: 'complex', kind: 'c_float_complex' },
  { name: 'complex64', type: 'complex', kind: 'c_double_complex' },
  { name: 'int8', type: 'integer', kind: 'c_int8_t' },
  { name: 'int16', type: 'integer', kind: 'c_int16_t' },
  { name: 'int32', type: 'integer', kind: 'c_int32_t' },
  { name: 'int64', type: 'integer', kind: 'c_int64_t' },
  { name: 'logical8', type: 'logical', kind: 'c_bool' },
];

const declaration = ({ type, kind }) => `${type}(${kind})`;
const imported = ({ kind }, ...names) => `import :: ${[...new Set([...names, kind])].sort().join(', ')}`;

const failure = `    integer, intent(out), optional :: stat
    character(len=:), allocatable, intent(inout), optional :: errmsg
    character(len=*), intent(inout), optional :: errtext
    integer(c_int) :: status`;
const told = `if (report(status, stat, errtext, present(errmsg))) errmsg = last_error()`;

const allocatable = (kind) => `
  subroutine allocatable_${kind.name}(self, name, y, type, convert, same_order, stat, errmsg, &
    errtext)
    interface
      function shim(request, name, y, as) bind(c, name="rankwise_shim_get_allocatable") &
        result(status)
        ${imported(kind, 'c_char', 'c_int', 'c_ptr')}
        type(c_ptr), value :: request
        character(kind=c_char), intent(in) :: name(*)
        ${declaration(kind)}, allocatable, intent(inout) :: y(..)
        integer(c_int), intent(in) :: as(3)
        integer(c_int) :: status
      end function shim
    end interface
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    ${declaration(kind)}, allocatable, intent(inout) :: y(..)
    integer(int32), intent(in), optional :: type
    logical, intent(in), optional :: convert, same_order
${failure}

    status = shim(self%handle, trim(name)//c_null_char, y, &
      reading(self%as_loaded, type, convert, same_order))
    ${told}
  end subroutine allocatable_${kind.name}
`;

const pointers = (kind) => `
  subroutine input_${kind.name}(self, name, shape, x, type, stat, errmsg, errtext)
    interface
      function shim(request, name, shape, x, as) bind(c, name="rankwise_shim_input_pointer") &
        result(status)
        ${imported(kind, 'c_char', 'c_int', 'c_int64_t', 'c_ptr')}
        type(c_ptr), value :: request
        character(kind=c_char), intent(in) :: name(*)
        integer(c_int64_t), intent(in) :: shape(*)
        ${declaration(kind)}, pointer, intent(inout) :: x(..)
        integer(c_int), intent(in) :: as(3)
        integer(c_int) :: status
      end function shim
    end interface
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    integer, intent(in) :: shape(:)
    ${declaration(kind)}, pointer, intent(inout) :: x(..)
    integer(int32), intent(in), optional :: type
${failure}

    if (size(shape) == rank(x)) then
      status = shim(self%handle, trim(name)//c_null_char, int(shape, c_int64_t), x, bits_of(type))
      ${told}
    else
      status = RW_INVALID_ARGUMENT
      if (report(status, stat, errtext, present(errmsg), wrong_rank)) errmsg = wrong_rank
    end if
  end subroutine input_${kind.name}

  subroutine output_${kind.name}(self, name, y, type, stat, errmsg, errtext)
    interface
      function shim(request, name, y, as) bind(c, name="rankwise_shim_output_pointer") &
        result(status)
        ${imported(kind, 'c_char', 'c_int', 'c_ptr')}
        type(c_ptr), value :: request
        character(kind=c_char), intent(in) :: name(*)
        ${declaration(kind)}, pointer, intent(inout) :: y(..)
        integer(c_int), intent(in) :: as(3)
        integer(c_int) :: status
      end function shim
    end interface
    class(rw_request), intent(in) :: self
    character(len=*), intent(in) :: name
    ${declaration(kind)}, pointer, intent(inout) :: y(..)
    integer(int32), intent(in), optional :: type
${failure}

    status = shim(self%handle, trim(name)//c_null_char, y, bits_of(type))
    ${told}
  end subroutine output_${kind.name}
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
