import type { Tensor } from '@rankwise/core';

/** The element of a tensor at a place in memory, as a number. */
export function elementOf({ type, data }: Tensor, k: number): number {
  const raw = Number(data[k]);
  if (type === 'float16') return fromFloat16(raw);
  return type === 'bfloat16' ? fromBfloat16(raw) : raw;
}

function fromFloat16(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent < 31) return sign * (fraction + 1024) * 2 ** (exponent - 25);
  return fraction === 0 ? sign * Infinity : NaN;
}

/** bfloat16 is the upper half of a number of 32 bits. */
function fromBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? NaN;
}
