import { elementSize, type ForeignTensor } from '@rankwise/core';
import { addressOf, type Pointer } from '@rankwise/core/ffi';
import type { Host } from '../host/Host.js';

/** A tensor of a request that can be part of a batch: its place in the request is that in the list. */
export interface BatchTensor {
  readonly name: string;
  readonly type: ForeignTensor['type'];
  /** Dimensions of a sample. */
  readonly rest: readonly number[];
}

/**
 * One tensor of a batch: the ranks' own memory side by side in a window, where it fills pages, or else a copy. Both have
 * room for the largest batch that came.
 */
export class BatchMemory {
  readonly rowBytes: number;
  #rows = 0;
  #window: number | undefined;
  #copy: Uint8Array | undefined;

  constructor(
    readonly side: 'inputs' | 'outputs',
    readonly i: number,
    readonly tensor: BatchTensor,
  ) {
    this.rowBytes = elementSize(tensor.type) * tensor.rest.reduce((a, b) => a * b, 1);
  }

  /** Makes room. True where what was bound before lies elsewhere now. */
  grow(host: Host, rows: number): boolean {
    if (rows <= this.#rows) return false;
    const room = Math.max(rows, 2 * this.#rows);
    this.close(host);
    this.#rows = room;
    this.#window = host.openWindow(Math.max(1, this.#rows * this.rowBytes));
    return true;
  }

  /** Where the tensors of all requests in hand lie one after another; null: nowhere. */
  show(host: Host): Pointer | null {
    return this.#window === undefined ? null : host.showBatch(this.#window, this.side, this.i, this.rowBytes);
  }

  /** Memory to copy them to. */
  get copy(): Pointer {
    this.#copy ??= new Uint8Array(Math.max(1, this.#rows * this.rowBytes));
    return addressOf(this.#copy);
  }

  /** Fills the copy up to `size` samples with those that it has. */
  repeat(rows: number, size: number): void {
    const bytes = this.#copy;
    for (let filled = rows; bytes !== undefined && filled < size;) {
      const more = Math.min(filled, size - filled);
      bytes.copyWithin(filled * this.rowBytes, 0, more * this.rowBytes);
      filled += more;
    }
  }

  at(pointer: Pointer, rows: number): ForeignTensor {
    const { type, rest } = this.tensor;
    return { type, dims: [rows, ...rest], pointer, byteLength: rows * this.rowBytes };
  }

  close(host: Host): void {
    if (this.#window !== undefined) host.closeWindow(this.#window);
    this.#window = undefined;
    this.#copy = undefined;
    this.#rows = 0;
  }
}
