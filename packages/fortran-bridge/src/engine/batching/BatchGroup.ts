import { RankwiseError, type Binding, type Model } from '@rankwise/core';
import type { Pointer } from '@rankwise/core/ffi';
import { BatchMemory, type BatchTensor } from './BatchMemory.js';
import { BatchGain } from './BatchGain.js';
import type { Batching } from './BatchPolicy.js';
import { BatchSizes } from './BatchSizes.js';
import type { Host } from '../host/Host.js';

/** Bindings that are kept, each for a number of samples: on a device each has a copy of its inputs there. */
const KEPT = 8;

/** Requests that differ in their number of samples alone, and are run together where they wait at the same time. */
export class BatchGroup {
  /** By the number of samples, and which tensors are copied. */
  readonly #bindings = new Map<string, Binding>();
  readonly #tensors: readonly BatchMemory[];
  readonly #sizes: BatchSizes;
  readonly #gain: BatchGain;
  /** Numbers of samples that were run before: the device is prepared for them. */
  readonly #known = new Set<number>();
  #users = 0;
  /** Whether there are sizes to be prepared for. */
  #grown = false;
  /** Most samples for which there was memory whenever they were tried; never raised again. */
  #most: number;

  /** @param number by which the host knows the group */
  constructor(
    readonly number: number,
    readonly model: Model,
    readonly batching: Batching,
    inputs: readonly BatchTensor[],
    outputs: readonly BatchTensor[],
  ) {
    this.#most = batching.max;
    this.#sizes = new BatchSizes(batching.sizing);
    this.#gain = new BatchGain(batching.mode !== 'auto');
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
    if (this.#grown) this.#prepare(host, rows);
    const { joins } = this.#gain;
    const together = host.batch(joins ? this.#most : 0, joins && waits ? this.batching.delay : 0);
    // A request by itself is filled up only where all runs are to have the same size.
    const isLone = together === rows && (!joins || this.batching.sizing !== 'one');
    const size = isLone ? rows : this.#sizes.of(together, this.#most);
    const first = !this.#known.has(size);
    const began = performance.now();
    if (together === rows && size === rows) alone();
    else this.#runOrSplit(host, together, size, alone);
    this.#known.add(size);
    this.#gain.add(performance.now() - began, together, size > rows, first);
  }

  /** One run more of a rank is bound that may be joined with others. */
  enter(rank: number, rows: number): void {
    this.#users++;
    this.#sizes.enter(rank, rows);
    this.#grown = true;
  }

  /** It is no more: with the last one the memory goes, whether the group is still looked up or not. */
  leave(host: Host, rank: number, rows: number): void {
    this.#sizes.leave(rank, rows);
    if (--this.#users === 0) this.close(host);
  }

  /** Gives the memory back, until the group is run again. Safe to call twice. */
  close(host: Host): void {
    this.#drop(0);
    for (const tensor of this.#tensors) tensor.close(host);
  }

  /**
   * Lets the device prepare itself for the sizes to expect, with the request in hand, whose answer this is not. Ranks come
   * one by one, each with a first call, which takes longer anyway.
   */
  #prepare(host: Host, rows: number): void {
    this.#grown = false;
    for (const size of this.#sizes.expected(this.#most)) {
      if (this.#known.has(size)) continue;
      try {
        this.#gather(host, rows, size).binding.run();
        this.#known.add(size);
      } catch (error) {
        // The request tells what is wrong with it when it is run.
        this.#heedMemory(error, size);
        this.close(host);
        return;
      }
    }
  }

  #runOrSplit(host: Host, rows: number, size: number, alone: () => void): void {
    try {
      this.#runTogether(host, rows, size);
    } catch (error) {
      // One bad sample is not to fail the others' requests: each by itself, and tells what is wrong with it. Or there is no
      // memory for so many: the next batch begins with what it needs.
      this.#heedMemory(error, size);
      this.close(host);
      host.splitBatch();
      alone();
    }
  }

  #heedMemory(error: unknown, size: number): void {
    if (error instanceof RankwiseError && error.code === 'OUT_OF_MEMORY')
      this.#most = Math.min(this.#most, Math.ceil(size / 2));
  }

  #runTogether(host: Host, rows: number, size: number): void {
    const { binding, copied } = this.#gather(host, rows, size);
    binding.run();
    for (const { side, i, copy, rowBytes } of copied) {
      if (side === 'outputs') host.copyOutOfBatch(i, copy, rowBytes);
    }
  }

  /**
   * Lays the samples in hand one after another, filled up to `size` with the same ones: these raise no error that they do
   * not raise anyway.
   * @returns what to run, and the tensors that it reads and writes as copies
   */
  #gather(host: Host, rows: number, size: number): { binding: Binding; copied: readonly BatchMemory[] } {
    const grown = this.#tensors.map((tensor) => tensor.grow(host, size));
    if (grown.includes(true)) this.#drop(0);
    const shown = this.#tensors.map((tensor) => (size > rows ? null : tensor.show(host)));
    const binding = this.#bindingFor(size, shown);
    const copied = this.#tensors.filter((_, at) => shown[at] === null);
    for (const tensor of copied) {
      if (tensor.side === 'outputs') continue;
      host.copyIntoBatch(tensor.i, tensor.copy, tensor.rowBytes);
      tensor.repeat(rows, size);
    }
    return { binding, copied };
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
