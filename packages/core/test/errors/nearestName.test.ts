import { expect, test } from 'vitest';
import { nearestName } from '../../src/errors/index.js';

test.each([
  ['inptu', 'input'],
  ['INPUT', 'input'],
  ['temperatur', 'temperature'],
  ['output', undefined],
  ['', undefined],
])('%s is most likely %s', (name, expected) => {
  expect(nearestName(name, ['input', 'temperature', 'x1'])).toBe(expected);
});

test('the closest of several wins', () => {
  expect(nearestName('cuda1', ['cpu', 'cuda', 'auto'])).toBe('cuda');
  expect(nearestName('anything', [])).toBeUndefined();
});
