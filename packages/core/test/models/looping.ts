import { onnxModel, type Node, type Value } from './onnxModel.js';

const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;

const scalar = (name: string, type = FLOAT): Value => ({ name, type, shape: [] });
const identity = (from: string, to: string): Node => ({ op: 'Identity', inputs: [from], outputs: [to] });
const sum: Node = { op: 'Add', inputs: ['state', 'x'], outputs: ['next'] };

/** `sum` of the elements of `x`, float32 [3], and in `seen` a value of the body, once for each element. */
export function scanning(seen: 'state' | 'x' | 'next', safe: boolean): Uint8Array {
  const body = {
    inputs: [scalar('state'), scalar('x')],
    outputs: [scalar('next'), scalar(safe ? 'copy' : seen)],
    nodes: safe ? [sum, identity(seen, 'copy')] : [sum],
  };
  return onnxModel({
    inputs: [{ name: 'xs', type: FLOAT, shape: [3] }],
    outputs: [scalar('sum'), { name: 'seen', type: FLOAT, shape: [3] }],
    nodes: [
      {
        op: 'Scan',
        name: 'theScan',
        inputs: ['zero', 'xs'],
        outputs: ['sum', 'seen'],
        attributes: { num_scan_inputs: 1 },
        bodies: { body },
      },
    ],
    weights: [{ name: 'zero', type: FLOAT, dims: [], data: Float32Array.of(0) }],
  });
}

/** `y` and `z`: 2x both where `yes`, else x · x and x; float32 [2]. */
export function choosing(safe: boolean): Uint8Array {
  const vector = (name: string): Value => ({ name, type: FLOAT, shape: [2] });
  const double: Node = { op: 'Add', inputs: ['x', 'x'], outputs: ['t'] };
  const yes = {
    inputs: [],
    outputs: [vector('t'), vector(safe ? 'copy' : 't')],
    nodes: safe ? [double, identity('t', 'copy')] : [double],
  };
  const no = {
    inputs: [],
    outputs: [vector('square'), vector('same')],
    nodes: [{ op: 'Mul', inputs: ['x', 'x'], outputs: ['square'] }, identity('x', 'same')],
  };
  return onnxModel({
    inputs: [vector('x'), scalar('yes', BOOL)],
    outputs: [vector('y'), vector('z')],
    nodes: [
      {
        op: 'If',
        inputs: ['yes'],
        outputs: ['y', 'z'],
        bodies: { then_branch: yes, else_branch: no },
      },
    ],
  });
}

/** Counts `n` times: in `seen`, int64 [n], the number of each iteration, or the `state` before it, which is 5, 6, … */
export function counting(seen: 'iteration' | 'state', safe: boolean): Uint8Array {
  const add: Node = { op: 'Add', inputs: ['state', 'one'], outputs: ['next'] };
  const body = {
    inputs: [scalar('iteration', INT64), scalar('going', BOOL), scalar('state', INT64)],
    outputs: [scalar('going', BOOL), scalar('next', INT64), scalar(safe ? 'copy' : seen, INT64)],
    nodes: safe ? [add, identity(seen, 'copy')] : [add],
  };
  const number = (name: string, value: bigint) => ({
    name,
    type: INT64,
    dims: [],
    data: BigInt64Array.of(value),
  });
  return onnxModel({
    inputs: [scalar('n', INT64)],
    outputs: [scalar('last', INT64), { name: 'seen', type: INT64, shape: [null] }],
    nodes: [{ op: 'Loop', inputs: ['n', '', 'five'], outputs: ['last', 'seen'], bodies: { body } }],
    weights: [number('five', 5n), number('one', 1n)],
  });
}
