import { sampleElements } from '../graph/index.js';
import { elementSize, type ForeignTensor, type Tensor } from '../tensor/index.js';
import { asForeign } from './OrtTensor.js';
import type { ModelSource } from './ModelSource.js';

/**
 * What an operator reads and writes for a block should stay in a core's own cache and its share of the common one: with these
 * bytes networks of all widths came within some percent of their best.
 */
const BLOCK_BYTES = 2.5 * 2 ** 20;
/** More samples do not help. */
const MOST = 512;
/**
 * Blocks are a multiple of this: then no block but the last ends within a vector of the processor, whose elements are
 * computed otherwise, and the last ends as the whole batch does. So the numbers are the same, to the last bit.
 */
const STEP = 64;

/**
 * Samples of which a run on the CPU should have no more; undefined where it makes no difference, or samples depend on each
 * other. What ONNX Runtime computes leaves the cache in a large batch: it then takes up to twice as long for a sample.
 * @param bytes of an element
 */
export function blockRows(source: ModelSource, bytes: number, threads: number): number | undefined {
  const elements = sampleElements(source.content);
  if (elements === undefined || elements === 0) return undefined;
  const rows = Math.floor(Math.min(MOST, BLOCK_BYTES / (elements * bytes)) / STEP) * STEP;
  return rows === 0 ? undefined : rows * threads; // each thread has a part of the block
}

/** Where blocks of about the same size begin and end: of `most` samples, the last of up to `STEP` more, since few take other kernels. */
export function blocksOf(rows: number, most: number): readonly (readonly [from: number, to: number])[] {
  const count = Math.ceil(rows / most);
  const size = Math.ceil(rows / count / STEP) * STEP;
  const blocks = Math.max(1, Math.floor((rows + size - STEP) / size));
  return Array.from({ length: blocks }, (_, i) => [i * size, i === blocks - 1 ? rows : (i + 1) * size]);
}

/** Whether any of some tensors shares memory with any of others. */
export function overlaps(
  some: readonly (Tensor | ForeignTensor | null)[],
  others: readonly (Tensor | ForeignTensor | null)[],
): boolean {
  const ranges = (tensors: typeof some) =>
    tensors
      .filter((tensor) => tensor !== null)
      .map(asForeign)
      .map(({ pointer, byteLength }) => [pointer, pointer + BigInt(byteLength)] as const);
  const theirs = ranges(others);
  return ranges(some).some(([begin, end]) => theirs.some(([from, to]) => begin < to && from < end));
}

/** The samples from one to another of a tensor, in the same memory. */
export function rowsOf(tensor: Tensor | ForeignTensor, from: number, to: number): ForeignTensor {
  const { type, dims, pointer } = asForeign(tensor);
  const rest = dims.slice(1);
  const rowBytes = rest.reduce((product, size) => product * size, elementSize(type));
  return {
    type,
    dims: [to - from, ...rest],
    pointer: pointer + BigInt(from * rowBytes),
    byteLength: (to - from) * rowBytes,
  };
}
