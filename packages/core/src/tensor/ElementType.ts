import { RankwiseError } from '../errors/index.js';

interface Entry {
  /** `ONNXTensorElementDataType`, which is `TensorProto.DataType`. */
  readonly number: number;
  readonly array: TypedArrayConstructor;
}

type TypedArrayConstructor =
  | Float32ArrayConstructor
  | Float64ArrayConstructor
  | Int8ArrayConstructor
  | Int16ArrayConstructor
  | Int32ArrayConstructor
  | BigInt64ArrayConstructor
  | Uint8ArrayConstructor
  | Uint16ArrayConstructor
  | Uint32ArrayConstructor
  | BigUint64ArrayConstructor;

const table = {
  float32: { number: 1, array: Float32Array },
  uint8: { number: 2, array: Uint8Array },
  int8: { number: 3, array: Int8Array },
  uint16: { number: 4, array: Uint16Array },
  int16: { number: 5, array: Int16Array },
  int32: { number: 6, array: Int32Array },
  int64: { number: 7, array: BigInt64Array },
  bool: { number: 9, array: Uint8Array },
  float16: { number: 10, array: Uint16Array },
  float64: { number: 11, array: Float64Array },
  uint32: { number: 12, array: Uint32Array },
  uint64: { number: 13, array: BigUint64Array },
  bfloat16: { number: 16, array: Uint16Array },
} as const satisfies Record<string, Entry>;

/** Type of the elements of a tensor. */
export type ElementType = keyof typeof table;

/**
 * The typed array that holds elements of a type: the raw 16 bits for float16 and bfloat16, a byte of 0 or 1
 * for bool.
 */
export type TypedArray<T extends ElementType = ElementType> = (typeof table)[T]['array']['prototype'];

/** All element types. */
export const elementTypes = Object.keys(table) as readonly ElementType[];

/** ONNX's number of an element type. */
export function elementTypeNumber(type: ElementType): number {
  return table[type].number;
}

/** The element type of one of ONNX's numbers, or undefined where rankwise has none for it. */
export function elementTypeOf(number: number): ElementType | undefined {
  return elementTypes.find((type) => table[type].number === number);
}

/** Bytes of one element. */
export function elementSize(type: ElementType): number {
  return table[type].array.BYTES_PER_ELEMENT;
}

/** Constructor of the typed array of an element type; `INVALID_ARGUMENT` for a name that is none. */
export function typedArrayOf<T extends ElementType>(type: T): (typeof table)[T]['array'] {
  if (!Object.hasOwn(table, type)) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `'${type}' is not an element type. Use one of ${elementTypes.join(', ')}.`,
    );
  }
  return table[type].array;
}
