import { onnxModel } from './onnxModel.js';

const FLOAT = 1;

/**
 * From `x`, float32 `[n, n]`: `det`, its determinant, which ONNX Runtime computes on the CPU alone; and `flat`, its
 * elements as one dimension, whose size is computed from the shape.
 */
export function determinant(): Uint8Array {
  const nodes = [
    { op: 'Relu', inputs: ['x'], outputs: ['h'] },
    { op: 'Det', inputs: ['h'], outputs: ['det'] },
    { op: 'Shape', inputs: ['h'], outputs: ['shape'] },
    { op: 'ReduceProd', inputs: ['shape'], outputs: ['size'] },
    { op: 'Reshape', inputs: ['h', 'size'], outputs: ['flat'] },
  ];
  return onnxModel({
    inputs: [{ name: 'x', type: FLOAT, shape: ['n', 'n'] }],
    outputs: [
      { name: 'det', type: FLOAT, shape: [] },
      { name: 'flat', type: FLOAT, shape: [null] },
    ],
    nodes: nodes.map((node) => ({ ...node, name: `the${node.op}` })),
  });
}
