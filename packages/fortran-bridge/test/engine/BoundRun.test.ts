import { Model, Tensor, type ForeignTensor } from '@rankwise/core';
import { addressOf } from '@rankwise/core/ffi';
import { expect, test } from 'vitest';
import { lookup } from '../../../core/test/models/lookup.js';
import type { BatchMembership } from '../../src/engine/batching/Batches.js';
import { BoundRun } from '../../src/engine/BoundRun.js';
import type { Host } from '../../src/engine/host/Host.js';

function foreign({ type, dims, data }: Tensor): ForeignTensor {
  return { type, dims, pointer: addressOf(data), byteLength: data.byteLength };
}

test('a run that fails by itself stays out of batches for a while', async () => {
  await using model = await Model.load(lookup());
  const place = Tensor.from('int64', [1], [0n]);
  const row = Tensor.allocate('float32', [1, 2]);
  const groups: number[] = [];
  let joined = 0;
  const host = {
    model: 1,
    connection: 0,
    inputs: [{ position: 0, tensor: foreign(place), carried: false }],
    outputs: [{ position: 0, tensor: foreign(row), feeds: -1, kept: false }],
    group: (group: number) => groups.push(group),
  } as unknown as Host;
  const group = {
    number: 7,
    enter: () => undefined,
    leave: () => undefined,
    run: (_host: Host, _rows: number, _waits: boolean, alone: () => void) => {
      joined++;
      alone();
    },
  };
  const run = new BoundRun(host, model, undefined, { group, rows: 1 } as unknown as BatchMembership);
  run.run(host);
  expect({ joined, groups }).toEqual({ joined: 1, groups: [] });
  place.data[0] = 99n;
  for (let i = 0; i < 5; i++) {
    expect(() => {
      run.run(host);
    }).toThrow();
  }
  expect({ joined, groups: new Set(groups) }).toEqual({ joined: 2, groups: new Set([0]) });
  place.data[0] = 2n;
  for (let i = 0; i < 64; i++) run.run(host);
  expect({ joined, group: groups.at(-1) }).toEqual({ joined: 2, group: 7 });
  run.run(host);
  expect({ joined, row: [...row.data] }).toEqual({ joined: 3, row: [20, 21] });
  run.close(host);
});
