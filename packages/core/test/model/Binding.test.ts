import { expect, test } from 'vitest';
import { addressOf, functionAt, memoryView, type Pointer } from '../../src/ffi/index.js';
import { elementTypes, Model, Tensor, type ForeignTensor, type RunCall } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { identity } from '../models/identity.js';
import { lookup } from '../models/lookup.js';
import { nonZero } from '../models/nonZero.js';
import { simpleNet } from '../models/simpleNet.js';
import { sums } from '../models/sums.js';

function floats({ pointer, byteLength }: ForeignTensor): number[] {
  return [...new Float32Array(memoryView(pointer, byteLength))];
}

test('every run reads what lies in the inputs then', async () => {
  await using model = await Model.load(simpleNet());
  const input = Tensor.allocate('float32', [1, 5]);
  const output = Tensor.allocate('float32', [1, 5]);
  using binding = model.bind({ inputs: { input }, outputs: { output } });
  for (const value of [1, 2, 3]) {
    input.data.fill(value);
    binding.run();
    expect([...output.data]).toEqual(Array(5).fill(2 * value));
  }
  expect(floats(binding.output('output'))).toEqual([6, 6, 6, 6, 6]);
});

test('foreign memory is used in place', async () => {
  await using model = await Model.load(simpleNet());
  const memory = new Float32Array(64);
  const at = (element: number) => ({
    type: 'float32' as const,
    dims: [2, 5],
    pointer: addressOf(memory) + BigInt(4 * element),
    byteLength: 40,
  });
  using binding = model.bind({ inputs: { input: at(3) }, outputs: { output: at(20) } });
  memory.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3);
  binding.run();
  expect([...memory.subarray(20, 30)]).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(memory[30]).toBe(0);
  expect(binding.output('output')).toEqual(at(20));
});

test('an output that ONNX Runtime allocates takes the shape of each run', async () => {
  await using model = await Model.load(nonZero());
  const x = Tensor.allocate('float32', [4]);
  using binding = model.bind({ inputs: { x }, outputs: { where: null } });
  for (const [data, dims] of [
    [
      [0, 1, 0, 1],
      [1, 2],
    ],
    [
      [1, 1, 1, 1],
      [1, 4],
    ],
    [
      [0, 0, 0, 0],
      [1, 0],
    ],
  ] as const) {
    x.data.set(data);
    binding.run();
    const where = binding.output('where');
    expect(where).toMatchObject({ type: 'int64', dims, byteLength: 8 * dims[1] });
  }
  x.data.set([0, 0, 5, 0]);
  binding.run();
  const { pointer } = binding.output('where');
  expect(new BigInt64Array(memoryView(pointer, 8))[0]).toBe(2n);
});

/** Makes a run as a thread in C would. */
function make(call: RunCall | undefined): Pointer | null {
  const run = functionAt(call?.function ?? 0n, 'void* run(void* a, void* b, void* c)');
  return call === undefined ? null : run(...call.arguments);
}

test('a run as one call of C', async () => {
  await using model = await Model.load(simpleNet());
  const input = Tensor.from('float32', [1, 5], [1, 2, 3, 4, 5]);
  const output = Tensor.allocate('float32', [1, 5]);
  using binding = model.bind({ inputs: { input }, outputs: { output } });
  binding.run();
  output.data.fill(0);
  expect(make(binding.calls[0])).toBeNull();
  expect([...output.data]).toEqual([2, 4, 6, 8, 10]);
  binding.close();
  await expectError(() => binding.calls, 'CLOSED', /was closed before/);
});

test('outputs that runs of one call allocate', async () => {
  await using model = await Model.load(nonZero());
  const x = Tensor.allocate('float32', [4]);
  using binding = model.bind({ inputs: { x }, outputs: { where: null } });
  binding.run();
  binding.prepare();
  for (const data of [
    [0, 1, 0, 1],
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ]) {
    x.data.set(data);
    binding.ran(make(binding.calls[0]));
    expect(binding.output('where').dims).toEqual([1, data.filter(Boolean).length]);
    binding.prepare();
  }
  binding.run();
  expect(binding.output('where').dims).toEqual([1, 0]);
});

test('what one call says of a failure', async () => {
  await using model = await Model.load(lookup());
  const place = Tensor.from('int64', [1], [0n]);
  using binding = model.bind({ inputs: { place }, outputs: { row: null } });
  binding.run();
  binding.prepare();
  place.data[0] = 99n;
  const status = make(binding.calls[0]);
  expect(status).not.toBeNull();
  await expectError(
    () => {
      binding.ran(status);
    },
    'RUN_FAILED',
    /Running the model 'model' failed/,
  );
});

test('memory and allocation mixed, some outputs only', async () => {
  await using model = await Model.load(sums());
  const u = Tensor.from('float32', [2], [5, 6]);
  const total = Tensor.allocate('float32', [2]);
  using both = model.bind({ inputs: { u, v: u }, outputs: { difference: null, total } });
  both.run();
  both.run();
  expect(floats(both.output('difference'))).toEqual([0, 0]);
  expect([...total.data]).toEqual([10, 12]);
  using one = model.bind({ inputs: { u, v: u }, outputs: { difference: null } });
  one.run();
  await expectError(() => one.output('total'), 'TENSOR_UNKNOWN', 'total', 'bound are', 'difference');
});

test.each(elementTypes)('scalars and tensors of %s without elements', async (type) => {
  await using model = await Model.load(identity(type));
  for (const dims of [[], [0], [3, 0]]) {
    const x = Tensor.allocate(type, dims);
    using filled = model.bind({ inputs: { x }, outputs: { y: Tensor.allocate(type, dims) } });
    filled.run();
    using allocated = model.bind({ inputs: { x }, outputs: { y: null } });
    allocated.run();
    expect(allocated.output('y')).toMatchObject({ type, dims, byteLength: x.data.byteLength });
  }
});

test('what is bound is checked', async () => {
  await using model = await Model.load(simpleNet(), { name: 'net' });
  const input = Tensor.allocate('float32', [1, 5]);
  const bind = (inputs: object, outputs: object) => () =>
    model.bind({ inputs: inputs as Record<string, Tensor>, outputs: outputs as Record<string, null> });
  await expectError(bind({}, { output: null }), 'INVALID_ARGUMENT', "'input'");
  await expectError(bind({ input }, {}), 'INVALID_ARGUMENT', 'at least one');
  await expectError(bind({ input, more: input }, { output: null }), 'TENSOR_UNKNOWN', "'more'");
  await expectError(bind({ input }, { result: null }), 'TENSOR_UNKNOWN', "'result'");
  await expectError(
    bind({ input: Tensor.allocate('int8', [1, 5]) }, { output: null }),
    'TYPE_MISMATCH',
    'int8',
  );
  await expectError(
    () => {
      bind({ input }, { output: Tensor.allocate('float32', [1, 6]) })().run();
    },
    'SHAPE_MISMATCH',
    "'net' came out as float32 [1, 5], but float32 [1, 6] was given",
  );
  const foreign = { type: 'float32', dims: [4, 5], pointer: 4096n, byteLength: 79 };
  await expectError(bind({ input: foreign }, { output: null }), 'INVALID_ARGUMENT', '79 bytes', 'needs 80');
  const nowhere = { type: 'float32', dims: [4, 5], pointer: 0n, byteLength: 80 };
  await expectError(bind({ input: nowhere }, { output: null }), 'INVALID_ARGUMENT', 'no address');
});

test('an output of another shape than the run gives is SHAPE_MISMATCH, every time', async () => {
  await using model = await Model.load(simpleNet(), { name: 'net' });
  const input = Tensor.allocate('float32', [1, 5]);
  using binding = model.bind({ inputs: { input }, outputs: { output: Tensor.allocate('float32', [3, 5]) } });
  for (let i = 0; i < 3; i++) {
    await expectError(
      () => {
        binding.run();
      },
      'SHAPE_MISMATCH',
      "'net'",
      '{3,5}',
    );
  }
});

test('an allocated output has no memory before the run', async () => {
  await using model = await Model.load(simpleNet());
  const input = Tensor.allocate('float32', [1, 5]);
  using binding = model.bind({ inputs: { input }, outputs: { output: null } });
  await expectError(() => binding.output('output'), 'INVALID_ARGUMENT', 'run() first');
});

test('a closed binding says so; others and the model go on', async () => {
  await using model = await Model.load(simpleNet(), { name: 'net' });
  const input = Tensor.from('float32', [1, 5], [1, 1, 1, 1, 1]);
  const tensors = { inputs: { input }, outputs: { output: Tensor.allocate('float32', [1, 5]) } };
  const binding = model.bind(tensors);
  using other = model.bind(tensors);
  binding.close();
  binding.close();
  await expectError(
    () => {
      binding.run();
    },
    'CLOSED',
    "'net'",
    'Bind again',
  );
  other.run();
  expect([...tensors.outputs.output.data]).toEqual([2, 2, 2, 2, 2]);
});
