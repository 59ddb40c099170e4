import { expect, test } from 'vitest';
import { Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { choosing, counting, scanning } from '../models/looping.js';

const xs = Tensor.from('float32', [3], [1, 2, 4]);
const n = Tensor.from('int64', [], [3n]);

test.each([
  ['state', true, [0, 1, 3]],
  ['x', true, [1, 2, 4]],
  ['next', true, [1, 3, 7]],
] as const)('a Scan that gives out its %s is right where ONNX Runtime is', async (seen, safe, expected) => {
  await using model = await Model.load(scanning(seen, safe));
  const outputs = model.run({ xs });
  expect([...(outputs['seen']?.data ?? [])]).toEqual(expected);
  expect([...(outputs['sum']?.data ?? [])]).toEqual([7]);
});

test.each(['state', 'x', 'next'] as const)('a Scan that gives its %s out twice is refused', async (seen) => {
  await expectError(
    () => Model.load(scanning(seen, false), { name: 'net' }),
    'MODEL_UNSUPPORTED',
    "The Scan 'theScan' of the model 'net'",
    `'${seen}' is ${seen === 'next' ? 'listed as an output twice' : 'an input and an output'}`,
    'Add an operator Identity',
  );
});

test.each([
  ['iteration', true, [0n, 1n, 2n]],
  ['state', false, [5n, 6n, 7n]],
] as const)('a Loop that gives out its %s is right where ONNX Runtime is', async (seen, safe, expected) => {
  await using model = await Model.load(counting(seen, safe));
  expect([...(model.run({ n })['seen']?.data ?? [])]).toEqual(expected);
});

test('a Loop that hands the number of its iteration on is refused', async () => {
  await expectError(
    () => Model.load(counting('iteration', false)),
    'MODEL_UNSUPPORTED',
    "The Loop of the model 'model'",
    "'iteration' is an input and an output",
  );
});

test('an If with a branch that lists an output twice is refused', async () => {
  await expectError(
    () => Model.load(choosing(false)),
    'MODEL_UNSUPPORTED',
    "The If of the model 'model'",
    "'t' is listed as an output twice",
  );
  await using model = await Model.load(choosing(true));
  const run = (yes: number) =>
    Object.values(
      model.run({ x: Tensor.from('float32', [2], [1, 3]), yes: Tensor.from('bool', [], [yes]) }),
    ).map(({ data }) => [...data]);
  expect(run(1)).toEqual([
    [2, 6],
    [2, 6],
  ]);
  expect(run(0)).toEqual([
    [1, 9],
    [1, 3],
  ]);
});
