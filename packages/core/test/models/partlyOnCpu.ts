import { onnxModel } from './onnxModel.js';

const FLOAT = 1;
const INT64 = 7;
const FLOAT64 = 11;

/**
 * From `x`, float32 `[n, 4]`: `flat`, its positive part as one dimension, whose size is computed from the shape;
 * `exp`, of float64, which WebGPU has not; and `where`, by an operator that it lacks. `named`: nodes have names.
 */
export function partlyOnCpu({ named = true } = {}): Uint8Array {
  const nodes = [
    { op: 'Relu', inputs: ['x'], outputs: ['h'] },
    { op: 'Shape', inputs: ['h'], outputs: ['shape'] },
    { op: 'Gather', inputs: ['shape', 'first'], outputs: ['rows'] },
    { op: 'Mul', inputs: ['rows', 'four'], outputs: ['size'] },
    { op: 'Reshape', inputs: ['h', 'size'], outputs: ['flat'] },
    { op: 'Cast', inputs: ['h'], outputs: ['double'], attributes: { to: FLOAT64 } },
    { op: 'Exp', inputs: ['double'], outputs: ['exp'] },
    { op: 'NonZero', inputs: ['h'], outputs: ['where'] },
  ];
  return onnxModel({
    inputs: [{ name: 'x', type: FLOAT, shape: ['n', 4] }],
    outputs: [
      { name: 'flat', type: FLOAT, shape: [null] },
      { name: 'exp', type: FLOAT64, shape: ['n', 4] },
      { name: 'where', type: INT64, shape: [2, null] },
    ],
    nodes: nodes.map((node) => (named ? { ...node, name: `the${node.op}` } : node)),
    weights: [
      { name: 'first', type: INT64, dims: [1], data: BigInt64Array.of(0n) },
      { name: 'four', type: INT64, dims: [1], data: BigInt64Array.of(4n) },
    ],
  });
}
