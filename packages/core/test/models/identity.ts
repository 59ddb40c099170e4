import { elementTypeNumber, type ElementType } from '../../src/index.js';
import { onnxModel } from './onnxModel.js';

/** `y = x`, of any element type; without a shape it takes tensors of any rank. */
export function identity(type: ElementType, shape?: readonly (number | string | null)[]): Uint8Array {
  const value = { type: elementTypeNumber(type), ...(shape === undefined ? {} : { shape }) };
  return onnxModel({
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    opset: 16,
    irVersion: 8,
  });
}
