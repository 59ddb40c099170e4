export { checkDims, elementCount, formatShape, sameDims } from './dims.js';
export {
  elementSize,
  elementTypeNumber,
  elementTypeOf,
  elementTypes,
  typedArrayOf,
  type ElementType,
  type TypedArray,
} from './ElementType.js';
export type { ForeignTensor } from './ForeignTensor.js';
export { Tensor } from './Tensor.js';
