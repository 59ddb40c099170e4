import type { Linear } from './layers.js';

/** Keeps the weights small where features tell the same. */
const RIDGE = 1e-4;

/**
 * The linear layer that comes nearest to the targets, in least squares.
 * @param features one row a sample, all of one length
 * @param targets the values that should come out of each
 */
export function fitLinear(
  features: readonly Float64Array[],
  targets: readonly (readonly number[])[],
): Linear {
  // The bias is the weight of a further feature that is always 1.
  const rows = features.map((row) => [...row, 1]);
  const width = rows[0]?.length ?? 0;
  const sums = (entry: (row: readonly number[], sample: number) => number) =>
    rows.reduce((total, row, sample) => total + entry(row, sample), 0);
  const at = (row: readonly number[], i: number) => row[i] as number;

  const system = Array.from({ length: width }, (_, i) => [
    ...Array.from(
      { length: width },
      (_, j) => sums((row) => at(row, i) * at(row, j)) + (i === j ? RIDGE * rows.length : 0),
    ),
    ...(targets[0] ?? []).map((_, target) =>
      sums((row, sample) => at(row, i) * (targets[sample]?.[target] ?? 0)),
    ),
  ]);
  const solution = eliminate(system);
  const outputs = targets[0]?.length ?? 0;
  return {
    weights: Float32Array.from({ length: outputs * (width - 1) }, (_, i) =>
      at(solution[i % (width - 1)] ?? [], Math.floor(i / (width - 1))),
    ),
    bias: Float32Array.from({ length: outputs }, (_, target) => at(solution[width - 1] ?? [], target)),
  };
}

/** Solves [A | B] for A⁻¹B by Gauss and Jordan; A is symmetric and positive definite, so no pivot is 0. */
function eliminate(system: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let rows = system.map((row) => [...row]);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const divisor = rows[pivot]?.[pivot] ?? 1;
    const chosen = (rows[pivot] ?? []).map((value) => value / divisor);
    rows = rows.map((row, i) => {
      if (i === pivot) return chosen;
      const factor = row[pivot] as number;
      return row.map((value, j) => value - factor * (chosen[j] as number));
    });
  }
  return rows.map((row) => row.slice(rows.length));
}
