import { RankwiseError, type Binding, type Model } from '@rankwise/core';
import type { Pointer } from '@rankwise/core/ffi';
import { BatchMemory, type BatchTensor } from './BatchMemory.js';
import type { BatchPolicy } from './BatchPolicy.js';
import type { Host } from '../host/Host.js';

/** Bindings that are kept, each for a number of samples: on a device each has a copy of its inputs there. */
const KEPT = 8;

/** Requests that differ in their number of samples alone, and are run together where they wait at the same time. */
export class BatchGroup {
  /** By the number of samples, and which tensors are copied. */
  readonly #bindings = new Map<string, Binding>();
  readonly #tensors: readonly BatchMemory[];
  #users = 0;
  /** Most samples for which there was memory whenever they were tried; never raised again. */
  #most: number;

  /** @param number by which the host knows the group */
  constructor(
    readonly number: number,
    readonly model: Model,
    readonly policy: BatchPolicy,
    inputs: readonly BatchTensor[],
    outputs: readonly BatchTensor[],
  ) {
    this.#most = policy.max;
    this.#tensors = [
      ...inputs.map((tensor, i) => new BatchMemory('inputs', i, tensor)),
      ...outputs.map((tensor, i) => new BatchMemory('outputs', i, tensor)),
    ];
  }

  /**
   * Runs the request in hand with those that wait beside it.
   * @param rows samples of the request in hand
   * @param waits whether it waits for others as long as the policy says
   * @param alone runs it by itself
   */
  run(host: Host, rows: number, waits: boolean, alone: () => void): void {
    const together = host.batch(this.#most, waits ? this.policy.delay : 0);
    if (together === rows) {
      alone();
      return;
    }
    try {
      this.#runTogether(host, together);
    } catch (error) {
      // One bad sample is not to fail the others' requests: each by itself, and tells what is wrong with it. Or there is no
      // memory for so many: the next batch begins with what it needs.
      if (error instanceof RankwiseError && error.code === 'OUT_OF_MEMORY')
        this.#most = Math.ceil(together / 2);
      this.close(host);
      host.splitBatch();
      alone();
    }
  }

  /** One run more is bound that may be joined with others. */
  enter(): void {
    this.#users++;
  }

  /** It is no more: with the last one the memory goes, whether the group is still looked up or not. */
  leave(host: Host): void {
    if (--this.#users === 0) this.close(host);
  }

  /** Gives the memory back, until the group is run again. Safe to call twice. */
  close(host: Host): void {
    this.#drop(0);
    for (const tensor of this.#tensors) tensor.close(host);
  }

  #runTogether(host: Host, rows: number): void {
    const grown = this.#tensors.map((tensor) => tensor.grow(host, rows));
    if (grown.includes(true)) this.#drop(0);
    const shown = this.#tensors.map((tensor) => tensor.show(host));
    const binding = this.#bindingFor(rows, shown);
    const copied = this.#tensors.filter((_, at) => shown[at] === null);
    for (const { side, i, copy, rowBytes } of copied) {
      if (side === 'inputs') host.copyIntoBatch(i, copy, rowBytes);
    }
    binding.run();
    for (const { side, i, copy, rowBytes } of copied) {
      if (side === 'outputs') host.copyOutOfBatch(i, copy, rowBytes);
    }
  }

  #bindingFor(rows: number, shown: readonly (Pointer | null)[]): Binding {
    const key = `${rows}:${shown.map((one) => (one === null ? 'c' : 's')).join('')}`;
    const known = this.#bindings.get(key);
    if (known !== undefined) return known;
    this.#drop(KEPT - 1);
    const side = (which: BatchMemory['side']) =>
      Object.fromEntries(
        this.#tensors.flatMap((tensor, at) =>
          tensor.side === which ? [[tensor.tensor.name, tensor.at(shown[at] ?? tensor.copy, rows)]] : [],
        ),
      );
    const binding = this.model.bind({ inputs: side('inputs'), outputs: side('outputs') });
    this.#bindings.set(key, binding);
    return binding;
  }

  /** Closes all but the `kept` bindings that were made last. */
  #drop(kept: number): void {
    for (const [key, binding] of this.#bindings) {
      if (this.#bindings.size <= kept) return;
      binding.close();
      this.#bindings.delete(key);
    }
  }
}
