import { expect, test } from 'vitest';
import { BatchSizes } from '../../../src/engine/batching/BatchSizes.js';

const MOST = 65536;

function of(sizing: 'exact' | 'steps' | 'one', members: readonly (readonly [rank: number, rows: number])[]) {
  const sizes = new BatchSizes(sizing);
  for (const [rank, rows] of members) sizes.enter(rank, rows);
  return sizes;
}

const eight = Array.from({ length: 8 }, (_, rank) => [rank, 1] as const);

test('as many as are joined', () => {
  const sizes = of('exact', eight);
  expect([1, 3, 8].map((rows) => sizes.of(rows, MOST))).toEqual([1, 3, 8]);
  expect(sizes.expected(MOST)).toEqual([]);
});

test('powers of two, and no more than the most', () => {
  const sizes = of('steps', eight);
  expect([2, 3, 4, 5, 7, 8, 9].map((rows) => sizes.of(rows, MOST))).toEqual([2, 4, 4, 8, 8, 8, 16]);
  expect([3, 5, 6, 7].map((rows) => sizes.of(rows, 6))).toEqual([4, 6, 6, 7]);
  expect(sizes.expected(MOST)).toEqual([2, 4, 8]);
  expect(sizes.expected(6)).toEqual([2, 4, 6]);
});

test('to be expected is one request of each rank', () => {
  expect(of('steps', [[0, 64]]).expected(MOST)).toEqual([]);
  expect(of('steps', [[0, 64], [0, 64]]).expected(MOST)).toEqual([]); // prettier-ignore
  expect(of('steps', [[0, 64], [1, 64], [2, 64]]).expected(MOST)).toEqual([128, 256]); // prettier-ignore
  const sizes = of('steps', [[0, 3], [0, 10], [1, 5]]); // prettier-ignore
  expect(sizes.expected(MOST)).toEqual([8, 16]);
  sizes.leave(0, 10);
  expect(sizes.expected(MOST)).toEqual([8]);
  sizes.leave(1, 5);
  expect(sizes.expected(MOST)).toEqual([]);
});

test('one size, which holds a request of each rank', () => {
  const sizes = of('one', eight);
  expect([1, 3, 8].map((rows) => sizes.of(rows, MOST))).toEqual([8, 8, 8]);
  expect(sizes.expected(MOST)).toEqual([8]);
  expect(sizes.expected(6)).toEqual([6]);
  expect([1, 6, 7].map((rows) => sizes.of(rows, 6))).toEqual([6, 6, 7]);
  expect([9, 1].map((rows) => sizes.of(rows, MOST))).toEqual([16, 16]); // several of a rank came
  for (const [rank] of eight.slice(3)) sizes.leave(rank, 1);
  expect(sizes.of(2, MOST)).toBe(4);
});

test('nobody pays for filling up where there is one request alone', () => {
  expect(of('one', [[0, 5]]).of(5, MOST)).toBe(5);
  expect(of('one', [[0, 5], [1, 5]]).of(5, MOST)).toBe(16); // prettier-ignore
});
