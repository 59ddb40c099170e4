import { onnxModel, type Graph } from './onnxModel.js';

const FLOAT = 1;

/** One operator from `x` to `y`, float32 of one dimension `n`. */
export function operator(op: string, more: Partial<Graph> = {}, domain = ''): Uint8Array {
  return onnxModel({
    inputs: [{ name: 'x', type: FLOAT, shape: ['n'] }],
    outputs: [{ name: 'y', type: FLOAT, shape: ['n'] }],
    nodes: [{ op, domain, inputs: ['x'], outputs: ['y'] }],
    ...more,
  });
}
