import { expect, test } from 'vitest';
import { memoryView } from '../../src/ffi/index.js';
import { Model, Tensor, type Binding } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { accumulator } from '../models/accumulator.js';
import { onnxModel } from '../models/onnxModel.js';

const ones = () => Tensor.from('float32', [3], [1, 1, 1]);
const feedback = { state: 'next' };

function values(binding: Binding, name: string): number[] {
  const { pointer, byteLength } = binding.output(name);
  return [...new Float32Array(memoryView(pointer, byteLength))];
}

test('what an output was in one run, the input is in the next', async () => {
  await using model = await Model.load(accumulator());
  const x = ones();
  const state = Tensor.from('float32', [3], [10, 20, 30]);
  const twice = Tensor.allocate('float32', [3]);
  using binding = model.bind({ inputs: { x, state }, outputs: { next: null, twice }, feedback });
  binding.run();
  expect(values(binding, 'next')).toEqual([11, 21, 31]);
  x.data.fill(100);
  state.data.fill(0);
  binding.run();
  expect([...twice.data]).toEqual([222, 242, 262]);
  for (let i = 0; i < 1000; i++) binding.run();
  expect([...twice.data]).toEqual([200_222, 200_242, 200_262]);
  expect(values(binding, 'next')).toEqual([100_111, 100_121, 100_131]);
});

test('a state that is not among the outputs is kept, and not shown', async () => {
  await using model = await Model.load(accumulator(), { name: 'sum' });
  const twice = Tensor.allocate('float32', [3]);
  using binding = model.bind({ inputs: { x: ones(), state: ones() }, outputs: { twice }, feedback });
  for (let i = 0; i < 3; i++) binding.run();
  expect([...twice.data]).toEqual([8, 8, 8]);
  await expectError(() => binding.output('next'), 'TENSOR_UNKNOWN', "'next'", "'twice'");
  using alone = model.bind({ inputs: { x: ones(), state: ones() }, outputs: {}, feedback });
  alone.run();
});

test('a state goes on from a binding that shows it to one that does not, and back', async () => {
  await using model = await Model.load(accumulator());
  const inputs = () => ({ x: ones(), state: ones() });
  const seen = model.bind({ inputs: inputs(), outputs: { next: null }, feedback });
  seen.run();
  const twice = Tensor.allocate('float32', [3]);
  const unseen = model.bind({
    inputs: inputs(),
    outputs: { twice },
    feedback,
    continues: { from: seen, inputs: ['state'] },
  });
  seen.close();
  unseen.run();
  expect([...twice.data]).toEqual([6, 6, 6]);
  const again = model.bind({
    inputs: inputs(),
    outputs: { next: null },
    feedback,
    continues: { from: unseen, inputs: ['state'] },
  });
  unseen.close();
  again.run();
  expect(values(again, 'next')).toEqual([4, 4, 4]);
});

test('another binding continues with the state of the first', async () => {
  await using model = await Model.load(accumulator());
  const zeros = () => Tensor.allocate('float32', [3]);
  using first = model.bind({ inputs: { x: ones(), state: zeros() }, outputs: { next: null }, feedback });
  first.run();
  first.run();
  const second = model.bind({
    inputs: { x: ones(), state: zeros() },
    outputs: { next: null, twice: null },
    feedback,
    continues: { from: first, inputs: ['state'] },
  });
  first.close();
  second.run();
  expect(values(second, 'next')).toEqual([3, 3, 3]);
  expect(values(second, 'twice')).toEqual([6, 6, 6]);
});

test('a run that fails leaves the state as it was', async () => {
  const vector = (name: string) => ({ name, type: 1, shape: ['n'] });
  const model = await Model.load(
    onnxModel({
      inputs: [vector('state'), { name: 'place', type: 7, shape: [1] }],
      outputs: [vector('next'), vector('picked')],
      nodes: [
        { op: 'Add', inputs: ['state', 'state'], outputs: ['next'] },
        { op: 'Gather', inputs: ['next', 'place'], outputs: ['picked'] },
      ],
    }),
  );
  const place = Tensor.from('int64', [1], [0n]);
  using binding = model.bind({
    inputs: { state: ones(), place },
    outputs: { next: null, picked: null },
    feedback,
  });
  binding.run();
  place.data.fill(7n);
  await expectError(() => {
    binding.run();
  }, 'RUN_FAILED');
  place.data.fill(0n);
  binding.run();
  expect(values(binding, 'picked')).toEqual([4]);
  model.close();
});

test('what cannot be a state is refused', async () => {
  await using model = await Model.load(accumulator(), { name: 'sum' });
  const inputs = { x: ones(), state: ones() };
  const next = null;
  const bind = (outputs: Record<string, Tensor | null>, pairs: Record<string, string>) => () =>
    model.bind({ inputs, outputs, feedback: pairs });
  await expectError(bind({ next }, { stat: 'next' }), 'TENSOR_UNKNOWN', "Did you mean 'state'?");
  await expectError(bind({ next }, { state: 'nxt' }), 'TENSOR_UNKNOWN', "Did you mean 'next'?");
  await expectError(
    bind({ count: null }, { state: 'count' }),
    'TYPE_MISMATCH',
    "'count'",
    "'sum'",
    "'state'",
  );
  await expectError(bind({ next: ones() }, feedback), 'INVALID_ARGUMENT', "'next'", 'null');

  await expectError(bind({ next }, { state: 'next', x: 'next' }), 'INVALID_ARGUMENT', "'state', 'x'");
});
