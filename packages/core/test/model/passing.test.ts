import { expect, test } from 'vitest';
import { addressOf, memoryView } from '../../src/ffi/index.js';
import { Model, Tensor, type Binding } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { onnxModel } from '../models/onnxModel.js';
import { passing } from '../models/passing.js';

const vector = (...values: number[]) => Tensor.from('float32', [values.length], values);

function values(binding: Binding, name: string): number[] {
  const { pointer, byteLength } = binding.output(name);
  return byteLength === 0 ? [] : [...new Float32Array(memoryView(pointer, byteLength))];
}

test('run gives an output that is an input, allocated or into a tensor', async () => {
  await using model = await Model.load(passing());
  const given = { x: vector(1, 2), h: vector(10, 20) };
  const all = model.run(given);
  expect(Object.values(all).map(({ data }) => [...data])).toEqual([
    [1, 2],
    [11, 22],
    [10, 20],
  ]);
  const x = vector(0, 0);
  expect(model.run(given, { x })).toEqual({ x });
  expect([...x.data]).toEqual([1, 2]);
});

test('each run of a binding writes an output that is an input', async () => {
  await using model = await Model.load(passing());
  const inputs = { x: vector(1, 2), h: vector(10, 20) };
  const outputs = { x: vector(0, 0), y: vector(0, 0), h: null };
  using binding = model.bind({ inputs, outputs });
  for (const first of [1, 7]) {
    inputs.x.data.set([first, 2]);
    binding.run();
    inputs.x.data.fill(-1);
    inputs.h.data.set([10, 20]);
    expect([...outputs.x.data]).toEqual([first, 2]);
    expect([...outputs.y.data]).toEqual([first + 10, 22]);
    expect(values(binding, 'h')).toEqual([10, 20]);
    expect(values(binding, 'x')).toEqual([first, 2]);
  }
});

test('what ONNX Runtime would allocate for it is the value of the run, whatever becomes of the input', async () => {
  await using model = await Model.load(passing());
  const inputs = { x: vector(1, 2), h: vector(0, 0) };
  using binding = model.bind({ inputs, outputs: { x: null } });
  binding.run();
  inputs.x.data.fill(-1);
  expect(values(binding, 'x')).toEqual([1, 2]);
});

test('it may have no elements, and lie where its input does', async () => {
  await using model = await Model.load(passing());
  const none = vector();
  using empty = model.bind({ inputs: { x: none, h: none }, outputs: { x: vector(), h: null } });
  empty.run();
  expect(values(empty, 'h')).toEqual([]);
  const x = vector(1, 2);
  using inPlace = model.bind({ inputs: { x, h: vector(3, 4) }, outputs: { x, y: null } });
  inPlace.run();
  expect([...x.data]).toEqual([1, 2]);
  expect(values(inPlace, 'y')).toEqual([4, 6]);
});

test('memory of another shape is an error, not left as it was', async () => {
  await using model = await Model.load(passing(), { name: 'net' });
  const inputs = { x: vector(1, 2), h: vector(0, 0) };
  using binding = model.bind({ inputs, outputs: { x: vector(0, 0, 0) } });
  await expectError(
    () => {
      binding.run();
    },
    'SHAPE_MISMATCH',
    "'x' of the model 'net' came out as float32 [2], but float32 [3] was given",
  );
});

test.each([
  ['x', [1, 2], [5, 6]],
  ['y', [11, 22], [16, 28]],
  ['h', [10, 20], [10, 20]],
] as const)('as a state: %s becomes h', async (output, second, third) => {
  await using model = await Model.load(passing());
  for (const seen of [{}, { [output]: null }]) {
    const x = vector(1, 2);
    const h = vector(10, 20);
    const state = vector(0, 0);
    const tensors = { inputs: { x, h }, feedback: { h: output } };
    const outputs = output === 'h' ? { ...seen, y: state } : { ...seen, h: state };
    using binding = model.bind({ ...tensors, outputs });
    const at = (expected: readonly number[]) => {
      const sum = expected.map((value, i) => value + (x.data[i] ?? 0));
      expect([...state.data]).toEqual(output === 'h' ? sum : expected);
    };
    binding.run();
    at([10, 20]);
    x.data.set([5, 6]);
    h.data.fill(-1);
    binding.run();
    at(second);
    using next = model.bind({ ...tensors, outputs, continues: { from: binding, inputs: ['h'] } });
    x.data.fill(-7);
    next.run();
    at(third);
  }
});

test('states that change places', async () => {
  await using model = await Model.load(passing());
  const inputs = { x: vector(1), h: vector(10) };
  using binding = model.bind({ inputs, outputs: { x: null, h: null }, feedback: { x: 'h', h: 'x' } });
  for (const [x, h] of [
    [1, 10],
    [10, 1],
    [1, 10],
  ] as const) {
    binding.run();
    inputs.x.data.fill(-1);
    inputs.h.data.fill(-2);
    expect([values(binding, 'x'), values(binding, 'h')]).toEqual([[x], [h]]);
  }
});

test('a weight that is an output, and may be an input', async () => {
  const value = { name: 'w', type: 1, shape: [2] };
  const model = await Model.load(
    onnxModel({
      inputs: [{ name: 'x', type: 1, shape: [2] }, value],
      outputs: [value, { name: 'y', type: 1, shape: [2] }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      weights: [{ name: 'w', type: 1, dims: [2], data: Float32Array.of(3, 4) }],
    }),
  );
  const w = vector(0, 0);
  expect([...(model.run({ x: vector(1, 1) }, { w })['w']?.data ?? [])]).toEqual([3, 4]);
  expect([...(model.run({ x: vector(1, 1), w: vector(5, 6) }, { w })['w']?.data ?? [])]).toEqual([5, 6]);
  model.close();
});

test('a run that takes copies is none of one call, others are from the second on', async () => {
  await using model = await Model.load(passing());
  const inputs = { x: vector(1), h: vector(10) };
  using copying = model.bind({ inputs, outputs: { x: vector(0) } });
  using plain = model.bind({ inputs, outputs: { y: vector(0) } });
  expect([copying.calls, plain.calls]).toEqual([[], []]);
  copying.run();
  plain.run();
  expect(copying.calls).toEqual([]);
  expect(plain.calls).toHaveLength(1);
});

test('memory of others is written to as well', async () => {
  await using model = await Model.load(passing());
  const memory = new Float32Array(4);
  const x = { type: 'float32' as const, dims: [2], pointer: addressOf(memory) + 4n, byteLength: 8 };
  using binding = model.bind({ inputs: { x: vector(1, 2), h: vector(0, 0) }, outputs: { x } });
  binding.run();
  expect([...memory]).toEqual([0, 1, 2, 0]);
});

test('an output listed twice is refused', async () => {
  const y = { name: 'y', type: 1, shape: [1] };
  const twice = onnxModel({
    inputs: [{ name: 'x', type: 1, shape: [1] }],
    outputs: [y, y],
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  });
  await expectError(() => Model.load(twice), 'MODEL_INVALID', "lists its output 'y' twice");
});

test('a model may declare a wrong shape of its output', async () => {
  const declared = onnxModel({
    inputs: [{ name: 'x', type: 1, shape: ['n'] }],
    outputs: [{ name: 'y', type: 1, shape: [5] }],
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  });
  await using model = await Model.load(declared, { name: 'net' });
  const y = vector(0, 0);
  model.run({ x: vector(1, 2) }, { y });
  expect([...y.data]).toEqual([-1, -2]);
  await expectError(
    () => model.run({ x: vector(1) }, { y }),
    'SHAPE_MISMATCH',
    "'y' of the model 'net' came out as float32 [1], but float32 [2] was given",
  );
});
