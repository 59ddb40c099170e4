import { Model, Tensor, type ForeignTensor } from '@rankwise/core';
import { addressOf, copyBytes, type Pointer } from '@rankwise/core/ffi';
import { afterEach, expect, test, vi } from 'vitest';
import { mlp } from '../../../../core/test/models/mlp.js';
import { onnxModel } from '../../../../core/test/models/onnxModel.js';
import { Batches } from '../../../src/engine/batching/Batches.js';
import type { Batching } from '../../../src/engine/batching/BatchPolicy.js';
import type { BatchSizing } from '../../../src/engine/batching/BatchSizes.js';
import { BoundRun } from '../../../src/engine/BoundRun.js';
import type { Host } from '../../../src/engine/host/Host.js';

interface Request {
  readonly rank: number;
  readonly x: Tensor;
  readonly y: Tensor;
}

/** A host in whose hand is the first of some requests, which may be joined with the others. */
class Queue {
  readonly model = 1;
  #hand: readonly Request[] = [];
  /** How many were run together, each time. */
  readonly joined: number[] = [];
  #taken = 1;

  ask(...requests: Request[]) {
    this.#hand = requests;
    this.#taken = 1;
  }
  get connection() {
    return this.#hand[0]?.rank ?? 0;
  }
  get inputs() {
    return [{ position: 0, tensor: foreign(this.#hand[0]?.x), carried: false }];
  }
  get outputs() {
    return [{ position: 0, tensor: foreign(this.#hand[0]?.y), feeds: -1, kept: false }];
  }
  batch(most: number): number {
    const rows = this.#hand.map(({ x }) => x.dims[0] ?? 0);
    let sum = rows[0] ?? 0;
    while (this.#taken < rows.length && sum + (rows[this.#taken] ?? 0) <= most)
      sum += rows[this.#taken++] ?? 0;
    this.joined.push(this.#taken);
    return sum;
  }
  splitBatch() {
    this.#taken = 1;
  }
  copyIntoBatch(_i: number, memory: Pointer) {
    this.#copy(({ x }, at) => {
      copyBytes(memory + BigInt(at), addressOf(x.data), x.data.byteLength);
      return x.data.byteLength;
    });
  }
  copyOutOfBatch(_i: number, memory: Pointer) {
    this.#copy(({ y }, at) => {
      copyBytes(addressOf(y.data), memory + BigInt(at), y.data.byteLength);
      return y.data.byteLength;
    });
  }
  openWindow = () => undefined;
  closeWindow = () => undefined;

  #copy(one: (request: Request, at: number) => number) {
    let at = 0;
    for (const request of this.#hand.slice(0, this.#taken)) at += one(request, at);
  }
}

function foreign(tensor: Tensor | undefined): ForeignTensor | null {
  if (tensor === undefined) return null;
  const { type, dims, data } = tensor;
  return { type, dims, pointer: addressOf(data), byteLength: data.byteLength };
}

function batching(mode: 'auto' | 'on', sizing: BatchSizing): Batching {
  return { mode, max: 65536, delay: 0, pad: true, sizing };
}

/** Requests of ranks, each bound and run by itself once. */
function open(queue: Queue, model: Model, how: Batching, requests: readonly Request[]) {
  const host = queue as unknown as Host;
  const batches = new Batches();
  const runs = requests.map((request) => {
    queue.ask(request);
    return new BoundRun(host, model, undefined, batches.find(host, model, how));
  });
  for (const [i, request] of requests.entries()) {
    queue.ask(request);
    runs[i]?.run(host);
  }
  queue.joined.length = 0;
  return {
    run(...together: number[]) {
      queue.ask(...together.map((i) => requests[i] as Request));
      runs[together[0] ?? 0]?.run(host);
    },
    close() {
      for (const run of runs) run.close(host);
    },
  };
}

test.each(['exact', 'steps', 'one'] as const)(
  'filled up or not (%s), numbers are the same',
  async (sizing) => {
    await using model = await Model.load(mlp(4));
    const requests = [1, 3, 2, 5, 1].map((rows, rank) => {
      const data = Float32Array.from({ length: 64 * rows }, (_, i) => Math.sin(1 + 0.37 * i + rank));
      return { rank, x: Tensor.from('float32', [rows, 64], data), y: Tensor.allocate('float32', [rows, 64]) };
    });
    const expected = requests.map(({ x }) => model.run({ input: x }).output?.data);
    const queue = new Queue();
    const opened = open(queue, model, batching('on', sizing), requests);
    for (const together of [[0], [0, 1], [4, 3, 2], [0, 1, 2, 3, 4], [1, 0, 4], [2]]) {
      for (const i of together) requests[i]?.y.data.fill(NaN);
      opened.run(...together);
      for (const i of together) expect(requests[i]?.y.data).toEqual(expected[i]);
    }
    expect(queue.joined).toEqual([1, 2, 3, 5, 3, 1]);
    opened.close();
  },
);

test('what fills a batch up is real samples: zeros would end the process here', async () => {
  const INT32 = 6;
  const value = (name: string) => ({ name, type: INT32, shape: ['batch', 1] });
  const bytes = onnxModel({
    inputs: [value('x')],
    outputs: [value('y')],
    nodes: [{ op: 'Div', inputs: ['sixty', 'x'], outputs: ['y'] }],
    weights: [{ name: 'sixty', type: INT32, dims: [1, 1], data: Int32Array.of(60) }],
  });
  await using model = await Model.load(bytes);
  const requests = [2, 3, 5].map((x, rank) => ({
    rank,
    x: Tensor.from('int32', [1, 1], [x]),
    y: Tensor.allocate('int32', [1, 1]),
  }));
  for (const sizing of ['steps', 'one'] as const) {
    const opened = open(new Queue(), model, batching('on', sizing), requests);
    opened.run(0, 1, 2);
    expect(requests.map(({ y }) => y.data[0])).toEqual([30, 20, 12]);
    opened.close();
  }
});

/** A model on a device that runs any number of samples in a millisecond, and takes 100 to prepare itself. */
class Preparing {
  readonly inputs = [{ name: 'x', optional: false }];
  readonly outputs = [{ name: 'x', optional: false }];
  readonly #known = new Set<number>();
  #last = 0;

  /** @param remembers every number of samples, or the last alone */
  constructor(readonly remembers: boolean) {}

  bind({ inputs }: { inputs: Record<string, { dims: number[] }> }) {
    const rows = inputs['x']?.dims[0] ?? 0;
    return {
      run: () => {
        const known = this.remembers ? this.#known.has(rows) : this.#last === rows;
        this.#known.add(rows);
        this.#last = rows;
        vi.advanceTimersByTime(known ? 1 : 100);
      },
      close: () => undefined,
    };
  }
}

/** Milliseconds that 8 ranks with one sample take for 4000 requests, which come as 1 to 8 at once; and how long the first 8 took. */
function serve(model: Preparing, how: Batching): { first: number; rest: number; longest: number } {
  vi.useFakeTimers({ toFake: ['performance'] });
  const tensor = () => Tensor.allocate('float32', [1, 1]);
  const requests = Array.from({ length: 8 }, (_, rank) => ({ rank, x: tensor(), y: tensor() }));
  const queue = new Queue();
  const began = performance.now();
  const opened = open(queue, model as unknown as Model, how, requests);
  const start = performance.now();
  let longest = 0;
  for (let served = 0, step = 0; served < 4000; step++) {
    const before = performance.now();
    const count = 1 + ((step * 5) % 8);
    opened.run(...Array.from({ length: count }, (_, i) => i));
    served += queue.joined.at(-1) ?? 0;
    longest = Math.max(longest, performance.now() - before);
  }
  opened.close();
  return { first: start - began, rest: performance.now() - start, longest };
}

afterEach(() => {
  vi.useRealTimers();
});

test('sizes are prepared during the first calls', () => {
  const { rest, longest } = serve(new Preparing(true), batching('on', 'steps'));
  expect(longest).toBe(1);
  expect(rest).toBeLessThan(1000);
  // As it was: each number of samples is prepared when it comes.
  expect(serve(new Preparing(true), batching('on', 'exact')).longest).toBe(100);
});

test('one size, where a device remembers no other', () => {
  const { rest, longest } = serve(new Preparing(false), batching('on', 'one'));
  expect(longest).toBe(1);
  expect(rest).toBeLessThan(1000);
});

test('where batches cost more than they save, requests are run one by one', () => {
  const wrong = serve(new Preparing(false), batching('on', 'steps'));
  const measured = serve(new Preparing(false), batching('auto', 'steps'));
  expect(wrong.rest).toBeGreaterThan(50_000);
  expect(measured.rest).toBeLessThan(1.3 * 4000);
});

test('where they pay, they are made without being asked for', () => {
  expect(serve(new Preparing(true), batching('auto', 'steps')).rest).toBeLessThan(1000);
  expect(serve(new Preparing(false), batching('auto', 'one')).rest).toBeLessThan(1500);
});
