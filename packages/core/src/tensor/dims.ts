import { RankwiseError } from '../errors/index.js';

/** Number of elements of a shape: 1 for a scalar (no dimensions), 0 where a dimension is 0. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((count, dim) => count * dim, 1);
}

export function sameDims(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((dim, index) => dim === other[index]);
}

/** Throws `INVALID_ARGUMENT` unless every dimension is a whole number of at least 0. */
export function checkDims(dims: readonly number[]): void {
  const index = dims.findIndex((dim) => !Number.isSafeInteger(dim) || dim < 0);
  if (index >= 0) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `Dimension ${index + 1} of the shape ${formatShape(dims)} is not a whole number of at least 0. Correct the dims.`,
    );
  }
}

/** A shape as messages print it: `[batch, 5]`, `?` for a dimension without size and name. */
export function formatShape(shape: readonly (number | string | null)[]): string {
  return `[${shape.map((dim) => dim ?? '?').join(', ')}]`;
}
