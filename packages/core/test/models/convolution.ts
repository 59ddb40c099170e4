import { onnxModel } from './onnxModel.js';

const FLOAT = 1;

/** Two convolutions with ReLU between them, float32 `[batch, 3, 12, 12]` to `[batch, 5, 10, 10]`. */
export function convolution(): Uint8Array {
  const weight = (name: string, dims: number[]) => ({
    name,
    type: FLOAT,
    dims,
    data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(1 + 1.7 * i) / 4),
  });
  return onnxModel({
    inputs: [{ name: 'input', type: FLOAT, shape: ['batch', 3, 12, 12] }],
    outputs: [{ name: 'output', type: FLOAT, shape: ['batch', 5, 10, 10] }],
    nodes: [
      { op: 'Conv', inputs: ['input', 'w1', 'b1'], outputs: ['sum'], attributes: { pads: [1, 1, 1, 1] } },
      { op: 'Relu', inputs: ['sum'], outputs: ['hidden'] },
      { op: 'Conv', inputs: ['hidden', 'w2', 'b2'], outputs: ['output'] },
    ],
    weights: [weight('w1', [8, 3, 3, 3]), weight('b1', [8]), weight('w2', [5, 8, 3, 3]), weight('b2', [5])],
  });
}
