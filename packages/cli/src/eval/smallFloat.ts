/** A binary floating-point format of 16 bits: a sign, the exponent, the fraction. */
export interface SmallFloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
}

/** The formats of 16 bits that ONNX has, by element type. */
export const smallFloats = {
  float16: { exponentBits: 5, fractionBits: 10 },
  bfloat16: { exponentBits: 8, fractionBits: 7 },
} as const satisfies Record<string, SmallFloat>;

/** The value of 16 raw bits; exact. */
export function decodeSmallFloat({ exponentBits, fractionBits }: SmallFloat, bits: number): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** The raw bits of the nearest value, ties to even as IEEE 754 has it; beyond the largest they are infinity. */
export function encodeSmallFloat(format: SmallFloat, value: number): number {
  const { exponentBits, fractionBits } = format;
  const bias = 2 ** (exponentBits - 1) - 1;
  const infinity = (2 ** exponentBits - 1) << fractionBits;
  if (Number.isNaN(value)) return infinity | (1 << (fractionBits - 1));
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity) return sign | infinity;
  const exponent = Math.max(exponentOf(size), 1 - bias);
  const steps = roundToEven(size / 2 ** (exponent - fractionBits));
  // `steps` counts the hidden bit, which a subnormal number lacks; a carry moves on to the next exponent.
  const bits = ((exponent + bias - 1) << fractionBits) + steps;
  return sign | Math.min(bits, infinity);
}

function exponentOf(size: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
