import { onnxModel } from './onnxModel.js';

const FLOAT = 1;
const INT64 = 7;

/** `row` = the rows of a table of three, float32 `[n, 2]`, by their numbers, and `next` = those plus one, int64 `[n]`. */
export function lookup(): Uint8Array {
  return onnxModel({
    inputs: [{ name: 'place', type: INT64, shape: ['n'] }],
    outputs: [
      { name: 'row', type: FLOAT, shape: ['n', 2] },
      { name: 'next', type: INT64, shape: ['n'] },
    ],
    nodes: [
      { op: 'Gather', inputs: ['table', 'place'], outputs: ['row'] },
      { op: 'Add', inputs: ['place', 'one'], outputs: ['next'] },
    ],
    weights: [
      { name: 'table', type: FLOAT, dims: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) },
      { name: 'one', type: INT64, dims: [1], data: BigInt64Array.of(1n) },
    ],
  });
}
