import { expect, test } from 'vitest';
import { listDevices, Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { simpleNet } from '../models/simpleNet.js';

const here = listDevices();

test('the cpu is always here, first, once', () => {
  expect(here.map(({ kind }) => kind).indexOf('cpu')).toBe(0);
  expect(here.filter(({ kind }) => kind === 'cpu')).toHaveLength(1);
});

test.each(['cuda:99', 'tensorrt:99', 'webgpu:99'])('%s is refused, not run on the cpu', async (device) => {
  await expectError(
    () => Model.load(simpleNet(), { device }),
    'DEVICE_UNAVAILABLE',
    device,
    'Available here: cpu',
  );
});

test('auto loads and runs on whatever is best here', async () => {
  await using model = await Model.load(simpleNet(), { device: 'auto' });
  const { output } = model.run({ input: Tensor.from('float32', [1, 5], [0, 1, 2, 3, 4]) });
  expect(output?.data).toEqual(Float32Array.of(0, 2, 4, 6, 8));
});

test('the processor has a name', () => {
  const [cpu] = here;
  expect(cpu?.name).not.toBe('');
  expect(cpu?.memoryBytes).toBeGreaterThan(2 ** 28);
});
