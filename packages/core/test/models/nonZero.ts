import { onnxModel } from './onnxModel.js';

const FLOAT = 1;
const INT64 = 7;

/** `where` = the indices of the values of `x` that are not zero, int64 `[1, count]`: a shape decided by values. */
export function nonZero(): Uint8Array {
  return onnxModel({
    inputs: [{ name: 'x', type: FLOAT, shape: ['n'] }],
    outputs: [{ name: 'where', type: INT64, shape: [1, null] }],
    nodes: [{ op: 'NonZero', inputs: ['x'], outputs: ['where'] }],
  });
}
