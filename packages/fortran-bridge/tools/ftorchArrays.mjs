// The procedures of the modules ftorch_tensor and ftorch_test_utils that exist once for each kind and rank of array, as FTorch's
// interface has them.

/** Kinds of elements: the type in Fortran and torch's name of it. */
const kinds = [
  { name: 'int8', declared: 'integer(c_int8_t)', dtype: 'torch_kInt8' },
  { name: 'int16', declared: 'integer(c_int16_t)', dtype: 'torch_kInt16' },
  { name: 'int32', declared: 'integer(c_int32_t)', dtype: 'torch_kInt32' },
  { name: 'int64', declared: 'integer(c_int64_t)', dtype: 'torch_kInt64' },
  { name: 'real32', declared: 'real(c_float)', dtype: 'torch_kFloat32' },
  { name: 'real64', declared: 'real(c_double)', dtype: 'torch_kFloat64' },
];

const colons = (rank) => Array.from({ length: rank }, () => ':').join(',');
const ascending = (rank) => Array.from({ length: rank }, (_, i) => `${i + 1}_c_int`).join(', ');

const rankSets = kinds.flatMap((kind) => [1, 2, 3, 4, 5].map((rank) => ({ ...kind, rank })));

const fromArray = ({ name, declared, dtype, rank }, hasLayout) => `
  subroutine from_${name}_${rank}${hasLayout ? '_layout' : ''}(tensor, data_in, ${hasLayout ? 'layout, ' : ''}device_type, &
    device_index, requires_grad)
    type(torch_tensor), intent(inout) :: tensor
    ${declared}, intent(in), pointer, contiguous :: data_in(${colons(rank)})
${hasLayout ? `    integer(ftorch_int), intent(in) :: layout(${rank})\n` : ''}    integer(c_int), intent(in) :: device_type
    integer, intent(in), optional :: device_index
    logical, intent(in), optional :: requires_grad

    if (.not. associated(data_in)) call fail("torch_tensor_from_array", not_associated)
    call wrap("torch_tensor_from_array", tensor, c_loc(data_in), shape(data_in), ${hasLayout ? 'layout' : `&\n      [${ascending(rank)}]`}, &
      ${dtype}, device_type, device_index, requires_grad)
  end subroutine from_${name}_${rank}${hasLayout ? '_layout' : ''}
`;

const power = ({ name, declared }) => {
  const [procedure, kind] = name.startsWith('int')
    ? ['tensor_power_whole', 'int(power, c_int64_t)']
    : ['tensor_power_real', 'real(power, c_double)'];
  return `
  function power_${name}(tensor, power) result(output)
    type(torch_tensor), intent(in) :: tensor
    ${declared}, intent(in) :: power
    type(torch_tensor) :: output

    call must_exist(tensor, "operator(**)", "the operand")
    call check(${procedure}(output%p, tensor%p, ${kind}), "operator(**)")
  end function power_${name}
`;
};

const generic = (name, procedures) =>
  `  interface ${name}\n${procedures.map((procedure) => `    procedure :: ${procedure}`).join('\n')}\n  end interface\n`;

/** The part of ftorch_tensor before `contains`. */
export const ftorchInterfaces = `  character(len=*), parameter :: not_associated = &
    "data_in is not allocated or associated; allocate the array first"

  !> Makes a tensor over an array, without a copy on the cpu: torch_tensor_from_array(tensor,
  !> data_in, [layout,] device_type, device_index, requires_grad). The array needs the attribute
  !> target, no gaps, and to live as long as the tensor. layout: the dimensions of the tensor from
  !> the fastest to the slowest.
${generic(
  'torch_tensor_from_array',
  rankSets.flatMap(({ name, rank }) => [`from_${name}_${rank}`, `from_${name}_${rank}_layout`]),
)}
${generic(
  'operator(**)',
  kinds.map(({ name }) => `power_${name}`),
)}`;

/** The part of ftorch_tensor after `contains`. */
export const ftorchArrays =
  rankSets.flatMap((set) => [fromArray(set, false), fromArray(set, true)]).join('') +
  kinds.map(power).join('');

const reals = ['real32', 'real64'].flatMap((kind) => [0, 1, 2, 3].map((rank) => ({ kind, rank })));
const suffix = ({ kind, rank }) => `close_${kind}_${rank}`;
const dimensions = (rank) => (rank > 0 ? `(${colons(rank)})` : '');

const compare = ({ kind, rank }) => `
  function ${suffix({ kind, rank })}(got, expect, test_name, rtol, print_result) result(test_pass)
    real(${kind}), intent(in) :: got${dimensions(rank)}
    real(${kind}), intent(in) :: expect${dimensions(rank)}
    character(len=*), intent(in) :: test_name
    real(${kind}), intent(in), optional :: rtol !! default: 1e-5
    logical, intent(in), optional :: print_result !! default: .true.
    logical :: test_pass
    real(${kind}) :: tolerance

    tolerance = 1e-5_${kind}
    if (present(rtol)) tolerance = rtol
${
  rank > 0
    ? `    test_pass = all(shape(got) == shape(expect))
    if (test_pass) test_pass = all(abs(got - expect) <= tolerance * abs(expect))`
    : '    test_pass = abs(got - expect) <= tolerance * abs(expect)'
}
    call tell(test_name, real(tolerance, real64), test_pass, print_result)
  end function ${suffix({ kind, rank })}
`;

const scalars = reals.filter(({ rank }) => rank === 0).map(suffix);
const arrays = reals.filter(({ rank }) => rank > 0).map(suffix);

/** The part of ftorch_test_utils before `contains`. */
export const ftorchTestInterfaces = [
  ['isclose', scalars],
  ['allclose', arrays],
  ['assert_isclose', scalars],
  ['assert_allclose', arrays],
]
  .map(([name, procedures]) => generic(name, procedures))
  .join('\n');

/** The part of ftorch_test_utils after `contains`. */
export const ftorchTestArrays = reals.map(compare).join('');
