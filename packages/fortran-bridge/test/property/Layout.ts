import type { Random } from './Random.js';

/** One dimension of an array within the larger array that it is a section of. */
export interface Dimension {
  /** Which dimension of the tensor it is. */
  readonly of: number;
  /** Elements of the larger array, and those of the section: the first, from 0; how many; the step between them. */
  readonly extent: number;
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

/** Where the elements of a tensor lie in memory. */
export interface Layout {
  /** The fastest in memory first. */
  readonly dimensions: readonly Dimension[];
  /** Bytes from one element of the larger array to the next. */
  readonly pitch: number;
  /** Of the first element, from the begin of the larger array. */
  readonly offset: number;
  /** By dimension of the tensor. */
  readonly strides: readonly number[];
  /** Of the larger array. */
  readonly bytes: number;
}

/** What a language can have of layouts. */
export interface LayoutOptions {
  /** Dimensions of the tensor, the fastest in memory first. */
  readonly order: readonly number[];
  /** Bytes from one element to the next, and where it begins among them. */
  readonly pitch: number;
  readonly shift: number;
  /** Dimensions that are taken whole, from the fastest on: the two parts of a complex number. */
  readonly whole: number;
  /** All elements of a dimension may be the same one. */
  readonly broadcast: boolean;
}

/** Bytes from which on an array has no gaps between its elements. */
const most = 1 << 12;

/** Draws a section of a larger array that has the shape of the tensor. */
export function drawLayout(random: Random, shape: readonly number[], options: LayoutOptions): Layout {
  const { order, pitch, shift, whole, broadcast } = options;
  const dense = random.once(4);
  const steps = [1, 1, 1, 2, 3, -1, -1, -2, ...(broadcast ? [0] : [])];
  const strides: number[] = [];
  let [bytes, offset] = [pitch, shift];
  const dimensions = order.map((of, i) => {
    const count = shape[of] as number;
    const rest = order.slice(i).reduce((product, d) => product * Math.max(shape[d] as number, 1), bytes);
    const tight = dense || i < whole || rest > most;
    const step = tight ? 1 : random.pick(steps);
    const before = tight ? 0 : random.below(3);
    const span = count === 0 ? 0 : (count - 1) * Math.abs(step) + 1;
    const first = step < 0 ? before + Math.max(span - 1, 0) : before;
    const extent = before + span + (tight ? 0 : random.below(3));
    strides[of] = step * bytes;
    offset += first * bytes;
    bytes *= extent;
    return { of, extent, first, count, step };
  });
  if (shape.includes(0)) offset = 0;
  return { dimensions, pitch, offset, strides, bytes };
}

/** Whether the elements lie one after another, the last dimension fastest. */
export function isDense(layout: Layout, shape: readonly number[], size: number): boolean {
  return shape.every((count, d) => {
    const after = shape.slice(d + 1).reduce((product, next) => product * next, size);
    return count === 1 || layout.strides[d] === after;
  });
}

/** Offsets of the elements from the begin of the larger array, in the order of the tensor. */
export function* offsets(
  layout: Layout,
  shape: readonly number[],
  d = 0,
  at = layout.offset,
): Generator<number> {
  if (d === shape.length) yield at;
  else
    for (let i = 0; i < (shape[d] as number); i++)
      yield* offsets(layout, shape, d + 1, at + i * (layout.strides[d] as number));
}
