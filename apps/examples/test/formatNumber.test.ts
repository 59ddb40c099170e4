import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { formatNumber } from '../00-any-model/formatNumber.js';

const plain = [0, 1, -1, 0.5, 1 / 3, 12345.6789, 1e21, 1e-7, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53];
const limits = [99999.95, 999999, 999999.5, 1e6, 0.0001, 0.00009999995, 100000, 123456.7];
const halfway = [0.001953125, 1234565, 1234575, 123456.5, 123457.5, 2.5, 1000005, 1000015];

it('writes numbers as C does', () => {
  const numbers = [...plain, ...limits, ...halfway].flatMap((value) => [value, -value]);
  // printf reads more digits than a float64 has: it must see where between two of its own numbers this one lies.
  const exact = numbers.map((value) => (Object.is(value, -0) ? '-0' : value.toExponential(60)));
  const words = ['%.6g\n', ...exact];
  const printed = execFileSync('printf', words, { env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' });
  expect(numbers.map(formatNumber)).toEqual(printed.trimEnd().split('\n'));
});

it('writes what is no number without its sign', () => {
  expect([NaN, -NaN, Infinity, -Infinity].map(formatNumber)).toEqual(['nan', 'nan', 'inf', '-inf']);
});
