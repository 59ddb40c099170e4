import onnxProto from 'onnx-proto';
import { expect, test } from 'vitest';
import {
  elementSize,
  elementTypeNumber,
  elementTypeOf,
  elementTypes,
  typedArrayOf,
  type ElementType,
} from '../../src/index.js';
import { expectError } from '../expectError.js';

const onnxNames: Readonly<Record<ElementType, string>> = {
  float32: 'FLOAT',
  uint8: 'UINT8',
  int8: 'INT8',
  uint16: 'UINT16',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  bool: 'BOOL',
  float16: 'FLOAT16',
  float64: 'DOUBLE',
  uint32: 'UINT32',
  uint64: 'UINT64',
  bfloat16: 'BFLOAT16',
};

test.each(elementTypes)('%s has the number of ONNX', (type) => {
  const numbers = onnxProto.onnx.TensorProto.DataType as unknown as Readonly<Record<string, number>>;
  expect(elementTypeNumber(type)).toBe(numbers[onnxNames[type]]);
  expect(elementTypeOf(elementTypeNumber(type))).toBe(type);
});

test('numbers of types that are no numbers have no element type', () => {
  expect([0, 8, 14, 15, 99].map(elementTypeOf)).toEqual(Array(5).fill(undefined));
});

test('sizes are those of the typed arrays', () => {
  expect(elementTypes.map(elementSize)).toEqual(
    elementTypes.map((type) => (type === 'bool' ? 1 : Number(/\d+/.exec(type)?.[0]) / 8)),
  );
  expect(typedArrayOf('bfloat16')).toBe(Uint16Array);
});

test('an unknown type is an error that lists the known', async () => {
  await expectError(() => typedArrayOf('real32' as ElementType), 'INVALID_ARGUMENT', 'real32', 'float32');
});
