/**
 * How many samples batches have. A device prepares itself for each number of samples: pipelines on WebGPU, engines of
 * TensorRT, plans of cuDNN.
 *
 * - `exact`: as many as are joined
 * - `steps`: the next power of two
 * - `one`: the same always, for runs of one request too: the power of two that holds a request of each rank. cuDNN's plans
 *   are this way, of which ONNX Runtime keeps the last one of each convolution, so that every other size costs a new plan.
 */
export type BatchSizing = 'exact' | 'steps' | 'one';

/** The sizes of a group's batches. Only real samples are answered; what fills a batch up repeats them. */
export class BatchSizes {
  /** Samples of the members, by rank: as many as one of its requests has at most. */
  readonly #members = new Map<number, number[]>();
  /** The one size. */
  #one = 1;

  constructor(readonly sizing: BatchSizing) {}

  /** A rank may ask for so many samples from now on. */
  enter(rank: number, rows: number): void {
    const requests = this.#members.get(rank) ?? [];
    requests.push(rows);
    this.#members.set(rank, requests);
    this.#one = powerOfTwo(this.#reachable);
  }

  /** Takes back `enter`. */
  leave(rank: number, rows: number): void {
    const requests = this.#members.get(rank) ?? [];
    requests.splice(requests.indexOf(rows), 1);
    if (requests.length === 0) this.#members.delete(rank);
    this.#one = powerOfTwo(this.#reachable);
  }

  /** The size in which so many samples are run; `most`: where there is no room for more. */
  of(rows: number, most: number): number {
    if (this.sizing === 'exact' || this.#isAlone(rows)) return rows;
    if (this.sizing === 'one') this.#one = Math.max(this.#one, powerOfTwo(rows));
    return Math.max(rows, Math.min(most, this.sizing === 'one' ? this.#one : powerOfTwo(rows)));
  }

  /** The sizes to expect, with one request of each rank in a batch at most; ascending. */
  expected(most: number): readonly number[] {
    if (this.sizing === 'exact' || this.#members.size < 2) return [];
    const last = this.of(Math.min(most, this.#reachable), most);
    if (this.sizing === 'one') return [last];
    const sizes: number[] = [];
    const least = Math.min(...[...this.#members.values()].flat());
    for (let size = powerOfTwo(2 * least); size < last; size *= 2) sizes.push(size);
    return [...sizes, last];
  }

  /** Whether these are the samples of the only member: nobody comes with other sizes. */
  #isAlone(rows: number): boolean {
    const [first, second] = [...this.#members.values()];
    return second === undefined && first?.length === 1 && first[0] === rows;
  }

  /** Samples of one request of each rank. */
  get #reachable(): number {
    return [...this.#members.values()].reduce((sum, requests) => sum + Math.max(...requests), 0);
  }
}

/** The next power of two. */
function powerOfTwo(rows: number): number {
  let size = 1;
  while (size < rows) size *= 2;
  return size;
}
