import { elementCount, elementSize, elementTypes, type ElementType } from '@rankwise/core';
import type { Argument, Call, Language } from './Call.js';
import { floats, isFloat, writeFloat, writeInteger, type Float } from './elements.js';
import { drawLayout, offsets } from './Layout.js';
import { arithmetic, names, type Declared, type Network } from './networks.js';
import type { Random } from './Random.js';

/** Calls of a language, and the memory of the program in which their arrays lie. */
export interface Batch {
  readonly networks: readonly Network[];
  readonly calls: readonly Call[];
  readonly memory: Uint8Array;
}

const mostElements = 3000;
/** What compilers and ONNX Runtime ask of the first element of an array. */
const alignment = 16;
/** Types that are no type of Fortran, which passes the bits as integers. */
const bitsOnly: readonly ElementType[] = ['uint8', 'uint16', 'uint32', 'uint64', 'float16', 'bfloat16'];

/**
 * Draws calls of networks of each type and each rank in turn: 13 types and 16 ranks, so that 208 networks have all
 * pairs of them.
 */
export function drawCalls(random: Random, language: Language, networks: number, callsOfEach: number): Batch {
  const drawn = Array.from({ length: networks }, (_, i) => drawNetwork(random, i));
  const calls: Call[] = [];
  let end = 0;
  drawn.forEach((network, model) => {
    let fullShape: readonly number[] | undefined;
    for (let i = 0; i < callsOfEach; i++) {
      if (fullShape === undefined || random.once(2))
        fullShape = drawShape(random, model % 16, network.declared);
      const number = calls.length;
      const call = drawCall(random, language, { number, model, network, fullShape, begin: end });
      end = afterwards(call.outputs.at(-1) as Argument);
      calls.push(call);
    }
  });
  // An array without elements may begin at the end.
  const memory = new Uint8Array(end + alignment);
  for (let i = 0; i < memory.length; i++) memory[i] = random.bits();
  const view = new DataView(memory.buffer);
  for (const call of calls) for (const input of call.inputs) drawValues(random, view, language, call, input);
  return { networks: drawn, calls, memory };
}

function drawNetwork(random: Random, i: number): Network {
  const type = elementTypes[i % elementTypes.length] as ElementType;
  const plain = random.once(5) ? 'passing' : 'identity';
  const kind = arithmetic.includes(type) && !random.once(3) ? 'linear' : plain;
  const declared = Array.from({ length: i % 16 }, () => (random.once(5) ? random.pick([1, 2, 3]) : 'free'));
  return { kind, type, declared: random.once(4) ? undefined : declared };
}

/** Sizes from 0, of few elements together; now and then larger than the tiles of the copy. */
function drawShape(random: Random, rank: number, declared: Declared): number[] {
  const shape = Array.from({ length: rank }, (_, d) => {
    const size = declared?.[d] ?? 'free';
    return size === 'free' ? 1 : size;
  });
  const free = random.shuffle([...shape.keys()].filter((d) => (declared?.[d] ?? 'free') === 'free'));
  for (const d of free) {
    const large = rank <= 3 && random.once(4);
    shape[d] = large ? 30 + random.below(20) : random.pick([1, 1, 2, 2, 3, 4, 5, 7]);
    if (elementCount(shape) > mostElements) shape[d] = 1;
  }
  const [first] = free;
  if (first !== undefined && random.once(12)) shape[first] = 0;
  return shape;
}

function drawCall(
  random: Random,
  language: Language,
  given: Pick<Call, 'number' | 'model' | 'network'> & { fullShape: readonly number[]; begin: number },
): Call {
  const { number, model, network, fullShape } = given;
  // net%run(x, y) takes one input and one output, of types of Fortran.
  const runs =
    language.name !== 'Fortran' || (network.kind === 'identity' && !bitsOnly.includes(network.type));
  const api = random.pick(language.apis.filter((name) => name !== 'run' || runs));
  const common = { convert: random.once(2), sameOrder: random.once(2) };
  const named = api === 'put' || random.once(2);
  let begin = given.begin;
  const draw = (of: readonly string[], count: number, output: boolean) => {
    const places = of.map((name, position) => ({ name, position }));
    return (named ? random.shuffle(places) : places).slice(0, count).map((place) => {
      const asked =
        api === 'run' && language.sharesOptions
          ? common
          : { convert: random.once(2), sameOrder: random.once(2) };
      const argument = drawArgument(random, language, { ...given, ...place, ...asked, api, output, begin });
      begin = afterwards(argument);
      return argument;
    });
  };
  const { inputs, outputs } = names[network.kind];
  return {
    ...{ number, model, network, fullShape, api, named },
    inputs: draw(inputs, inputs.length, false),
    outputs: draw(outputs, 1 + random.below(outputs.length), true),
  };
}

function drawArgument(
  random: Random,
  language: Language,
  given: Pick<Call, 'network' | 'fullShape' | 'api'> &
    Pick<Argument, 'name' | 'position' | 'convert' | 'sameOrder' | 'begin'> & { output: boolean },
): Argument {
  const { network, fullShape, api, output, name, position, begin } = given;
  const isFortran = language.name === 'Fortran';
  const way = random.pick(waysOf(language, api, output));
  // Memory of the library's has the model's type and order, but where a get of a request asks what the caller wants.
  const asks = language.name !== 'C' && api === 'request';
  const asIs = way === 'buffer' || (way === 'allocated' && !asks);
  const convert = given.convert && !asIs;
  const sameOrder = isFortran && given.sameOrder && !asIs;
  const type =
    convert && isFloat(network.type) ? random.pick(callersTypes(language, api, network.type)) : network.type;
  const size = type === 'bool' && way === 'memory' ? random.pick(language.bools) : elementSize(type);

  const leading = network.declared?.[0];
  const mayLeaveOut =
    fullShape[0] === 1 && (leading === 'free' || leading === 1) && !(output && way !== 'memory');
  const shape = mayLeaveOut && random.once(2) ? fullShape.slice(1) : fullShape;
  const isReal = type === 'float32' || type === 'float64';
  const mayBeComplex = isReal && language.complex && (isFortran ? api !== 'tensors' : way === 'memory');
  const complex = mayBeComplex && shape.at(-1) === 2 && !random.once(4);
  const layout = drawLayout(random, shape, {
    order: drawOrder(random, language, shape.length, complex, sameOrder),
    // gfortran 12 takes z(3:2)%re for an array that is not there.
    ...(complex
      ? { pitch: size, shift: 0 }
      : drawPitch(random, language, size, isReal && !shape.includes(0))),
    whole: complex ? 1 : 0,
    broadcast: language.anyStrides && !output,
  });
  return { name, output, position, type, size, shape, complex, convert, sameOrder, way, layout, begin };
}

/** Types of the program's from and to which the model's type is converted. */
function callersTypes(language: Language, api: Call['api'], of: Float): readonly Float[] {
  if (language.name === 'Fortran' && api === 'run') return ['float64', 'float32'];
  // numpy has no bfloat16: uint16 stands for it where the model has it, and nowhere else.
  return language.name === 'Python' ? floats.filter((type) => type !== 'bfloat16' || of === type) : floats;
}

function waysOf(language: Language, api: Call['api'], output: boolean): Argument['way'][] {
  if (api === 'request') return output ? ['memory', 'buffer', 'allocated'] : ['memory', 'buffer'];
  const allocates = output && (api === 'tensors' || language.name !== 'Fortran');
  return allocates ? ['memory', 'allocated'] : ['memory'];
}

/** The dimensions from the fastest in memory to the slowest: for Fortran that of its indices. */
function drawOrder(random: Random, language: Language, rank: number, complex: boolean, sameOrder: boolean) {
  const parts = complex ? [rank - 1] : [];
  const others = Array.from({ length: rank - parts.length }, (_, d) => d);
  if (language.anyStrides && random.once(2)) return [...parts, ...random.shuffle(others)];
  return [...parts, ...(sameOrder ? others : others.reverse())];
}

/**
 * Bytes from one element to the next, and where the element begins among them. In Fortran, real parts of complex numbers;
 * gfortran 12 breaks off at `z%im` as an argument of any rank.
 */
function drawPitch(random: Random, language: Language, size: number, mayBePart: boolean) {
  if (!random.once(4) || !(language.anyStrides || mayBePart)) return { pitch: size, shift: 0 };
  if (!language.anyStrides) return { pitch: 2 * size, shift: 0 };
  const gap = 1 + random.below(size + 2);
  return { pitch: size + gap, shift: random.below(gap + 1) };
}

function afterwards({ begin, layout }: Argument): number {
  return Math.ceil((begin + layout.bytes) / alignment) * alignment;
}

/** Writes values where not all bits will do: of what is converted or computed with, and truth values. */
function drawValues(random: Random, memory: DataView, language: Language, call: Call, input: Argument): void {
  const { type, size, begin, layout, shape } = input;
  const { network, inputs, outputs } = call;
  const converted = [...inputs, ...outputs].some((argument) => argument.type !== network.type);
  if (type === 'bool' && language.name === 'C' && input.way === 'memory') return; // the lowest bit counts
  if (type !== 'bool' && !converted && network.kind !== 'linear') return;
  for (const offset of offsets(layout, shape)) {
    const at = begin + offset;
    if (type === 'bool')
      for (let i = 0; i < size; i++) memory.setUint8(at + i, i === 0 ? random.below(2) : 0);
    else if (isFloat(type)) writeFloat(memory, at, type, drawFloat(random, network.kind));
    else writeInteger(memory, at, type, (BigInt(random.bits()) - (1n << 31n)) >> 3n);
  }
}

/** Of few bits, so that many lie in the middle between two neighbours of a narrower type; in sums none that overflow a float16. */
function drawFloat(random: Random, kind: Network['kind']): number {
  const sign = random.pick([1, -1]);
  if (kind === 'linear') return sign * (random.bits() >>> random.below(32)) * 2 ** -(22 + random.below(20));
  if (random.once(8))
    return random.pick([NaN, sign * Infinity, sign * 0, sign * 65520, sign * Number.MIN_VALUE]);
  return sign * (random.bits() >>> random.below(32)) * 2 ** (random.below(200) - 150);
}
