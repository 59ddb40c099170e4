import { onnxModel } from './onnxModel.js';

const FLOAT = 1;

/** `total = u + v` and `difference = u - v`, float32 `[n]`. */
export function sums(): Uint8Array {
  const value = (name: string) => ({ name, type: FLOAT, shape: ['n'] });
  return onnxModel({
    inputs: [value('u'), value('v')],
    outputs: [value('total'), value('difference')],
    nodes: [
      { op: 'Add', inputs: ['u', 'v'], outputs: ['total'] },
      { op: 'Sub', inputs: ['u', 'v'], outputs: ['difference'] },
    ],
    custom: { trained: 'yes', größe: '3 µm' },
  });
}
