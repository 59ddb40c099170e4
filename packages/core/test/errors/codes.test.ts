import { expect, test } from 'vitest';
import { errorCodeOf, errorCodes, errorNumber, RankwiseError } from '../../src/errors/index.js';

test('codes are numbered from 1 without gaps, each name once', () => {
  expect(errorCodes.map(({ number }) => number)).toEqual(errorCodes.map((_, index) => index + 1));
  expect(new Set(errorCodes.map(({ name }) => name)).size).toBe(errorCodes.length);
});

test('numbers that C programs rely on stay what they are', () => {
  expect(Object.fromEntries(errorCodes.map(({ name, number }) => [name, number]))).toEqual({
    INVALID_ARGUMENT: 1,
    MODEL_NOT_FOUND: 2,
    MODEL_INVALID: 3,
    MODEL_UNSUPPORTED: 4,
    TENSOR_UNKNOWN: 5,
    TYPE_MISMATCH: 6,
    SHAPE_MISMATCH: 7,
    DEVICE_UNAVAILABLE: 8,
    RUN_FAILED: 9,
    NODE_UNAVAILABLE: 10,
    ENGINE_START_FAILED: 11,
    ENGINE_LOST: 12,
    TIMEOUT: 13,
    CLOSED: 14,
    OUT_OF_MEMORY: 15,
    RUNTIME_UNAVAILABLE: 16,
    VERSION_MISMATCH: 17,
    SYSTEM: 18,
    MPI_UNAVAILABLE: 19,
    INTERNAL: 20,
    MODEL_CHANGED: 21,
  });
});

test('names and numbers translate both ways; 0 is no error', () => {
  for (const { name, number } of errorCodes) {
    expect(errorNumber(name)).toBe(number);
    expect(errorCodeOf(number)).toBe(name);
  }
  expect(errorCodeOf(0)).toBeUndefined();
  expect(errorCodeOf(errorCodes.length + 1)).toBeUndefined();
});

test('texts fit a C string literal: one line of plain letters', () => {
  for (const { text } of errorCodes) expect(text).toMatch(/^[A-Za-z .,]+$/);
});

test('an error carries code, number and cause', () => {
  const cause = new Error('below');
  const error = new RankwiseError('TIMEOUT', 'too late', { cause });
  expect(error).toMatchObject({
    name: 'RankwiseError',
    code: 'TIMEOUT',
    number: 13,
    message: 'too late',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});
