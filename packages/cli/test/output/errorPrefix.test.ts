import { expect, test } from 'vitest';
import { errorPrefix } from '../../src/output/errorPrefix.js';

const stream = (isTTY: boolean) => ({ write: () => undefined, isTTY });

test('red on a terminal', () => {
  expect(errorPrefix({ stderr: stream(true), env: {} })).toBe('\u001B[31mrankwise:\u001B[39m');
});

test('plain elsewhere, and everywhere with NO_COLOR', () => {
  expect(errorPrefix({ stderr: stream(false), env: {} })).toBe('rankwise:');
  expect(errorPrefix({ stderr: stream(true), env: { NO_COLOR: '1' } })).toBe('rankwise:');
});
