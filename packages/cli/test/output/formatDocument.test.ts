import { expect, test } from 'vitest';
import { formatDocument } from '../../src/output/formatDocument.js';

test('lists of numbers take one line, all else is indented', () => {
  expect(formatDocument({ a: [1, -2.5e-7, 1e30], b: [{ c: [] }], d: ['x', 'y'], e: [1] })).toBe(`{
  "a": [1, -2.5e-7, 1e+30],
  "b": [
    {
      "c": []
    }
  ],
  "d": [
    "x",
    "y"
  ],
  "e": [1]
}`);
});

test('text is never touched', () => {
  const value = { text: '[\n 1,\n 2 ]', list: [[1, 2], ['[\n1\n]', 3], [null]] };
  expect(JSON.parse(formatDocument(value))).toEqual(value);
});
