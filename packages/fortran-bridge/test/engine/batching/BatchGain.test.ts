import { expect, test } from 'vitest';
import { BatchGain } from '../../../src/engine/batching/BatchGain.js';

/** Makes runs of one sample alone, or of four in a batch, and counts the samples of each way. */
function make(gain: BatchGain, runs: number, alone: () => number, batch: () => number) {
  const count = { alone: 0, batches: 0 };
  for (let i = 0; i < runs; i++) {
    if (gain.joins) {
      count.batches++;
      gain.add(batch(), 4, true, false);
    } else {
      count.alone++;
      gain.add(alone(), 1, false, false);
    }
  }
  return count;
}

const ms = (time: number) => () => time;

test('batches that pay are run nearly always', () => {
  const gain = new BatchGain(false);
  expect(gain.joins).toBe(false);
  const { alone, batches } = make(gain, 20_000, ms(1), ms(2));
  expect(batches).toBeGreaterThan(19_500);
  expect(alone).toBeGreaterThan(34); // measured again
});

test('batches that do not pay are tried ever more seldom', () => {
  const gain = new BatchGain(false);
  const early = make(gain, 1000, ms(1), ms(4.3));
  expect(early.batches).toBeLessThanOrEqual(2 * 34);
  const late = make(gain, 200_000, ms(1), ms(4.3));
  expect(late.batches).toBeLessThanOrEqual(9 * 34);
  expect(late.batches).toBeGreaterThan(0);
});

test('a difference within the noise does not turn batches off', () => {
  const gain = new BatchGain(false);
  expect(make(gain, 5000, ms(1), ms(4.1)).batches).toBeGreaterThan(4500);
});

test('a load that changes is noticed, either way', () => {
  const gain = new BatchGain(false);
  make(gain, 500, ms(1), ms(2));
  expect(gain.joins).toBe(true);
  make(gain, 32, ms(1), ms(9));
  expect(gain.joins).toBe(false);
  make(gain, 16_000, ms(1), ms(2));
  expect(gain.joins).toBe(true);
});

test('a run that something else held up now and then turns nothing off', () => {
  const gain = new BatchGain(false);
  let run = 0;
  const held = () => (run++ % 50 === 0 ? 100 : 2);
  expect(make(gain, 5000, held, held).batches).toBeGreaterThan(4500);
  let once = 0;
  const one = new BatchGain(false);
  expect(make(one, 2000, ms(1), () => (once++ === 100 ? 1000 : 2)).batches).toBeGreaterThan(1900);
});

test('seldom runs that are very slow are found out', () => {
  const gain = new BatchGain(false);
  let run = 0;
  const replanned = () => (run++ % 30 === 0 ? 300 : 1);
  expect(make(gain, 20_000, ms(1), replanned).batches).toBeLessThan(600);
});

test('a trial that is hopeless ends early', () => {
  const gain = new BatchGain(false);
  expect(make(gain, 4000, ms(1), ms(400)).batches).toBeLessThanOrEqual(8);
});

test('what first runs take does not count', () => {
  const gain = new BatchGain(false);
  make(gain, 34, ms(1), ms(0));
  expect(gain.joins).toBe(true);
  for (let i = 0; i < 10; i++) gain.add(1000, 4, true, true);
  make(gain, 40, ms(1), ms(2));
  expect(gain.joins).toBe(true);
});

test('runs that met no other say nothing about batches', () => {
  const gain = new BatchGain(false);
  make(gain, 34, ms(1), ms(0));
  for (let i = 0; i < 100; i++) gain.add(3, 1, false, false);
  expect(gain.joins).toBe(true);
});

test('who asks for batches gets them', () => {
  const gain = new BatchGain(true);
  expect(make(gain, 1000, ms(1), ms(100))).toEqual({ alone: 0, batches: 1000 });
});
