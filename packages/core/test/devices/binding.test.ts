import { expect, test } from 'vitest';
import { addressOf, memoryView } from '../../src/ffi/index.js';
import { Tensor, type Binding } from '../../src/index.js';
import { accumulator } from '../models/accumulator.js';
import { passing } from '../models/passing.js';
import { simpleNet } from '../models/simpleNet.js';
import { onEachDevice } from './onEachDevice.js';

function values(binding: Binding, name: string): number[] {
  const { pointer, byteLength } = binding.output(name);
  return [...new Float32Array(memoryView(pointer, byteLength))];
}

onEachDevice((device) => {
  test('memory of another owner is read and written in place', async () => {
    await using model = await device.load(simpleNet());
    const memory = new Float32Array(64);
    const at = (element: number) => ({
      type: 'float32' as const,
      dims: [2, 5],
      pointer: addressOf(memory) + BigInt(4 * element),
      byteLength: 40,
    });
    using binding = model.bind({ inputs: { input: at(3) }, outputs: { output: at(20) } });
    for (const first of [1, 100]) {
      const x = Array.from({ length: 10 }, (_, index) => first + index);
      memory.set(x, 3);
      binding.run();
      expect([...memory.subarray(20, 30)]).toEqual(x.map((value) => 2 * value));
      expect([memory[19], memory[30]]).toEqual([0, 0]);
    }
  });

  test('outputs that ONNX Runtime allocates come back', async () => {
    await using model = await device.load(simpleNet());
    const input = Tensor.from('float32', [1, 5], [1, 2, 3, 4, 5]);
    using binding = model.bind({ inputs: { input }, outputs: { output: null } });
    binding.run();
    expect(binding.output('output').dims).toEqual([1, 5]);
    expect(values(binding, 'output')).toEqual([2, 4, 6, 8, 10]);
    input.data.fill(7);
    binding.run();
    expect(values(binding, 'output')).toEqual([14, 14, 14, 14, 14]);
  });

  test('a state goes from run to run, and on to another binding', async () => {
    await using model = await device.load(accumulator());
    const x = Tensor.from('float32', [2], [1, 1]);
    const state = Tensor.from('float32', [2], [10, 20]);
    const feedback = { state: 'next' };
    using first = model.bind({ inputs: { x, state }, outputs: { next: null }, feedback });
    first.run();
    x.data.fill(100);
    state.data.fill(0);
    for (let i = 0; i < 20; i++) first.run();
    expect(values(first, 'next')).toEqual([2011, 2021]);
    using second = model.bind({
      inputs: { x, state },
      outputs: { next: null, twice: null },
      feedback,
      continues: { from: first, inputs: ['state'] },
    });
    second.run();
    expect(values(second, 'twice')).toEqual([4222, 4242]);
  });

  test('an output that is an input is written, and can be a state', async () => {
    await using model = await device.load(passing());
    const inputs = { x: Tensor.from('float32', [2], [1, 2]), h: Tensor.from('float32', [2], [10, 20]) };
    const all = model.run(inputs);
    expect([all['x'], all['y'], all['h']].map((one) => [...(one?.data ?? [])])).toEqual([
      [1, 2],
      [11, 22],
      [10, 20],
    ]);
    const outputs = { x: Tensor.allocate('float32', [2]), y: Tensor.allocate('float32', [2]), h: null };
    using binding = model.bind({ inputs, outputs });
    using next = model.bind({ inputs, outputs: { h: null }, feedback: { h: 'x' } });
    for (const first of [1, 7]) {
      inputs.x.data.set([first, 2]);
      binding.run();
      next.run();
      expect([...outputs.x.data, ...outputs.y.data]).toEqual([first, 2, first + 10, 22]);
      expect(values(binding, 'h')).toEqual([10, 20]);
      expect(values(next, 'h')).toEqual(first === 1 ? [10, 20] : [1, 2]);
    }
  });

  test('a state that nobody sees goes from run to run, and can be seen later', async () => {
    await using model = await device.load(accumulator());
    const x = Tensor.from('float32', [2], [1, 2]);
    const state = Tensor.from('float32', [2], [10, 20]);
    const twice = Tensor.allocate('float32', [2]);
    const feedback = { state: 'next' };
    using unseen = model.bind({ inputs: { x, state }, outputs: { twice }, feedback });
    for (let i = 0; i < 5; i++) unseen.run();
    expect([...twice.data]).toEqual([30, 60]);
    using seen = model.bind({
      inputs: { x, state },
      outputs: { next: null, twice },
      feedback,
      continues: { from: unseen, inputs: ['state'] },
    });
    seen.run();
    expect(values(seen, 'next')).toEqual([16, 32]);
  });
});
