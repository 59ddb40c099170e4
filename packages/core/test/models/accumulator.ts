import { onnxModel } from './onnxModel.js';

/** A network with a state: next = state + x, and twice = 2 · next. */
export function accumulator(): Uint8Array {
  const vector = (name: string) => ({ name, type: 1, shape: ['n'] });
  return onnxModel({
    inputs: [vector('x'), vector('state')],
    outputs: [vector('next'), vector('twice'), { name: 'count', type: 7, shape: [1] }],
    nodes: [
      { op: 'Add', inputs: ['state', 'x'], outputs: ['next'] },
      { op: 'Add', inputs: ['next', 'next'], outputs: ['twice'] },
      { op: 'Shape', inputs: ['x'], outputs: ['count'] },
    ],
  });
}
