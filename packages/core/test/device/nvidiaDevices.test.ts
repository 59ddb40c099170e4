import { expect, test } from 'vitest';
import { countNvidiaDevices, countVisible } from '../../src/device/nvidiaDevices.js';

test.each([
  [undefined, 4],
  ['', 0],
  ['-1', 0],
  ['NoDevFiles', 0],
  ['2', 1],
  ['0,1, 3', 3],
  ['0,9,1', 1],
  ['GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,1', 2],
  ['MIG-GPU-1/0/0', 1],
])('of 4 devices CUDA_VISIBLE_DEVICES=%s shows %i', (mask, count) => {
  expect(countVisible(4, mask)).toBe(count);
});

test('a mask can hide all devices of this machine', () => {
  expect(countNvidiaDevices({ CUDA_VISIBLE_DEVICES: '' })).toBe(0);
});
