import { elementTypeNumber } from '../../src/index.js';
import { onnxModel, type Node } from './onnxModel.js';

const FLOAT16 = elementTypeNumber('float16');

/** y = x · w with weights of float16, `[n, 4]`, that are 1, 2, 4, 8 on the diagonal; `type`: of x and y. */
export function half(type: 'float16' | 'float32'): Uint8Array {
  const value = (name: string) => ({ name, type: elementTypeNumber(type), shape: ['n', 4] });
  const data = new Uint16Array(16);
  // An exponent is 5 bits, above 10 of the fraction, and 15 is that of 1.
  for (let i = 0; i < 4; i++) data[5 * i] = (15 + i) << 10;
  const widened: Node = { op: 'Cast', inputs: ['w'], outputs: ['w32'], attributes: { to: 1 } };
  return onnxModel({
    inputs: [value('x')],
    outputs: [value('y')],
    nodes:
      type === 'float16'
        ? [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }]
        : [widened, { op: 'MatMul', inputs: ['x', 'w32'], outputs: ['y'] }],
    weights: [{ name: 'w', type: FLOAT16, dims: [4, 4], data }],
  });
}
