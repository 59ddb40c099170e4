import { elementTypeNumber, type ElementType } from '@rankwise/core';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** A dimension that a model declares: fixed by a number, or free. */
export type Declared = readonly (number | 'free')[] | undefined;

/** A network of known outcome. */
export interface Network {
  readonly kind: 'identity' | 'linear' | 'passing';
  readonly type: ElementType;
  /** Of all its inputs and outputs; undefined: the model says nothing of the shape. */
  readonly declared: Declared;
}

/** Types that ONNX Runtime adds and multiplies on a CPU. */
export const arithmetic: readonly ElementType[] = ['float32', 'float64', 'int32', 'int64', 'float16'];

/** `y = x`; or `y = 2 x + z` and `w = z - x`; or `y = z` and, as an output that is an input, `x`. */
export const names = {
  identity: { inputs: ['x'], outputs: ['y'] },
  linear: { inputs: ['x', 'z'], outputs: ['y', 'w'] },
  passing: { inputs: ['x', 'z'], outputs: ['x', 'y'] },
} as const;

const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });

/** The bytes of the network's ONNX file. */
export function toOnnx({ kind, type, declared }: Network): Uint8Array {
  const elemType = elementTypeNumber(type);
  const dim = declared?.map((size, d) => (size === 'free' ? { dimParam: `d${d}` } : { dimValue: size }));
  const tensorType = { elemType, ...(dim && { shape: { dim } }) };
  const value = (name: string) => ({ name, type: { tensorType } });
  const nodes = {
    identity: [node('Identity', ['x'], 'y')],
    passing: [node('Identity', ['z'], 'y')],
    // x + x, since a constant would need the bytes of a 2 of each type.
    linear: [
      node('Add', ['x', 'x'], 'twice'),
      node('Add', ['twice', 'z'], 'y'),
      node('Sub', ['z', 'x'], 'w'),
    ],
  };
  return onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 16 }],
    graph: {
      name: 'graph',
      node: nodes[kind],
      input: names[kind].inputs.map(value),
      output: names[kind].outputs.map(value),
    },
  }).finish();
}
