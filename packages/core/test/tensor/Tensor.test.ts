import { expect, expectTypeOf, test } from 'vitest';
import { elementTypes, formatShape, Tensor, typedArrayOf } from '../../src/index.js';
import { expectError } from '../expectError.js';

test('a typed array is shared', () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const tensor = Tensor.from('float32', [2, 3], data);
  expect(tensor.data).toBe(data);
  expect(tensor.dims).toEqual([2, 3]);
  expectTypeOf(tensor.data).toEqualTypeOf<Float32Array>();
});

test('a list is copied and converted', () => {
  expect(Tensor.from('int8', [2], [1, -1]).data).toEqual(Int8Array.of(1, -1));
  expect(Tensor.from('int64', [1], [2n ** 40n]).data).toEqual(BigInt64Array.of(2n ** 40n));
});

test.each(elementTypes)('zeros of %s, scalars and tensors without elements', (type) => {
  expect(Tensor.allocate(type, [2, 3]).data).toEqual(new (typedArrayOf(type))(6));
  expect(Tensor.allocate(type, []).data).toHaveLength(1);
  expect(Tensor.allocate(type, [4, 0]).data).toHaveLength(0);
});

test('the dims are a frozen copy', () => {
  const dims = [2];
  const tensor = Tensor.allocate('int32', dims);
  dims[0] = 9;
  expect(tensor.dims).toEqual([2]);
  expect(Object.isFrozen(tensor.dims)).toBe(true);
});

test('errors say what was expected and what was given', async () => {
  await expectError(
    () => Tensor.from('float32', [2, 2], [1, 2, 3]),
    'SHAPE_MISMATCH',
    /\[2, 2\].*4 elements, 3/,
  );
  await expectError(
    () => Tensor.from('float32', [1], Float64Array.of(1) as unknown as Float32Array),
    'TYPE_MISMATCH',
    'Float32Array',
    'Float64Array',
  );
  await expectError(() => Tensor.from('int64', [1], [1]), 'TYPE_MISMATCH', 'int64', 'bigint');
  await expectError(() => Tensor.from('int32', [1], [1n]), 'TYPE_MISMATCH', 'int32', 'number');
  await expectError(() => Tensor.allocate('float32', [2, -1]), 'INVALID_ARGUMENT', 'Dimension 2', '[2, -1]');
  await expectError(() => Tensor.allocate('float32', [1.5]), 'INVALID_ARGUMENT', 'Dimension 1');
  await expectError(() => Tensor.allocate('float64', [2 ** 40]), 'OUT_OF_MEMORY', 'float64');
});

test('shapes print as a user writes them', () => {
  expect(formatShape(['batch', 5, null])).toBe('[batch, 5, ?]');
  expect(formatShape([])).toBe('[]');
});
