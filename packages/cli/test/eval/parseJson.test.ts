import { expect, test } from 'vitest';
import { parseJson } from '../../src/eval/parseJson.js';

test('a byte order mark is no matter', () => {
  expect(parseJson('\uFEFF{"a": 1}', 'f')).toEqual({ a: 1 });
});

test.each([
  ['{\n  "x": [1, 2 3]\n}', 'at line 2, column 14.'],
  ['{\n  "x": [1, 2,, 3]\n}', '"x": [1, 2,, 3]'],
  ['{ x: 1 }', 'at line 1, column 3.'],
  ['', 'it is empty'],
  [' \n', 'it is empty'],
])('%j is refused with the place', (text, place) => {
  expect(() => parseJson(text, 'in.json')).toThrow(`in.json is not JSON:`);
  expect(() => parseJson(text, 'in.json')).toThrow(place);
  expect(() => parseJson(text, 'in.json')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
