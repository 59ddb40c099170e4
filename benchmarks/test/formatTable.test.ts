import { expect, test } from 'vitest';
import { formatTable } from '../src/formatTable.js';
import type { Series } from '../src/measure.js';

const series = (way: Series['way'], rounds: number[], toSeparate: number, engineBytes: number): Series => ({
  way,
  engines: 'device',
  batching: 'on',
  samplesPerSecond: rounds[1] ?? NaN,
  rounds,
  toSeparate,
  engineBytes,
});

test('a row for each number of ranks', () => {
  const ways = [
    series('batched', [900, 1000, 1200], 4, 100 * 2 ** 20),
    series('shared', [500, 500, 500], 2, 50 * 2 ** 20),
    series('separate', [12.34, 12.34, 12.34], 1, 400 * 2 ** 20),
  ];
  const lines = formatTable([{ network: 'mlp', ranks: 8, runtime: '', ways }]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toBe('| 8 | 1000 ±20 % | 500 ±0 % | 12.3 ±0 % | 4.00 | 2.00 | 100 / 50 / 400 |');
});
