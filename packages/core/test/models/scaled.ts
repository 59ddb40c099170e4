import { onnxModel } from './onnxModel.js';

/** y = factor · x, where the factor may be left out and is 2 then. */
export function scaled(): Uint8Array {
  const factor = { name: 'factor', type: 1, shape: [1] };
  return onnxModel({
    inputs: [factor, { name: 'x', type: 1, shape: ['n'] }],
    outputs: [{ name: 'y', type: 1, shape: ['n'] }],
    nodes: [{ op: 'Mul', inputs: ['x', 'factor'], outputs: ['y'] }],
    weights: [{ name: 'factor', type: 1, dims: [1], data: Float32Array.of(2) }],
  });
}
