import type { ErrorCode } from '@rankwise/core';
import { expect, test } from 'vitest';
import { readTensors } from '../../src/eval/readTensors.js';

test('named tensors of their types', () => {
  const tensors = readTensors(
    `{ "x": { "type": "float32", "dims": [1, 2], "data": [0.1, "NaN"] },
       "n": { "type": "int64", "dims": [], "data": ["9007199254740993"] },
       "m": { "type": "bool", "dims": [2], "data": [true, false] },
       "none": { "type": "int8", "dims": [0, 3], "data": [] } }`,
    'in.json',
  );
  expect(tensors['x']).toMatchObject({ type: 'float32', dims: [1, 2], data: Float32Array.of(0.1, NaN) });
  expect(tensors['n']).toMatchObject({ type: 'int64', dims: [], data: BigInt64Array.of(9007199254740993n) });
  expect(tensors['m']).toMatchObject({ type: 'bool', data: Uint8Array.of(1, 0) });
  expect(tensors['none']).toMatchObject({ type: 'int8', dims: [0, 3], data: new Int8Array(0) });
});

test.each<[string, ErrorCode, string]>([
  ['[1, 2]', 'INVALID_ARGUMENT', 'must hold an object of named tensors'],
  ['{"x": [1, 2]}', 'INVALID_ARGUMENT', "'x' in in.json must be a tensor"],
  ['{"x": {"dims": [1], "data": [1]}}', 'INVALID_ARGUMENT', "type of 'x' in in.json is missing"],
  ['{"x": {"type": "float23", "dims": [1], "data": [1]}}', 'INVALID_ARGUMENT', "Did you mean 'float32'?"],
  ['{"x": {"type": "float32", "data": [1]}}', 'INVALID_ARGUMENT', "dims of 'x' in in.json must be a list"],
  ['{"x": {"type": "float32", "dims": [-1], "data": [1]}}', 'INVALID_ARGUMENT', 'whole number of at least 0'],
  ['{"x": {"type": "float32", "dims": ["a"], "data": [1]}}', 'INVALID_ARGUMENT', 'list of whole numbers'],
  [
    '{"x": {"type": "float32", "dims": [1], "data": 1}}',
    'INVALID_ARGUMENT',
    "data of 'x' in in.json must be a list",
  ],
  ['{"x": {"type": "float32", "shape": [1], "data": [1]}}', 'INVALID_ARGUMENT', "has a member 'shape'"],
  [
    '{"x": {"type": "float32", "dims": [1, 5], "data": [1, 2, 3]}}',
    'SHAPE_MISMATCH',
    'has dims [1, 5], thus 5 elements, but 3 in its data',
  ],
  [
    '{"x": {"type": "int8", "dims": [2], "data": [1, 300]}}',
    'TYPE_MISMATCH',
    "element 2 of 'x' in in.json is 300, but int8 needs a whole number from -128 to 127",
  ],
  [
    '{"x": {"type": "float32", "dims": [1], "data": [[1]]}}',
    'TYPE_MISMATCH',
    'Data is one flat list; dims gives the shape.',
  ],
  [
    '{"x": {"type": "int64", "dims": [1], "data": [9007199254740993]}}',
    'TYPE_MISMATCH',
    'beyond 2^53 as a string',
  ],
])('%s is refused', (text, code, words) => {
  expect(() => readTensors(text, 'in.json')).toThrow(words);
  expect(() => readTensors(text, 'in.json')).toThrow(expect.objectContaining({ code }));
});
