import { elementCount, elementSize, Tensor, type ElementType } from '@rankwise/core';

/** Input for any model, the same numbers as in Fortran and C: fractions between -0.5 and 0.5, or 0 and 1 in turn. */
export function generate(type: ElementType, dims: readonly number[], rank: number): Tensor {
  const tensor = Tensor.allocate(type, dims);
  const { data } = tensor;
  const one = oneOf(type);
  for (let k = 0; k < elementCount(dims); k++) {
    if (type === 'float32' || type === 'float64') data[k] = ((7 * k + 13 * rank + 3) % 17) / 16 - 0.5;
    else if (elementSize(type) === 8) data[k] = BigInt(k % 2);
    else data[k] = one * (k % 2);
  }
  return tensor;
}

/** 1, or the bits of 0.5 in the two formats of 16 bits. */
function oneOf(type: ElementType): number {
  if (type === 'float16') return 0x3800;
  return type === 'bfloat16' ? 0x3f00 : 1;
}
