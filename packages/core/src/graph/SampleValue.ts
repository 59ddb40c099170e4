/**
 * What a value of a graph is, where the leading axis of the inputs counts samples: a constant; an array of samples,
 * whose leading axis counts them too; or numbers that tell sizes, of which some may be the number of samples.
 */
export type SampleValue = ConstantValue | Samples | Sizes;

export interface ConstantValue {
  readonly kind: 'constant';
  /** Undefined where it is not known. */
  readonly dims: readonly number[] | undefined;
  /** Undefined where they are many, or computed. */
  readonly values: readonly number[] | undefined;
}

export interface Samples {
  readonly kind: 'samples';
  /** Of one sample; null for a size that is not known. */
  readonly rest: readonly (number | null)[];
}

export interface Sizes {
  readonly kind: 'sizes';
  readonly sizes: readonly (number | 'samples' | null)[];
  readonly scalar: boolean;
}

/** Why samples are not independent. */
export class Obstacle extends Error {}

export function samples(rest: readonly (number | null)[]): Samples {
  return { kind: 'samples', rest };
}

/** Samples of which only the rank, samples' axis included, is known. */
export function samplesOfRank(rank: number): Samples {
  return samples(Array<null>(rank - 1).fill(null));
}

export function rankOf(value: Samples): number {
  return value.rest.length + 1;
}
