import { expect, test } from 'vitest';
import { Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { half } from '../models/half.js';
import { lookup } from '../models/lookup.js';
import { mlp } from '../models/mlp.js';
import { nonZero } from '../models/nonZero.js';
import { onEachDevice } from './onEachDevice.js';

/** Numbers between -1 and 1, others for each seed. */
function waves(rows: number, seed: number): Tensor {
  const data = Float32Array.from({ length: 64 * rows }, (_, index) => Math.sin(index * seed + seed));
  return Tensor.from('float32', [rows, 64], data);
}

/** Some adapters have no float16: SwiftShader is one. */
function lacksHalf(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

onEachDevice((device) => {
  test('numbers are those of the CPU, run or bound, for batches of any size', async () => {
    await using reference = await Model.load(mlp(3));
    await using model = await device.load(mlp(3));
    for (const rows of [4, 1, 33, 4]) {
      const input = Tensor.allocate('float32', [rows, 64]);
      const output = Tensor.allocate('float32', [rows, 64]);
      using binding = model.bind({ inputs: { input }, outputs: { output } });
      for (const seed of [1, 2, 3]) {
        input.data.set(waves(rows, seed).data as Float32Array);
        const expected = reference.run({ input }).output;
        binding.run();
        device.expectNear(output, expected);
        device.expectNear(model.run({ input }).output, expected);
      }
    }
  });

  test('weights of float16', async () => {
    await using model = await device.load(half('float32'));
    const { y } = model.run({ x: Tensor.from('float32', [1, 4], [1, 1.5, -2, 0]) });
    expect(y?.data).toEqual(Float32Array.of(1, 3, -8, 0));
  });

  test('a network of float16, or what the adapter lacks for it', async () => {
    await using model = await device.load(half('float16'));
    // 1, 1.5, -2 and 0.
    const run = () => model.run({ x: Tensor.from('float16', [1, 4], [0x3c00, 0x3e00, 0xc000, 0]) });
    if (device.kind === 'webgpu' && lacksHalf(run)) {
      await expectError(run, 'RUN_FAILED', 'requires f16 but the device does not support it');
    } else {
      expect(run().y?.data).toEqual(Uint16Array.of(0x3c00, 0x4200, 0xc800, 0));
    }
  });

  test('inputs and outputs of int64', async () => {
    await using model = await device.load(lookup());
    const { row, next } = model.run({ place: Tensor.from('int64', [3], [2n, 0n, 1n]) });
    expect(row?.data).toEqual(Float32Array.of(20, 21, 0, 1, 10, 11));
    expect(next?.data).toEqual(BigInt64Array.of(3n, 1n, 2n));
  });

  test('a shape that the values decide', async () => {
    await using model = await device.load(nonZero());
    const where = (data: number[]) => model.run({ x: Tensor.from('float32', [4], data) }).where;
    expect(where([0, 1, 0, 1])).toMatchObject({ dims: [1, 2], data: BigInt64Array.of(1n, 3n) });
    expect(where([1, 1, 1, 1])?.dims).toEqual([1, 4]);
  });
});
