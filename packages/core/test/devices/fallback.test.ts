import { expect, test } from 'vitest';
import { Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { determinant } from '../models/determinant.js';
import { mlp } from '../models/mlp.js';
import { onEachDevice } from './onEachDevice.js';

onEachDevice((device) => {
  test('a network of common operators falls back nowhere', async () => {
    await using model = await device.load(mlp(3), { noFallback: true });
    expect(model.fallback).toEqual([]);
  });

  test('an operator that runs on the CPU is told, arithmetic on shapes is not', async () => {
    await using model = await device.load(determinant());
    const onCpu = [{ operator: 'Det', count: 1, nodes: ['theDet'] }];
    expect(model.fallback).toEqual(device.kind === 'cpu' ? [] : onCpu);
    const { det, flat } = model.run({ x: Tensor.from('float32', [2, 2], [2, 0, -1, 3]) });
    expect(det?.data).toEqual(Float32Array.of(6));
    expect(flat?.data).toEqual(Float32Array.of(2, 0, 0, 3));
  });

  test('a fallback can be made an error, which names the operator', async () => {
    const load = () => device.load(determinant(), { noFallback: true, name: 'partly' });
    if (device.kind === 'cpu') {
      await using model = await load();
      expect(model.fallback).toEqual([]);
      return;
    }
    await expectError(
      load,
      'DEVICE_UNAVAILABLE',
      "'partly'",
      `'${device.name}'`,
      'Det would run on the CPU',
      'noFallback',
    );
  });
});
