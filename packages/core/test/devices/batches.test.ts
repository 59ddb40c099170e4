import { describe, expect, test } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { Tensor } from '../../src/index.js';
import { convolution } from '../models/convolution.js';
import { mlp } from '../models/mlp.js';
import { onEachDevice, TestDevice } from './onEachDevice.js';

const networks = [
  { what: 'a perceptron', bytes: mlp(5), sample: [64] },
  { what: 'a convolution', bytes: convolution(), sample: [3, 12, 12] },
] as const;

function tests(device: TestDevice): void {
  // NVIDIA's libraries choose the kernel by the size of the batch, and with it the order of sums.
  const tolerance = ['cuda', 'tensorrt'].includes(device.kind) ? device.tolerance : 0;

  test.each(networks)('$what: a sample has the same numbers alone and in any batch', async (network) => {
    await using model = await device.load(network.bytes);
    const MOST = 33;
    const size = network.sample.reduce<number>((a, b) => a * b, 1);
    const data = Float32Array.from({ length: MOST * size }, (_, i) => Math.sin(0.37 * i));
    const run = (from: number, rows: number) => {
      const input = Tensor.from(
        'float32',
        [rows, ...network.sample],
        data.slice(from * size, (from + rows) * size),
      );
      return model.run({ input }).output?.data as Float32Array;
    };
    const alone = Array.from({ length: MOST }, (_, i) => run(i, 1));
    for (const rows of [2, 3, 8, 17, MOST]) {
      const batch = run(0, rows);
      const width = batch.length / rows;
      let farthest = 0;
      for (const [i, sample] of alone.slice(0, rows).entries())
        for (const [k, value] of sample.entries())
          farthest = Math.max(farthest, Math.abs(value - (batch[i * width + k] ?? NaN)));
      expect(farthest, `a batch of ${rows}`).toBeLessThanOrEqual(tolerance);
    }
  });
}

onEachDevice(tests);
if (!testDevices().includes('cpu')) {
  describe('on cpu', () => {
    tests(new TestDevice('cpu'));
  });
}
