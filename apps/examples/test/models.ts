import onnxProto from 'onnx-proto';
import { elementTypeNumber, type ElementType } from '@rankwise/core';

const { onnx } = onnxProto;

type Dim = number | string;

interface Value {
  readonly name: string;
  readonly type: ElementType | 'string';
  readonly shape: readonly Dim[];
}

interface Node {
  readonly op: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The type that a Cast gives. */
  readonly type?: ElementType | 'string';
}

/** A network that declares what SimpleNet does and doubles nothing. */
export function identity(): Uint8Array {
  return model({
    inputs: [{ name: 'input', type: 'float32', shape: ['batch', 5] }],
    outputs: [{ name: 'output', type: 'float32', shape: ['batch', 5] }],
    nodes: [{ op: 'Identity', from: ['input'], to: ['output'] }],
  });
}

/** Two inputs and two outputs of different types and ranks, one dimension free. */
export function mixed(): Uint8Array {
  return model({
    inputs: [
      { name: 'x', type: 'float32', shape: ['n', 3] },
      { name: '7', type: 'int64', shape: [2, 1, 3] },
    ],
    // A name that is a number, and comes last: a language that sorts names shows it.
    outputs: [
      { name: 'sum', type: 'float64', shape: [2, 'n', 3] },
      { name: '3', type: 'int32', shape: [2, 1, 3] },
    ],
    nodes: [
      { op: 'Cast', from: ['x'], to: ['wide'], type: 'float64' },
      { op: 'Cast', from: ['7'], to: ['counts'], type: 'float64' },
      { op: 'Add', from: ['wide', 'counts'], to: ['sum'] },
      { op: 'Cast', from: ['7'], to: ['3'], type: 'int32' },
    ],
  });
}

/** A text before the numbers. */
export function withText(): Uint8Array {
  return model({
    inputs: [{ name: 'x', type: 'float32', shape: ['n'] }],
    outputs: [
      { name: 'text', type: 'string', shape: ['n'] },
      { name: 'half', type: 'float16', shape: ['n'] },
    ],
    nodes: [
      { op: 'Cast', from: ['x'], to: ['text'], type: 'string' },
      { op: 'Cast', from: ['x'], to: ['half'], type: 'float16' },
    ],
  });
}

/** A model whose output's shape only the run decides; with one element it is empty. */
export function nonZero(): Uint8Array {
  return model({
    inputs: [{ name: 'x', type: 'int32', shape: ['n'] }],
    outputs: [{ name: 'places', type: 'int64', shape: [1, 'found'] }],
    nodes: [{ op: 'NonZero', from: ['x'], to: ['places'] }],
  });
}

// Brings numbers between -0.5 and 0.5 near both ends of a type's range, or above the middle where it has no sign.
const scales: Partial<Record<ElementType, number>> = {
  int8: 200,
  uint8: 500,
  int16: 6e4,
  uint16: 1.3e5,
  int32: 4e9,
  uint32: 8e9,
  int64: 1.8e19,
  uint64: 3.6e19,
};

// Halfway between two numbers of six digits, at the limits of the form with an exponent, and at those of the type.
const awkward = {
  halfway: [0.001953125, 1234565, 1234575, 123456.5, -999999.5],
  exponent: [0.0001, 0.00009999995, 999999, 1e6, 100000],
  extreme: [3.4028235e38, 1e-45, -1.1754944e-38, 1e10, 123],
};

/** Outputs of every element type, numbers that are none, and those that are awkward to print. */
export function everyType(types: readonly ElementType[]): Uint8Array {
  return model({
    inputs: [
      { name: 'x', type: 'float32', shape: ['n'] },
      { name: 'half', type: 'float16', shape: ['n'] },
      { name: 'flag', type: 'bool', shape: ['n'] },
      { name: 'byte', type: 'uint8', shape: ['n'] },
    ],
    outputs: [
      ...types.map((type): Value => ({ name: `as ${type}`, type, shape: ['n'] })),
      ...Object.keys(awkward).map((name): Value => ({ name: `${name} again`, type: 'float32', shape: [5] })),
      { name: 'infinite', type: 'float32', shape: ['n'] },
      { name: 'undefined', type: 'float64', shape: ['n'] },
      { name: 'half again', type: 'float16', shape: ['n'] },
      { name: 'flag again', type: 'bool', shape: ['n'] },
      { name: 'large', type: 'float32', shape: ['n'] },
      { name: 'byte again', type: 'uint8', shape: ['n'] },
    ],
    constants: {
      ...Object.fromEntries(types.map((type) => [`scale of ${type}`, scales[type] ?? 1])),
      ...awkward,
    },
    nodes: [
      { op: 'Abs', from: ['x'], to: ['|x|'] },
      ...types.flatMap((type) => [
        {
          op: 'Mul',
          from: [type.startsWith('uint') ? '|x|' : 'x', `scale of ${type}`],
          to: [`${type} scaled`],
        },
        { op: 'Cast', from: [`${type} scaled`], to: [`as ${type}`], type },
      ]),
      ...Object.keys(awkward).map((name) => ({ op: 'Identity', from: [name], to: [`${name} again`] })),
      { op: 'Sub', from: ['x', 'x'], to: ['zero'] },
      { op: 'Div', from: ['x', 'zero'], to: ['infinite'] },
      { op: 'Div', from: ['zero', 'zero'], to: ['none'] },
      { op: 'Cast', from: ['none'], to: ['undefined'], type: 'float64' },
      { op: 'Add', from: ['half', 'half'], to: ['half again'] },
      { op: 'Not', from: ['flag'], to: ['flag again'] },
      { op: 'Exp', from: ['infinite'], to: ['huge'] },
      { op: 'Add', from: ['huge', 'x'], to: ['large'] },
      { op: 'Identity', from: ['byte'], to: ['byte again'] },
    ],
  });
}

interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  /** Scalars and vectors of float32, by name. */
  readonly constants?: Readonly<Record<string, number | readonly number[]>>;
}

function model(graph: Graph): Uint8Array {
  return onnx.ModelProto.encode(
    onnx.ModelProto.create({
      irVersion: 7,
      opsetImport: [{ domain: '', version: 13 }],
      graph: {
        name: 'test',
        input: graph.inputs.map(declaration),
        output: graph.outputs.map(declaration),
        initializer: Object.entries(graph.constants ?? {}).map(([name, value]) => ({
          name,
          dataType: elementTypeNumber('float32'),
          dims: typeof value === 'number' ? [] : [value.length],
          floatData: typeof value === 'number' ? [value] : [...value],
        })),
        node: graph.nodes.map(({ op, from, to, type }) => ({
          opType: op,
          input: [...from],
          output: [...to],
          attribute:
            type === undefined
              ? []
              : [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: numberOf(type) }],
        })),
      },
    }),
  ).finish();
}

const numberOf = (type: ElementType | 'string') => (type === 'string' ? 8 : elementTypeNumber(type));

function declaration({ name, type, shape }: Value) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: numberOf(type), shape: { dim } } } };
}
