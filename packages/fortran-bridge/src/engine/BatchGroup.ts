import { elementSize, type Binding, type ForeignTensor, type Model } from '@rankwise/core';
import { addressOf, type Pointer } from '@rankwise/core/ffi';
import type { BatchPolicy } from './BatchPolicy.js';
import type { Host } from './Host.js';

/** A tensor of a request that can be part of a batch: its place in the request is that in the list. */
export interface BatchTensor {
  readonly name: string;
  readonly type: ForeignTensor['type'];
  /** Dimensions of a sample. */
  readonly rest: readonly number[];
}

/** The tensors of one side, in memory for a batch that grows with the largest. */
class BatchMemory {
  readonly #rowBytes: readonly number[];
  #memory: readonly Uint8Array[] = [];
  #rows = 0;

  constructor(readonly tensors: readonly BatchTensor[]) {
    this.#rowBytes = tensors.map(({ type, rest }) => elementSize(type) * rest.reduce((a, b) => a * b, 1));
  }

  /** Whether there is memory for so many samples now only, where it was elsewhere before. */
  grow(rows: number): boolean {
    if (rows <= this.#rows) return false;
    this.#rows = Math.max(rows, 2 * this.#rows);
    this.#memory = this.#rowBytes.map((bytes) => new Uint8Array(Math.max(1, bytes * this.#rows)));
    return true;
  }

  pointer(i: number): Pointer {
    return addressOf(this.#memory[i] as Uint8Array);
  }

  named(rows: number): Record<string, ForeignTensor> {
    return Object.fromEntries(
      this.tensors.map(({ name, type, rest }, i) => {
        const byteLength = (this.#rowBytes[i] ?? 0) * rows;
        return [name, { type, dims: [rows, ...rest], pointer: this.pointer(i), byteLength }];
      }),
    );
  }
}

/** Bindings that are kept, each for a number of samples. */
const KEPT = 32;

/** Requests that differ in their number of samples alone, and are run together where they wait at the same time. */
export class BatchGroup {
  readonly #bindings = new Map<number, Binding>();
  readonly #inputs: BatchMemory;
  readonly #outputs: BatchMemory;

  /** @param number by which the host knows the group */
  constructor(
    readonly number: number,
    readonly model: Model,
    readonly policy: BatchPolicy,
    inputs: readonly BatchTensor[],
    outputs: readonly BatchTensor[],
  ) {
    this.#inputs = new BatchMemory(inputs);
    this.#outputs = new BatchMemory(outputs);
  }

  /**
   * Runs the request in hand with those that wait beside it.
   * @param rows samples of the request in hand
   * @param waits whether it waits for others as long as the policy says
   * @param alone runs it by itself
   */
  run(host: Host, rows: number, waits: boolean, alone: () => void): void {
    const together = host.batch(this.policy.max, waits ? this.policy.delay : 0);
    if (together === rows) {
      alone();
      return;
    }
    try {
      this.#runTogether(host, together);
    } catch {
      // One bad sample is not to fail the others' requests: each by itself, and tells what is wrong with it.
      host.splitBatch();
      alone();
    }
  }

  #runTogether(host: Host, rows: number): void {
    const binding = this.#bindingFor(rows);
    this.#inputs.tensors.forEach((_, i) => {
      host.copyIntoBatch(i, this.#inputs.pointer(i));
    });
    binding.run();
    this.#outputs.tensors.forEach((_, i) => {
      host.copyOutOfBatch(i, this.#outputs.pointer(i));
    });
  }

  #bindingFor(rows: number): Binding {
    const grown = [this.#inputs.grow(rows), this.#outputs.grow(rows)];
    if (grown.includes(true)) this.#drop(0);
    const known = this.#bindings.get(rows);
    if (known !== undefined) return known;
    this.#drop(KEPT - 1);
    const binding = this.model.bind({ inputs: this.#inputs.named(rows), outputs: this.#outputs.named(rows) });
    this.#bindings.set(rows, binding);
    return binding;
  }

  /** Closes all but the `kept` bindings that were made last. */
  #drop(kept: number): void {
    for (const [rows, binding] of this.#bindings) {
      if (this.#bindings.size <= kept) return;
      binding.close();
      this.#bindings.delete(rows);
    }
  }
}
