import { expect, test } from 'vitest';
import { functionAt, type Pointer } from '../../src/ffi/index.js';
import { Model, Tensor, type RunCall } from '../../src/index.js';
import { blockRows, blocksOf } from '../../src/model/blocks.js';
import { expectError } from '../expectError.js';
import { lookup } from '../models/lookup.js';
import { mlp } from '../models/mlp.js';
import { onnxModel, type Node } from '../models/onnxModel.js';

const FLOAT = 1;
const DOUBLE = 11;

function waves(count: number, step: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(1 + step * i) / 3);
}

/** Layers of odd widths, so that samples end anywhere in the processor's vectors, with functions of all kinds between. */
function oddNetwork(type: typeof FLOAT | typeof DOUBLE, axis = -1): Uint8Array {
  const array = type === FLOAT ? Float32Array : Float64Array;
  const weight = (name: string, dims: readonly number[]) => ({
    name,
    type,
    dims,
    data: array.from(
      waves(
        dims.reduce((a, b) => a * b, 1),
        1.3,
      ),
    ),
  });
  const node = (op: string, inputs: string[], output: string, attributes = {}): Node => ({
    op,
    inputs,
    outputs: [output],
    attributes,
  });
  return onnxModel({
    opset: 17,
    inputs: [{ name: 'x', type, shape: ['n', 11] }],
    outputs: [{ name: 'y', type, shape: ['n', 3] }],
    nodes: [
      node('Gemm', ['x', 'w1', 'b1'], 'a'),
      node('Tanh', ['a'], 'b'),
      node('MatMul', ['b', 'w2'], 'c'),
      node('Sigmoid', ['c'], 'd'),
      node(type === FLOAT ? 'Erf' : 'Sin', ['d'], 'e'),
      node('LayerNormalization', ['e', 's', 't'], 'f'),
      node('Softmax', ['f'], 'g', { axis }),
      node('Gemm', ['g', 'w3', 'b3'], 'y'),
    ],
    weights: [
      weight('w1', [11, 37]),
      weight('b1', [37]),
      weight('w2', [37, 129]),
      weight('s', [129]),
      weight('t', [129]),
      weight('w3', [129, 3]),
      weight('b3', [3]),
    ],
  });
}

function make(calls: readonly RunCall[]): Pointer | null {
  for (const call of calls) {
    const status = functionAt(call.function, 'void* run(void* a, void* b, void* c)')(...call.arguments);
    if (status !== null) return status;
  }
  return null;
}

test('blocks are of about one size, and end within no vector', () => {
  expect(blocksOf(512, 512)).toEqual([[0, 512]]);
  expect(blocksOf(513, 512)).toEqual([[0, 320], [320, 513]]); // prettier-ignore
  expect(blocksOf(1000, 256)).toEqual([[0, 256], [256, 512], [512, 768], [768, 1000]]); // prettier-ignore
  expect(blocksOf(129, 64)).toEqual([[0, 64], [64, 129]]); // prettier-ignore
  for (const rows of [65, 127, 128, 129, 191, 193, 577, 777, 1025, 4097, 100_000]) {
    for (const most of [64, 256, 512]) {
      const blocks = blocksOf(rows, most);
      expect(blocks.map(([from]) => from)).toEqual([0, ...blocks.slice(0, -1).map(([, to]) => to)]);
      expect(blocks.at(-1)?.[1]).toBe(rows);
      for (const [from, to] of blocks) {
        expect(from % 64).toBe(0);
        expect(to - from).toBeGreaterThanOrEqual(64);
        expect(to - from).toBeLessThan(most + 64);
      }
    }
  }
});

test('the widest operator decides how many samples a block has', () => {
  const dense = (hidden: number) => {
    const wide = (name: string, dims: number[]) => ({
      name,
      type: FLOAT,
      dims,
      data: new Float32Array(dims.reduce((a, b) => a * b, 1)),
    });
    const bytes = onnxModel({
      inputs: [{ name: 'x', type: FLOAT, shape: ['n', 4] }],
      outputs: [{ name: 'y', type: FLOAT, shape: ['n', hidden] }],
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      weights: [wide('w', [4, hidden])],
    });
    return { name: 'm', label: 'm', content: { bytes } };
  };
  expect(blockRows(dense(100), 4, 1)).toBe(512);
  expect(blockRows(dense(2400), 4, 1)).toBe(256);
  expect(blockRows(dense(2400), 8, 1)).toBe(128);
  expect(blockRows(dense(2400), 4, 2)).toBe(512); // half of it for each thread
  expect(blockRows(dense(100_000), 4, 1)).toBeUndefined();
});

test.each([
  ['float32', FLOAT, Float32Array],
  ['float64', DOUBLE, Float64Array],
] as const)('in blocks or not, the numbers are the same: %s', async (type, number, array) => {
  for (const threads of [1, 2]) {
    await using model = await Model.load(oddNetwork(number), { threads });
    for (const rows of [512, 1025, 1100, 4099]) {
      const data = array.from(waves(11 * rows, 0.37));
      const x = Tensor.from(type, [rows, 11], data as never);
      const y = Tensor.allocate(type, [rows, 3]);
      using binding = model.bind({ inputs: { x }, outputs: { y } });
      binding.run();
      expect(binding.calls.length > 1).toBe(rows > 512 * threads);
      expect(y.data).toEqual(model.run({ x }).y?.data); // which ONNX Runtime runs as a whole
      expect(binding.output('y')).toMatchObject({ type, dims: [rows, 3] });
    }
  }
});

test('runs in blocks read what lies in the inputs then, and can be calls of C', async () => {
  await using model = await Model.load(mlp(2));
  const input = Tensor.allocate('float32', [2000, 64]);
  const output = Tensor.allocate('float32', [2000, 64]);
  using binding = model.bind({ inputs: { input }, outputs: { output } });
  for (const seed of [1, 2, 3]) {
    input.data.set(Float32Array.from(input.data, (_, i) => Math.cos(seed * i)));
    if (seed === 2) binding.run();
    else binding.ran(make(binding.calls.length > 0 ? binding.calls : (binding.run(), [])));
    expect(output.data).toEqual(model.run({ input }).output?.data);
  }
  expect(binding.calls.length).toBeGreaterThan(1);
  binding.close();
  await expectError(() => binding.calls, 'CLOSED', /was closed before/);
});

test('where samples depend on each other, a batch is run as a whole', async () => {
  await using model = await Model.load(oddNetwork(FLOAT, 0));
  const x = Tensor.from(
    'float32',
    [2000, 11],
    Float32Array.from({ length: 22_000 }, (_, i) => Math.sin(i)),
  );
  const y = Tensor.allocate('float32', [2000, 3]);
  using binding = model.bind({ inputs: { x }, outputs: { y } });
  binding.run();
  expect(binding.calls).toHaveLength(1);
  expect(y.data).toEqual(model.run({ x }).y?.data);
});

test('where outputs lie in the memory of inputs, a batch is run as a whole', async () => {
  const bytes = mlp(1, [16, 64, 32]);
  await using model = await Model.load(bytes);
  const memory = new Float32Array(32 * 2000);
  memory.set(Float32Array.from({ length: 16 * 2000 }, (_, i) => Math.sin(i)));
  const input = Tensor.from('float32', [2000, 16], memory.subarray(0, 16 * 2000));
  const output = Tensor.from('float32', [2000, 32], memory);
  const expected = model.run({ input: Tensor.from('float32', [2000, 16], [...input.data]) }).output?.data;
  using binding = model.bind({ inputs: { input }, outputs: { output } });
  binding.run();
  expect(output.data).toEqual(expected);
  expect(binding.calls).toHaveLength(1);
});

test('an input that the model has a value for is no batch, however long', async () => {
  const LONG = 1000;
  const bytes = onnxModel({
    irVersion: 7,
    inputs: [
      { name: 'x', type: FLOAT, shape: ['n', LONG] },
      { name: 'w', type: FLOAT, shape: [null, 1] },
    ],
    outputs: [{ name: 'y', type: FLOAT, shape: ['n', 1] }],
    nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    weights: [{ name: 'w', type: FLOAT, dims: [LONG, 1], data: new Float32Array(LONG) }],
  });
  await using model = await Model.load(bytes);
  const x = Tensor.from('float32', [LONG, LONG], new Float32Array(LONG * LONG).fill(1));
  const w = Tensor.from('float32', [LONG, 1], new Float32Array(LONG).fill(2));
  const y = Tensor.allocate('float32', [LONG, 1]);
  using binding = model.bind({ inputs: { x, w }, outputs: { y } });
  binding.run();
  expect([...new Set(y.data)]).toEqual([2 * LONG]);
  using without = model.bind({ inputs: { x }, outputs: { y } });
  without.run();
  expect([...new Set(y.data)]).toEqual([0]);
  expect([binding.calls.length, without.calls.length]).toEqual([1, 2]);
});

test('a failure in any block is one of the run', async () => {
  await using model = await Model.load(lookup());
  const place = Tensor.allocate('int64', [3000]);
  const row = Tensor.allocate('float32', [3000, 2]);
  using binding = model.bind({ inputs: { place }, outputs: { row } });
  binding.run();
  expect(binding.calls.length).toBeGreaterThan(1);
  place.data[2999] = 99n;
  await expectError(
    () => {
      binding.run();
    },
    'RUN_FAILED',
    'Gather',
  );
  await expectError(
    () => {
      binding.ran(make(binding.calls));
    },
    'RUN_FAILED',
    'Gather',
  );
  place.data[2999] = 1n;
  binding.run();
  expect(row.data.at(-1)).toBe(11);
});

test('the model closes what its blocks have', async () => {
  const model = await Model.load(mlp(2));
  const input = Tensor.allocate('float32', [2000, 64]);
  const output = Tensor.allocate('float32', [2000, 64]);
  const binding = model.bind({ inputs: { input }, outputs: { output } });
  model.close();
  await expectError(
    () => {
      binding.run();
    },
    'CLOSED',
    'closed before',
  );
});
