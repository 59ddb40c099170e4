import { RankwiseError, type Model } from '@rankwise/core';
import { expect, test } from 'vitest';
import { Batches } from '../../../src/engine/batching/Batches.js';
import { BoundRun } from '../../../src/engine/BoundRun.js';
import type { Host } from '../../../src/engine/host/Host.js';

const info = [{ name: 'x', optional: false }];

/** A model whose runs do nothing, and of which it is counted how many bindings are open. */
class Idle {
  bindings = 0;
  /** More samples than this have no room. */
  room = Infinity;
  readonly inputs = info;
  readonly outputs = info;

  bind(tensors: { inputs: Record<string, { dims: number[] }> }) {
    this.bindings++;
    const rows = tensors.inputs['x']?.dims[0] ?? 0;
    return {
      run: () => {
        if (rows > this.room) throw new RankwiseError('OUT_OF_MEMORY', 'Failed to allocate memory');
      },
      close: () => this.bindings--,
    };
  }
}

/** A host whose requests are joined with another of two samples each time. */
class Joining {
  readonly model = 1;
  readonly connection = 0;
  readonly windows = new Set<number>();
  inputs: unknown[] = [];
  outputs: unknown[] = [];
  #last = 0;

  ask(columns: number) {
    const tensor = { type: 'float32', dims: [2, columns], pointer: 0n, byteLength: 8 * columns };
    this.inputs = [{ position: 0, tensor, carried: false }];
    this.outputs = [{ position: 0, tensor, feeds: -1, kept: false }];
  }
  batch: (most: number) => number = () => 4;
  splitBatch = () => undefined;
  showBatch = () => null;
  copyIntoBatch = () => undefined;
  copyOutOfBatch = () => undefined;
  openWindow() {
    this.windows.add(++this.#last);
    return this.#last;
  }
  closeWindow(window: number) {
    this.windows.delete(window);
  }
}

test('what groups keep is given back with their last run, however many there were', () => {
  const [idle, joining] = [new Idle(), new Joining()];
  const model = idle as unknown as Model;
  const host = joining as unknown as Host;
  const batches = new Batches();
  const bind = (columns: number) => {
    joining.ask(columns);
    const policy = { mode: 'on', max: 100, delay: 0, pad: true, sizing: 'exact' } as const;
    return new BoundRun(host, model, undefined, batches.find(host, model, policy));
  };
  const runs = Array.from({ length: 40 }, (_, i) => bind(i + 1));
  const again = bind(40);
  for (const run of runs) run.run(host);
  for (const run of runs) run.close(host);
  expect(joining.windows.size).toBe(2); // those of the group that `again` is in
  again.close(host);
  expect(joining.windows.size).toBe(0);
  expect(idle.bindings).toBe(0);
});

test('a batch for which there is no memory is not tried again', () => {
  const [small, busy] = [new Idle(), new Joining()];
  const model = small as unknown as Model;
  const host = busy as unknown as Host;
  const batches = new Batches();
  const asked: number[] = [];
  small.room = 4;
  busy.ask(3);
  busy.batch = (most) => {
    asked.push(most);
    return most; // as much waits as is asked for
  };
  const policy = { mode: 'on', max: 30, delay: 0, pad: true, sizing: 'exact' } as const;
  const run = new BoundRun(host, model, undefined, batches.find(host, model, policy));
  for (let i = 0; i < 6; i++) run.run(host);
  expect(asked).toEqual([30, 15, 8, 4, 4, 4]);
  run.close(host);
});
