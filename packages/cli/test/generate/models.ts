import { elementTypeNumber, elementTypes, type ElementType } from '@rankwise/core';
import { onnxModel, type Value } from '../../../core/test/models/onnxModel.js';

type Shape = readonly (number | string | null)[];

/** An input or output by the name of its type. */
export function value(name: string, type: ElementType, shape?: Shape): Value {
  return { name, type: elementTypeNumber(type), ...(shape !== undefined && { shape }) };
}

/** An array of two dimensions through each type, unchanged. */
export function everyType(): Uint8Array {
  return onnxModel({
    inputs: elementTypes.map((type) => value(type, type, [2, 'n'])),
    outputs: elementTypes.map((type) => value(`same ${type}`, type, [2, 'n'])),
    nodes: elementTypes.map((type) => ({ op: 'Identity', inputs: [type], outputs: [`same ${type}`] })),
  });
}

/**
 * Scalars, dimensions that inputs share, an output whose shape the run decides, flags: `w = scale · u · v`, the places
 * where `w` is not 0, and whether `flag` is not set.
 */
export function shapes(): Uint8Array {
  return onnxModel({
    inputs: [
      value('u', 'float32', ['n', 'm']),
      value('v', 'float32', ['m']),
      value('scale', 'float32', []),
      value('flag', 'bool', ['n']),
      value('on', 'bool', []),
    ],
    outputs: [
      value('w', 'float32', ['n', 'm']),
      value('places', 'int64', [2, 'found']),
      value('not_flag', 'bool', ['n']),
      value('off', 'bool', []),
      value('twice', 'float32', []),
    ],
    nodes: [
      { op: 'Mul', inputs: ['u', 'v'], outputs: ['uv'] },
      { op: 'Mul', inputs: ['uv', 'scale'], outputs: ['w'] },
      { op: 'NonZero', inputs: ['w'], outputs: ['places'] },
      { op: 'Not', inputs: ['flag'], outputs: ['not_flag'] },
      { op: 'Not', inputs: ['on'], outputs: ['off'] },
      { op: 'Add', inputs: ['scale', 'scale'], outputs: ['twice'] },
    ],
  });
}

/** Names that no language takes as they are; each output is the input of the same place. */
export const oddNames: readonly string[] = [
  'X',
  'x',
  '7',
  'a.b',
  '/a/b',
  'real',
  'size',
  'self',
  'größe "q" \\ \'%\n!&',
  '*/ ?? //',
  'rw_status',
  '__',
  'long_'.repeat(30),
  'class',
];

export function odd(): Uint8Array {
  return onnxModel({
    inputs: oddNames.map((name, index) => value(name, 'float32', index === 0 ? [null, '5', 'a b'] : ['5'])),
    outputs: oddNames.map((name, index) =>
      value(`out ${name}`, 'float32', index === 0 ? [null, '5', 'a b'] : ['5']),
    ),
    nodes: oddNames.map((name) => ({ op: 'Identity', inputs: [name], outputs: [`out ${name}`] })),
  });
}

/** `y = (x + a) · b + c`, where `a` (1) and `b` (10, of each column) may be left out. */
export function optional(): Uint8Array {
  const weight = (name: string, dims: readonly number[], data: number[]) => ({
    name,
    type: elementTypeNumber('float32'),
    dims,
    data: Float32Array.from(data),
  });
  return onnxModel({
    inputs: [
      value('a', 'float32', []),
      value('x', 'float32', ['n', 2]),
      value('b', 'float32', [2]),
      value('c', 'float32', ['n', 2]),
    ],
    outputs: [value('y', 'float32', ['n', 2])],
    nodes: [
      { op: 'Add', inputs: ['x', 'a'], outputs: ['xa'] },
      { op: 'Mul', inputs: ['xa', 'b'], outputs: ['xab'] },
      { op: 'Add', inputs: ['xab', 'c'], outputs: ['y'] },
    ],
    weights: [weight('a', [], [1]), weight('b', [2], [10, 100])],
  });
}

/** Many inputs, long names, and one of many dimensions. */
export function large(): Uint8Array {
  const names = Array.from({ length: 30 }, (_, index) => `past.${index}.${'key_'.repeat(20)}`);
  const long = Array.from({ length: 15 }, (_, index) => `a dimension called ${index}`.repeat(6));
  const shape = (index: number) => (index === 0 ? long : long.slice(0, 2));
  return onnxModel({
    inputs: names.map((name, index) => value(name, 'float16', shape(index))),
    outputs: names.map((name) => value(`present.${name}`, 'float16')),
    nodes: names.map((name) => ({ op: 'Identity', inputs: [name], outputs: [`present.${name}`] })),
  });
}

/** `x` unchanged. */
export function identity(name: string, type: ElementType, shape?: Shape): Uint8Array {
  return onnxModel({
    inputs: [value(name, type, shape)],
    outputs: [value('y', type, shape)],
    nodes: [{ op: 'Identity', inputs: [name], outputs: ['y'] }],
  });
}
