import { Tensor } from '@rankwise/core';
import { expect, test } from 'vitest';
import { readTensors } from '../../src/eval/readTensors.js';
import { writeTensors } from '../../src/eval/writeTensors.js';

const tensors = {
  y: Tensor.from('float32', [2, 2], Float32Array.of(0.1, -0, NaN, Infinity)),
  'a "name"': Tensor.from('int64', [2], BigInt64Array.of(1n, -(2n ** 63n))),
  scalar: Tensor.from('bool', [], Uint8Array.of(1)),
  none: Tensor.from('float64', [0], new Float64Array(0)),
};

test('one tensor a line', () => {
  expect(writeTensors(tensors)).toBe(`{
  "y": { "type": "float32", "dims": [2, 2], "data": [0.1, -0, "NaN", "Infinity"] },
  "a \\"name\\"": { "type": "int64", "dims": [2], "data": [1, "-9223372036854775808"] },
  "scalar": { "type": "bool", "dims": [], "data": [true] },
  "none": { "type": "float64", "dims": [0], "data": [] }
}`);
});

test('what is written is read back the same', () => {
  expect(readTensors(writeTensors(tensors), 'out')).toEqual(tensors);
});
