import { expect, test } from 'vitest';
import { hidingMask, shownByMasks, visibleDevices } from '../../src/device/deviceMasks.js';

const present = ['GPU-8932f937-d72c', 'GPU-8932aaaa-d72c', 'GPU-1111', 'GPU-2222'].map((uuid) => ({ uuid }));

test.each([
  [undefined, [0, 1, 2, 3]],
  ['', []],
  ['-1', []],
  ['NoDevFiles', []],
  ['2', [2]],
  ['3,0', [3, 0]],
  ['0,1, 3', [0, 1, 3]],
  ['0,9,1', [0]],
  ['1,1,2', [1]],
  ['GPU-1111,0', [2, 0]],
  ['GPU-8932F9', [0]],
  ['GPU-8932,1', []], // stands for two
  ['GPU-9999', []],
  ['MIG-GPU-1/0/0', []],
])('of four CUDA_VISIBLE_DEVICES=%s shows %o', (mask, indices) => {
  expect(visibleDevices(present, mask)).toEqual(indices.map((index) => present[index]));
});

test('of parts of GPUs CUDA takes the first named, alone', () => {
  const part = { uuid: 'MIG-7f5c' };
  const find = (entry: string) => (entry === part.uuid ? part : undefined);
  expect(visibleDevices(present, 'MIG-7f5c,0', find)).toEqual([part]);
  expect(visibleDevices(present, '0,MIG-none', find)).toEqual([present[0]]);
});

test.each([
  ['nvidia', { CUDA_VISIBLE_DEVICES: '' }, 'CUDA_VISIBLE_DEVICES', 0],
  ['nvidia', { CUDA_VISIBLE_DEVICES: '0,GPU-12' }, undefined, 2],
  ['nvidia', { HIP_VISIBLE_DEVICES: '' }, undefined, undefined],
  ['amd', { HIP_VISIBLE_DEVICES: '-1', ROCR_VISIBLE_DEVICES: '0,1' }, 'HIP_VISIBLE_DEVICES', 0],
  ['amd', { HIP_VISIBLE_DEVICES: '0', ROCR_VISIBLE_DEVICES: '2,3' }, undefined, 1],
  ['intel', { ZE_AFFINITY_MASK: '0.0,0.1,1' }, undefined, 3],
  ['intel', { ZE_AFFINITY_MASK: 'none' }, 'ZE_AFFINITY_MASK', 0],
] as const)('%s under %o', (vendor, env, hiding, shown) => {
  expect(hidingMask(vendor, env)).toBe(hiding);
  expect(shownByMasks(vendor, env)).toBe(shown);
});
