/** Numbers that look random and are the same on every machine: integer arithmetic alone (Mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from `low` up to `high`, without `high`. */
  between(low: number, high: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return low + (high - low) * (((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32);
  }

  /** An integer from `low` to `high`. */
  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** `count` float32 numbers between `-limit` and `limit`. */
  array(count: number, limit: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.between(-limit, limit));
  }
}
