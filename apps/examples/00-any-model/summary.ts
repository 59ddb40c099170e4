import { formatShape, type Tensor } from '@rankwise/core';
import { elementOf } from './elements.js';
import { formatNumber } from './formatNumber.js';

/** Type and shape of a tensor: `float32 [1, 5]`. */
export function typeOf({ type, dims }: Tensor): string {
  return `${type} ${formatShape(dims)}`;
}

/** A tensor in one line: `float32 [1, 5] min -1 max 1 mean 0 first 0 0.5 1`. */
export function summaryOf(tensor: Tensor): string {
  const type = typeOf(tensor);
  const count = tensor.data.length;
  if (count === 0) return `${type} empty`;
  let lowest = elementOf(tensor, 0);
  let highest = lowest;
  let total = 0;
  for (let k = 0; k < count; k++) {
    const value = elementOf(tensor, k);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    total += value;
  }
  const first = Array.from({ length: Math.min(5, count) }, (_, k) => formatNumber(elementOf(tensor, k)));
  const [low, high, mean] = [lowest, highest, total / count].map(formatNumber);
  return `${type} min ${low ?? ''} max ${high ?? ''} mean ${mean ?? ''} first ${first.join(' ')}`;
}
