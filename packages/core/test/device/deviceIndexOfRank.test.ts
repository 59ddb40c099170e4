import { expect, test } from 'vitest';
import { deviceIndexOfRank, devicePolicy, type DevicePolicy } from '../../src/index.js';
import { expectError } from '../expectError.js';

function map(localSize: number, deviceCount: number, policy: DevicePolicy): number[] {
  return Array.from({ length: localSize }, (_, localRank) =>
    deviceIndexOfRank({ localRank, localSize, deviceCount, policy }),
  );
}

test.each([
  [4, 4, [0, 1, 2, 3], [0, 1, 2, 3]],
  [8, 4, [0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 2, 3, 0, 1, 2, 3]],
  [6, 4, [0, 0, 1, 2, 2, 3], [0, 1, 2, 3, 0, 1]],
  [2, 4, [0, 2], [0, 1]],
  [1, 8, [0], [0]],
  [3, 1, [0, 0, 0], [0, 0, 0]],
])('%i ranks on %i devices', (ranks, devices, block, roundRobin) => {
  expect(map(ranks, devices, 'block')).toEqual(block);
  expect(map(ranks, devices, 'round-robin')).toEqual(roundRobin);
});

test('both policies keep in range and share evenly, for all sizes', () => {
  for (const policy of ['block', 'round-robin'] as const) {
    for (let ranks = 1; ranks <= 40; ranks++) {
      for (let devices = 1; devices <= Math.min(10, ranks); devices++) {
        const loads = Array<number>(devices).fill(0);
        for (const index of map(ranks, devices, policy)) loads[index] = (loads[index] ?? NaN) + 1;
        expect(loads.reduce((sum, load) => sum + load)).toBe(ranks);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }
    }
  }
});

test.each([
  [4, 4, 1],
  [-1, 4, 1],
  [0, 0, 1],
  [0, 1, 0],
  [0.5, 1, 1],
])('local rank %f of %i on %i devices is refused', async (localRank, localSize, deviceCount) => {
  const act = () => deviceIndexOfRank({ localRank, localSize, deviceCount, policy: 'block' });
  await expectError(act, 'INVALID_ARGUMENT', `local rank ${localRank} of ${localSize}`);
});

test('the policy: the option, then the environment, then block', async () => {
  expect(devicePolicy('round-robin', { RANKWISE_DEVICE_POLICY: 'block' })).toBe('round-robin');
  expect(devicePolicy(undefined, { RANKWISE_DEVICE_POLICY: 'round-robin' })).toBe('round-robin');
  expect(devicePolicy(undefined, {})).toBe('block');
  const env = { RANKWISE_DEVICE_POLICY: 'random' };
  await expectError(
    () => devicePolicy(undefined, env),
    'INVALID_ARGUMENT',
    'RANKWISE_DEVICE_POLICY',
    'random',
  );
  await expectError(() => devicePolicy('any'), 'INVALID_ARGUMENT', "'policy'", 'round-robin');
});
