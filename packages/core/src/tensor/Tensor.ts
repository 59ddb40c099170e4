import { RankwiseError } from '../errors/index.js';
import { checkDims, elementCount, formatShape } from './dims.js';
import { typedArrayOf, type ElementType, type TypedArray } from './ElementType.js';

/** An array in row-major order (the last index runs fastest) in memory of JavaScript. */
export class Tensor<T extends ElementType = ElementType> {
  private constructor(
    readonly type: T,
    /** Sizes of the dimensions; none for a scalar. */
    readonly dims: readonly number[],
    /** The elements, as many as the product of `dims`. */
    readonly data: TypedArray<T>,
  ) {}

  /**
   * A tensor over `data`: a typed array of the element type is shared, not copied; a list of numbers (of
   * bigints for int64 and uint64, of raw bits for float16 and bfloat16) is copied.
   * @throws RankwiseError `INVALID_ARGUMENT` (type, dims), `TYPE_MISMATCH` (another typed array),
   * `SHAPE_MISMATCH` (another number of elements).
   */
  static from<T extends ElementType>(
    type: T,
    dims: readonly number[],
    data: TypedArray<T> | readonly number[] | readonly bigint[],
  ): Tensor<T> {
    const constructor = typedArrayOf(type);
    checkDims(dims);
    if (!(data instanceof constructor) && !Array.isArray(data)) {
      throw new RankwiseError(
        'TYPE_MISMATCH',
        `A tensor of ${type} needs a ${constructor.name}, but got a ${data.constructor.name}. Convert the data or change the type.`,
      );
    }
    if (data.length !== elementCount(dims)) {
      throw new RankwiseError(
        'SHAPE_MISMATCH',
        `A tensor of shape ${formatShape(dims)} has ${elementCount(dims)} elements, ${data.length} were given. Correct the dims or the data.`,
      );
    }
    const elements = Array.isArray(data) ? convert(type, data) : (data as TypedArray<T>);
    return new Tensor(type, Object.freeze([...dims]), elements);
  }

  /**
   * A tensor of zeros.
   * @throws RankwiseError `INVALID_ARGUMENT` (type, dims), `OUT_OF_MEMORY`.
   */
  static allocate<T extends ElementType>(type: T, dims: readonly number[]): Tensor<T> {
    const constructor = typedArrayOf(type);
    checkDims(dims);
    try {
      return new Tensor(type, Object.freeze([...dims]), new constructor(elementCount(dims)));
    } catch (cause) {
      throw new RankwiseError(
        'OUT_OF_MEMORY',
        `Cannot allocate a tensor of ${type} of shape ${formatShape(dims)}. Use smaller dims.`,
        { cause },
      );
    }
  }
}

function convert<T extends ElementType>(type: T, data: readonly number[] | readonly bigint[]): TypedArray<T> {
  try {
    return (typedArrayOf(type) as unknown as { from(values: unknown): TypedArray<T> }).from(data);
  } catch (cause) {
    const wanted = type === 'int64' || type === 'uint64' ? 'bigint' : 'number';
    throw new RankwiseError(
      'TYPE_MISMATCH',
      `A list for a tensor of ${type} must hold ${wanted} values only. Convert them first.`,
      { cause },
    );
  }
}
