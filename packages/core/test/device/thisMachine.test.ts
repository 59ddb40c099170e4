import { expect, test } from 'vitest';
import { listDevices, Model, Tensor, type Device } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { mlp } from '../models/mlp.js';
import { simpleNet } from '../models/simpleNet.js';

const here = listDevices();

function has(kind: Device['kind']): boolean {
  return here.some((device) => device.kind === kind);
}

test('the cpu is always here, first, once', () => {
  expect(here.map(({ kind }) => kind).indexOf('cpu')).toBe(0);
  expect(here.filter(({ kind }) => kind === 'cpu')).toHaveLength(1);
});

test.each(['cuda:99', 'tensorrt:99', 'webgpu:99'])('%s is refused, not run on the cpu', async (device) => {
  await expectError(() => Model.load(simpleNet(), { device }), 'DEVICE_UNAVAILABLE', device, 'Here are: cpu');
});

test('auto loads and runs on whatever is best here', async () => {
  await using model = await Model.load(simpleNet(), { device: 'auto' });
  const { output } = model.run({ input: Tensor.from('float32', [1, 5], [0, 1, 2, 3, 4]) });
  expect(output?.data).toEqual(Float32Array.of(0, 2, 4, 6, 8));
});

for (const kind of ['cuda', 'tensorrt', 'webgpu'] as const) {
  // A Vulkan driver in software is on every machine: see vulkanDriver.ts.
  const absent = kind !== 'webgpu' && !has(kind);
  const title = absent ? `${kind} (skipped: no such device on this machine)` : kind;

  test.skipIf(absent)(`${title}: run, and every bound run, as on the cpu`, async () => {
    await using reference = await Model.load(mlp(3));
    await using model = await Model.load(mlp(3), { device: kind });
    expect(model.device.kind).toBe(kind);
    const input = Tensor.allocate('float32', [4, 64]);
    const output = Tensor.allocate('float32', [4, 64]);
    using binding = model.bind({ inputs: { input }, outputs: { output } });
    for (const phase of [1, 2, 3]) {
      input.data.forEach((_, index) => (input.data[index] = Math.sin(index * phase)));
      const expected = [...(reference.run({ input }).output?.data ?? [])].map(Number);
      binding.run();
      for (const data of [output.data, model.run({ input }).output?.data ?? []]) {
        expect(data).toHaveLength(expected.length);
        expected.forEach((value, index) => {
          expect(Number(data[index])).toBeCloseTo(value, 4);
        });
      }
    }
  });

  test.skipIf(absent)(`${title}: outputs that ONNX Runtime allocates`, async () => {
    await using model = await Model.load(simpleNet(), { device: kind });
    const input = Tensor.allocate('float32', [1, 5]);
    using binding = model.bind({ inputs: { input }, outputs: { output: null } });
    binding.run();
    expect(binding.output('output')).toMatchObject({ dims: [1, 5], byteLength: 20 });
  });
}

test('the processor and the adapter have names, the driver of WebGPU a version', () => {
  const [cpu] = here;
  expect(cpu?.name).not.toBe('');
  expect(cpu?.memoryBytes).toBeGreaterThan(2 ** 28);
  const webgpu = here.find(({ kind }) => kind === 'webgpu');
  expect(webgpu?.name).toMatch(/\w/);
  expect(webgpu?.driver).toMatch(/^\d+\.\d+\.\d+$/);
});
