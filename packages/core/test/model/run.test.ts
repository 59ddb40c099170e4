import { expect, test } from 'vitest';
import { elementTypes, Model, Tensor, typedArrayOf, type ElementType } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { identity } from '../models/identity.js';
import { nonZero } from '../models/nonZero.js';
import { operator } from '../models/operator.js';
import { scaled } from '../models/scaled.js';
import { simpleNet } from '../models/simpleNet.js';
import { sums } from '../models/sums.js';

const shapes = [[], [1], [0], [7], [2, 3], [0, 4], [1, 2, 3, 4, 5], [300, 70]] as const;

/** Elements of any bits that the type can hold, the same on every call. */
function pattern<T extends ElementType>(type: T, dims: readonly number[]): Tensor<T> {
  const tensor = Tensor.allocate(type, dims);
  const bytes = new Uint8Array(tensor.data.buffer);
  bytes.forEach((_, index) => {
    bytes[index] = type === 'bool' ? index % 2 : (index * 37 + 11) % 251;
  });
  return tensor;
}

test.each(elementTypes)('identity of %s keeps every bit, for all shapes', async (type) => {
  await using model = await Model.load(identity(type));
  for (const dims of shapes) {
    const x = pattern(type, dims);
    const { y } = model.run({ x });
    expect(y?.type).toBe(type);
    expect(y?.dims).toEqual(dims);
    expect(y?.data).toBeInstanceOf(typedArrayOf(type));
    expect(Buffer.from(y?.data.buffer ?? new ArrayBuffer(0))).toEqual(Buffer.from(x.data.buffer));
    const filled = Tensor.allocate(type, dims);
    expect(model.run({ x }, { y: filled }).y).toBe(filled);
    expect(Buffer.from(filled.data.buffer)).toEqual(Buffer.from(x.data.buffer));
  }
});

test('part of a larger array, and shared memory of workers', async () => {
  await using model = await Model.load(identity('float32', ['n']));
  const part = Float32Array.from({ length: 10 }, (_, index) => index).subarray(3, 6);
  expect(model.run({ x: Tensor.from('float32', [3], part) }).y?.data).toEqual(Float32Array.of(3, 4, 5));
  const shared = new Float32Array(new SharedArrayBuffer(8));
  shared.set([8, 9]);
  expect(model.run({ x: Tensor.from('float32', [2], shared) }).y?.data).toEqual(Float32Array.of(8, 9));
});

test('several inputs and outputs, all or some, new or filled', async () => {
  await using model = await Model.load(sums());
  const inputs = { v: Tensor.from('float32', [2], [1, 2]), u: Tensor.from('float32', [2], [10, 20]) };
  const all = model.run(inputs);
  expect(all.total?.data).toEqual(Float32Array.of(11, 22));
  expect(all.difference?.data).toEqual(Float32Array.of(9, 18));
  expect(Object.keys(model.run(inputs, ['difference']))).toEqual(['difference']);
  expect(model.run(inputs, ['difference', 'difference']).difference?.data).toEqual(Float32Array.of(9, 18));
  const difference = Tensor.allocate('float32', [2]);
  expect(model.run(inputs, { difference })).toEqual({ difference });
  expect(difference.data).toEqual(Float32Array.of(9, 18));
});

test('results are independent of later runs', async () => {
  await using model = await Model.load(simpleNet());
  const first = model.run({ input: Tensor.from('float32', [1, 5], [1, 1, 1, 1, 1]) });
  model.run({ input: Tensor.from('float32', [1, 5], [9, 9, 9, 9, 9]) });
  expect(first.output?.data).toEqual(Float32Array.of(2, 2, 2, 2, 2));
});

test('a shape that the values decide', async () => {
  await using model = await Model.load(nonZero());
  const where = (data: number[]) => model.run({ x: Tensor.from('float32', [4], data) }).where;
  expect(where([0, 1, 0, 1])).toMatchObject({ dims: [1, 2], data: BigInt64Array.of(1n, 3n) });
  expect(where([0, 0, 0, 0])?.dims).toEqual([1, 0]);
});

test('names, types and shapes are checked before the run', async () => {
  await using model = await Model.load(simpleNet(), { name: 'net' });
  const input = Tensor.allocate('float32', [1, 5]);
  await expectError(() => model.run({ inptu: input }), 'TENSOR_UNKNOWN', "'net'", "Did you mean 'input'?");
  await expectError(() => model.run({}), 'INVALID_ARGUMENT', "'net'", "'input'");
  await expectError(() => model.run({ input }, ['outptu']), 'TENSOR_UNKNOWN', "Did you mean 'output'?");
  await expectError(
    () => model.run({ input: Tensor.allocate('float64', [1, 5]) }),
    'TYPE_MISMATCH',
    "'input'",
    'float32 [batch, 5]',
    'float64 [1, 5]',
  );
  await expectError(
    () => model.run({ input: Tensor.allocate('float32', [5, 1]) }),
    'SHAPE_MISMATCH',
    'float32 [batch, 5]',
    'float32 [5, 1]',
  );
  await expectError(() => model.run({ input: Tensor.allocate('float32', [5]) }), 'SHAPE_MISMATCH', '[5]');
  await expectError(
    () => model.run({ input }, { output: Tensor.allocate('int32', [1, 5]) }),
    'TYPE_MISMATCH',
    "output 'output'",
  );
});

test('an output of another size than the run gives is SHAPE_MISMATCH', async () => {
  await using model = await Model.load(simpleNet(), { name: 'net' });
  const input = Tensor.allocate('float32', [1, 5]);
  const output = Tensor.allocate('float32', [2, 5]);
  await expectError(() => model.run({ input }, { output }), 'SHAPE_MISMATCH', "'net'", '{2,5}', '{1,5}');
});

test('a run that fails is RUN_FAILED, and the model goes on', async () => {
  await using model = await Model.load(sums(), { name: 'sums' });
  const vector = (length: number) => Tensor.allocate('float32', [length]);
  await expectError(() => model.run({ u: vector(2), v: vector(3) }), 'RUN_FAILED', "'sums'", '2 by 3');
  expect(model.run({ u: vector(2), v: vector(2) }).total?.dims).toEqual([2]);
});

test('more memory than there is is OUT_OF_MEMORY', async () => {
  const bytes = operator('ConstantOfShape', {
    inputs: [{ name: 'x', type: 7, shape: [2] }],
    outputs: [{ name: 'y', type: 1 }],
  });
  await using model = await Model.load(bytes);
  const x = Tensor.from('int64', [2], [10_000_000n, 10_000_000n]);
  await expectError(() => model.run({ x }), 'OUT_OF_MEMORY', 'ConstantOfShape');
});

test('an optional input may be left out, and given', async () => {
  await using model = await Model.load(scaled());
  const x = Tensor.from('float32', [2], [1, 3]);
  const factor = Tensor.from('float32', [1], [10]);
  expect(model.run({ x }).y?.data).toEqual(Float32Array.of(2, 6));
  expect(model.run({ factor, x }).y?.data).toEqual(Float32Array.of(10, 30));
  const y = Tensor.allocate('float32', [2]);
  using without = model.bind({ inputs: { x }, outputs: { y } });
  using given = model.bind({ inputs: { x, factor }, outputs: { y } });
  without.run();
  expect(y.data).toEqual(Float32Array.of(2, 6));
  given.run();
  expect(y.data).toEqual(Float32Array.of(10, 30));
  await expectError(() => model.run({ factor }), 'INVALID_ARGUMENT', "'x'");
});
