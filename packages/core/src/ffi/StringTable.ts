import { addressOf, cString } from './memory.js';
import type { Pointer } from './Signature.js';

/** Texts as C takes a list of them: `pointers` is a `const char* const*`, valid as long as this object is. */
export class StringTable {
  readonly pointers: BigUint64Array;
  readonly #texts: readonly Buffer[];

  constructor(texts: readonly string[]) {
    this.#texts = texts.map(cString);
    this.pointers = new BigUint64Array(this.#texts.map(addressOf));
  }

  /** Number of texts. */
  get length(): number {
    return this.#texts.length;
  }

  /** Address of one text. */
  at(index: number): Pointer {
    return this.pointers[index] ?? 0n;
  }
}
