import { elementSize, type ElementType } from '@rankwise/core';

export const floats = ['float64', 'float32', 'float16', 'bfloat16'] as const;
export type Float = (typeof floats)[number];

export function isFloat(type: ElementType): type is Float {
  return (floats as readonly string[]).includes(type);
}

/** Values of a format of 16 bits, by their bits. */
function valuesOf(exponentBits: number, fractionBits: number): Float64Array {
  const most = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  return Float64Array.from({ length: 0x10000 }, (_, bits) => {
    const sign = bits >> 15 ? -1 : 1;
    const exponent = (bits >> fractionBits) & most;
    const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
    if (exponent === most) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0
      ? sign * fraction * 2 ** (1 - bias)
      : sign * (1 + fraction) * 2 ** (exponent - bias);
  });
}

const formats = {
  float16: { values: valuesOf(5, 10), infinity: 0x7c00, nan: 0x7e00 },
  bfloat16: { values: valuesOf(8, 7), infinity: 0x7f80, nan: 0x7fc0 },
};

/** The bits of the nearest value, ties to even, found in the table of all: written to be right, not fast. */
function narrow(value: number, type: keyof typeof formats): number {
  const { values, infinity, nan } = formats[type];
  if (Number.isNaN(value)) return nan;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  let [low, high] = [0, infinity];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= size) low = middle;
    else high = middle;
  }
  const below = values[low] as number;
  // What follows the largest value, where infinity stands for the purpose of rounding.
  const above = high === infinity ? 2 * below - (values[low - 1] as number) : (values[high] as number);
  const [down, up] = [size - below, above - size];
  return sign | (down < up || (down === up && low % 2 === 0) ? low : high);
}

/** The value of an element of a floating-point type. */
export function readFloat(memory: DataView, at: number, type: Float): number {
  if (type === 'float64') return memory.getFloat64(at, true);
  if (type === 'float32') return memory.getFloat32(at, true);
  return formats[type].values[memory.getUint16(at, true)] as number;
}

/** Writes the nearest value of a floating-point type. */
export function writeFloat(memory: DataView, at: number, type: Float, value: number): void {
  if (type === 'float64') memory.setFloat64(at, value, true);
  else if (type === 'float32') memory.setFloat32(at, value, true);
  else memory.setUint16(at, narrow(value, type), true);
}

/** Writes a whole number, its lowest bits. */
export function writeInteger(memory: DataView, at: number, type: ElementType, value: bigint): void {
  for (let i = 0; i < elementSize(type); i++)
    memory.setUint8(at + i, Number((value >> BigInt(8 * i)) & 255n));
}
