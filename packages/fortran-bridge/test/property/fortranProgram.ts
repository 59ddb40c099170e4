import { elementSize, type ElementType } from '@rankwise/core';
import type { Argument, Call } from './Call.js';
import type { Dimension } from './Layout.js';

/**
 * The program in Fortran. There kinds, ranks and sections are part of a program's text, so the calls are, too: a procedure for
 * each.
 */
export function fortranProgram(calls: readonly Call[]): string {
  const lines = calls.flatMap(({ model, number }, i) => [
    ...(model === calls[i - 1]?.model ? [] : [`  call load(${model})`]),
    `  call call_${number}()`,
  ]);
  return `program driver
  use, intrinsic :: iso_c_binding, only: c_char, c_f_pointer, c_loc, c_null_char
  use, intrinsic :: iso_fortran_env, only: int8, int16, int32, int64, real32, real64
  use rankwise
  implicit none
  character(kind=c_char), target :: name_x(2) = ["x", c_null_char], name_z(2) = ["z", c_null_char]
  character(kind=c_char), target :: name_y(2) = ["y", c_null_char], name_w(2) = ["w", c_null_char]
  character(len=4096) :: folder, before, after
  type(rw_model) :: net, keeps_the_engine
  type(rw_request) :: request
  integer(int8), allocatable, target :: memory(:)
  integer :: unit, bytes

  call get_command_argument(1, folder)
  call get_command_argument(2, before)
  call get_command_argument(3, after)
  inquire (file=before, size=bytes)
  allocate (memory(0:bytes - 1))
  open (newunit=unit, file=before, access="stream", status="old", action="read")
  read (unit) memory
  close (unit)
  call keeps_the_engine%load(trim(folder)//"/0.onnx", device="cpu")
${lines.join('\n')}
  open (newunit=unit, file=after, access="stream", status="new", action="write")
  write (unit) memory
  close (unit)

contains

  subroutine load(number)
    integer, intent(in) :: number
    character(len=12) :: text

    write (text, "(i0, a)") number, ".onnx"
    call net%load(trim(folder)//"/"//text, device="cpu")
    call request%open(net)
  end subroutine load

${calls.map(procedure).join('\n')}end program driver
`;
}

function procedure(call: Call): string {
  const all = [...call.inputs, ...call.outputs];
  const statements = { run, put, request, tensors }[call.api](call);
  const body = [
    ...all.flatMap((argument) => declare(argument, call.api)),
    ...declareTensors(call),
    ...all.map(locate),
    ...statements,
  ];
  const name = `call_${call.number}`;
  return `  subroutine ${name}()\n${body.map((line) => `    ${line}\n`).join('')}  end subroutine ${name}\n`;
}

const integers: Partial<Record<ElementType, string>> = {
  uint8: 'int8',
  uint16: 'int16',
  uint32: 'int32',
  uint64: 'int64',
  float16: 'int16',
  bfloat16: 'int16',
};

function kindOf({ type, size, complex }: Argument): string {
  if (type === 'bool') return `logical(${size})`;
  if (type === 'float32' || type === 'float64') return `${complex ? 'complex' : 'real'}(real${8 * size})`;
  return `integer(${integers[type] ?? type})`;
}

/**
 * Dimensions of the array of Fortran: without the one that a complex number has. An empty array is no section here: gfortran
 * before 13 hands over nothing at all for an empty section of a pointer whose elements do not lie one after another.
 */
function dimensionsOf({ layout, complex }: Argument): readonly Dimension[] {
  const dimensions = layout.dimensions.slice(complex ? 1 : 0);
  if (dimensions.every(({ count }) => count > 0)) return dimensions;
  return dimensions.map(({ of, count }) => ({ of, extent: count, first: 0, count, step: 1 }));
}

const list = (numbers: readonly (number | string)[]) =>
  numbers.length === 0 ? '[integer ::]' : `[${numbers.join(', ')}]`;

const sizes = (argument: Argument) => list(dimensionsOf(argument).map(({ count }) => count));

function bounds(rank: number): string {
  return rank === 0 ? '' : `(${new Array(rank).fill(':').join(', ')})`;
}

/** Whether the array is the real parts of complex numbers. */
const isPart = ({ layout, size }: Argument) =>
  layout.pitch > size && layout.dimensions.every(({ count }) => count > 0);

function declare(argument: Argument, api: Call['api']): string[] {
  const { way, size } = argument;
  const own = bounds(dimensionsOf(argument).length);
  const whole = isPart(argument) ? `complex(real${8 * size})` : kindOf(argument);
  const attribute = way === 'allocated' && api === 'request' ? 'allocatable' : 'pointer';
  return [
    `${whole}, pointer :: all_${variable(argument)}${own}`,
    ...(way === 'memory' ? [] : [`${kindOf(argument)}, ${attribute} :: given_${variable(argument)}${own}`]),
  ];
}

/** The larger array. */
function locate(argument: Argument): string {
  const { begin } = argument;
  const extents = dimensionsOf(argument).map(({ extent }) => extent);
  const shape = extents.length === 0 ? '' : `, ${list(extents)}`;
  return `call c_f_pointer(c_loc(memory(${begin})), all_${variable(argument)}${shape})`;
}

/** The section of it that is the argument. */
function section(argument: Argument): string {
  const dimensions = dimensionsOf(argument);
  const ranges = dimensions.map(({ extent, first, count, step }) =>
    extent === count && step === 1 ? ':' : `${first + 1}:${first + 1 + (count - 1) * step}:${step}`,
  );
  const whole = ranges.every((range) => range === ':');
  return `all_${variable(argument)}${whole ? '' : `(${ranges.join(', ')})`}${isPart(argument) ? '%re' : ''}`;
}

/** The options that say how the array is to be read. */
function options({ type, convert, sameOrder }: Argument, withType = true): string {
  return [
    ...(withType && type in integers ? [`, type=RW_${type.toUpperCase()}`] : []),
    ...(convert ? [', convert=.true.'] : []),
    ...(sameOrder ? [', same_order=.true.'] : []),
  ].join('');
}

function run({ inputs: [x], outputs: [y] }: Call): string[] {
  if (x === undefined || y === undefined) throw new Error('run has one input and one output');
  return [`call net%run(${section(x)}, ${section(y)}${options(x)})`];
}

function put({ inputs, outputs }: Call): string[] {
  return [
    ...inputs.map((x) => `call net%put("${x.name}", ${section(x)}${options(x)})`),
    'call net%run()',
    ...outputs.map((y) => `call net%get("${y.name}", ${section(y)}${options(y)})`),
  ];
}

function request({ inputs, outputs }: Call): string[] {
  return [...inputs.flatMap(putIntoRequest), 'call request%run()', ...outputs.flatMap(getFromRequest)];
}

function putIntoRequest(x: Argument): string[] {
  if (x.way === 'memory') return [`call request%put("${x.name}", ${section(x)}${options(x)})`];
  return [
    `call request%input_pointer("${x.name}", ${sizes(x)}, given_${variable(x)}${options(x)})`,
    `given_${variable(x)} = ${section(x)}`,
  ];
}

function getFromRequest(y: Argument): string[] {
  if (y.way === 'memory') return [`call request%get("${y.name}", ${section(y)}${options(y)})`];
  const get = y.way === 'buffer' ? 'output_pointer' : 'get_allocatable';
  return [
    `call request%${get}("${y.name}", given_${variable(y)}${options(y)})`,
    `${section(y)} = given_${variable(y)}`,
  ];
}

/** Copies what the library gave for an output. */
function take(y: Argument): string[] {
  const given = `given_${variable(y)}`;
  return [`if (any(shape(${given}) /= ${sizes(y)})) error stop "another shape"`, `${section(y)} = ${given}`];
}

function declareTensors({ api, inputs, outputs }: Call): string[] {
  return api === 'tensors' ? [`type(rw_tensor) :: inputs(${inputs.length}), outputs(${outputs.length})`] : [];
}

function tensors({ named, inputs, outputs }: Call): string[] {
  const describe = (array: string) => (argument: Argument, i: number) => [
    ...(argument.way === 'memory' ? tensor(`${array}(${i + 1})`, argument) : []),
    ...(named ? [`${array}(${i + 1})%name = c_loc(name_${argument.name})`] : []),
  ];
  return [
    ...inputs.flatMap(describe('inputs')),
    ...outputs.flatMap(describe('outputs')),
    'call net%run_tensors(inputs, outputs)',
    ...outputs.flatMap((y, i) => (y.way === 'allocated' ? takeTensor(y, `outputs(${i + 1})`) : [])),
  ];
}

function tensor(to: string, argument: Argument): string[] {
  const { type, size, shape, convert, sameOrder, layout, begin } = argument;
  const data = `c_loc(memory(${begin + layout.offset}))`;
  const whole = layout.dimensions.every(({ extent, count, step }) => extent === count && step === 1);
  if (whole && layout.pitch === elementSize(type))
    return [
      `${to} = rw_tensor_at(${data}, RW_${type.toUpperCase()}, ${sizes(argument)}${options(argument, false)})`,
    ];
  return [
    `${to}%data = ${data}`,
    `${to}%type = RW_${type.toUpperCase()}`,
    `${to}%rank = ${shape.length}`,
    `${to}%onnx_shape(:${shape.length}) = ${list(shape)}`,
    `${to}%stride(:${shape.length}) = ${list(layout.strides)}`,
    `${to}%strided = 1`,
    `${to}%convert = ${Number(convert)}`,
    `${to}%onnx_order = ${Number(sameOrder)}`,
    `${to}%element_size = ${type === 'bool' ? size : 0}`,
  ];
}

function takeTensor(y: Argument, from: string): string[] {
  const shape = y.shape.length === 0 ? '' : `, rw_shape_of(${from})`;
  return [
    `call c_f_pointer(${from}%data, given_${variable(y)}${shape})`,
    ...take(y),
    `call rw_release(${from})`,
  ];
}

/** An output may be called as an input. */
function variable({ name, output }: Argument): string {
  return `${name}_${output ? 'out' : 'in'}`;
}
