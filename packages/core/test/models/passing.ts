import { onnxModel } from './onnxModel.js';

const FLOAT = 1;

/**
 * A network that hands inputs on, as exporters leave it: from `x` and `h`, float32 of `n` elements, come `x` and `h` as they
 * are, and `y` = x + h.
 */
export function passing(size: number | string = 'n'): Uint8Array {
  const vector = (name: string) => ({ name, type: FLOAT, shape: [size] });
  return onnxModel({
    inputs: [vector('x'), vector('h')],
    outputs: [vector('x'), vector('y'), vector('h')],
    nodes: [{ op: 'Add', inputs: ['x', 'h'], outputs: ['y'] }],
  });
}
