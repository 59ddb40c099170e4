import { formatShape, type ElementType } from '../tensor/index.js';

/** What a value may be besides a tensor of an element type; the run of such a value is refused. */
export type OtherType = 'string' | 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque' | 'unknown';

/** An input or output of a model. */
export interface TensorInfo {
  readonly name: string;
  /** Element type, or what the value is where rankwise cannot run it. */
  readonly type: ElementType | OtherType;
  /** Sizes: a number where fixed, the name of a symbolic dimension, null for a dynamic one without name. */
  readonly shape: readonly (number | string | null)[];
  /** Whether the model leaves even the number of dimensions open; `shape` is then empty. */
  readonly anyRank: boolean;
  /** An input that a run may leave out: the model has a value for it. */
  readonly optional: boolean;
}

/** Type and shape as messages print them: `float32 [batch, 5]`. */
export function formatInfo(info: TensorInfo): string {
  return `${info.type} ${info.anyRank ? '[...]' : formatShape(info.shape)}`;
}
