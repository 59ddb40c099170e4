import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { parseRanks } from '../../src/options/parseRanks.js';

test.each([
  ['1', 1],
  ['12', 12],
  ['0002', 2],
])('%s is %i ranks', (text, ranks) => {
  expect(parseRanks(text)).toBe(ranks);
});

test.each(['0', 'two', '-1', '1.5', '', ' ', '1e3', '0x10', '99999999999999999999'])(
  "'%s' is no number of ranks",
  (text) => {
    expect(() => parseRanks(text)).toThrow(InvalidArgumentError);
    expect(() => parseRanks(text)).toThrow('1 or more');
  },
);
