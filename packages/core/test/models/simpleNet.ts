import { onnxModel } from './onnxModel.js';

const FLOAT = 1;

/** `output = input · 2I`, float32 `[batch, 5]`. */
export function simpleNet(): Uint8Array {
  const weights = Float32Array.from({ length: 25 }, (_, index) => (index % 6 === 0 ? 2 : 0));
  return onnxModel({
    inputs: [{ name: 'input', type: FLOAT, shape: ['batch', 5] }],
    outputs: [{ name: 'output', type: FLOAT, shape: ['batch', 5] }],
    nodes: [{ op: 'MatMul', inputs: ['input', 'weight'], outputs: ['output'] }],
    weights: [{ name: 'weight', type: FLOAT, dims: [5, 5], data: weights }],
  });
}
