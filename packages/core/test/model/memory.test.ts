import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Model, Tensor } from '../../src/index.js';
import { accumulator } from '../models/accumulator.js';
import { simpleNet } from '../models/simpleNet.js';

const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Growth of resident memory in MiB over `times` calls, after as many to warm up: the least of three rounds, since a leak
 * grows in each, and an allocator that keeps more for itself in some.
 */
function growth(times: number, act: () => void): number {
  const resident = () => {
    for (let i = 0; i < times; i++) act();
    collectGarbage();
    return process.memoryUsage.rss() / MIB;
  };
  return leastGrowth([resident(), resident(), resident(), resident()]);
}

/** The least difference between neighbours. */
function leastGrowth(values: readonly number[]): number {
  return Math.min(...values.slice(1).map((value, i) => value - (values[i] ?? NaN)));
}

const input = Tensor.allocate('float32', [1, 5]);
const output = Tensor.allocate('float32', [1, 5]);

// What a leak would cost is a multiple of the bounds: one forgotten OrtValue is 200 bytes, 20 MiB in 100,000.
test('100,000 runs keep the memory constant', async () => {
  await using model = await Model.load(simpleNet());
  expect(growth(1e5, () => model.run({ input }))).toBeLessThan(8);
  expect(growth(1e5, () => model.run({ input }, { output }))).toBeLessThan(8);
});

test('100,000 bound runs keep the memory constant, allocated outputs included', async () => {
  await using model = await Model.load(simpleNet());
  using filled = model.bind({ inputs: { input }, outputs: { output } });
  expect(
    growth(1e5, () => {
      filled.run();
    }),
  ).toBeLessThan(4);
  using allocated = model.bind({ inputs: { input }, outputs: { output: null } });
  expect(
    growth(1e5, () => {
      allocated.run();
      allocated.output('output');
    }),
  ).toBeLessThan(8);
});

test('100,000 runs of a network with a state keep the memory constant', async () => {
  await using model = await Model.load(accumulator());
  const vector = () => Tensor.allocate('float32', [5]);
  using binding = model.bind({
    inputs: { x: vector(), state: vector() },
    outputs: { next: null },
    feedback: { state: 'next' },
  });
  expect(
    growth(1e5, () => {
      binding.run();
    }),
  ).toBeLessThan(4);
});

test('10,000 times bind and close keep the memory constant', async () => {
  await using model = await Model.load(simpleNet());
  expect(
    growth(1e4, () => {
      model.bind({ inputs: { input }, outputs: { output: null } }).close();
    }),
  ).toBeLessThan(4);
});

test('100 times load and close keep the memory constant', async () => {
  const bytes = simpleNet();
  const rss: number[] = [];
  for (let i = 1; i <= 400; i++) {
    (await Model.load(bytes)).close();
    if (i % 100 === 0) {
      collectGarbage();
      rss.push(process.memoryUsage.rss() / MIB);
    }
  }
  expect(leastGrowth(rss)).toBeLessThan(8);
});
