import type { Pointer } from '../ffi/index.js';
import type { ElementType } from './ElementType.js';

/**
 * A tensor in memory that JavaScript does not own, such as shared memory. Row-major. The memory must stay
 * where it is as long as anything is bound to it.
 */
export interface ForeignTensor {
  readonly type: ElementType;
  /** Sizes of the dimensions; none for a scalar. */
  readonly dims: readonly number[];
  /** Address of the first element. */
  readonly pointer: Pointer;
  /** Bytes that may be used from `pointer` on; at least those of the shape. */
  readonly byteLength: number;
}
