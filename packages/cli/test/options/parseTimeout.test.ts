import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { parseTimeout } from '../../src/options/parseTimeout.js';

test.each([
  ['30', 30],
  ['0.5', 0.5],
  ['.25', 0.25],
])('%s is %f seconds', (text, seconds) => {
  expect(parseTimeout(text)).toBe(seconds);
});

test.each(['0', '-1', 'ten', '', '5s', 'Infinity', '3000000'])("'%s' is no time", (text) => {
  expect(() => parseTimeout(text)).toThrow(InvalidArgumentError);
});
