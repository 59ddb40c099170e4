import { expect, test } from 'vitest';
import { precisionOptions } from '../../src/device/precisionOptions.js';

const cuda = { kind: 'cuda', index: 0 } as const;

test('float32 is float32 on CUDA, unless TF32 is asked for', () => {
  expect(precisionOptions(cuda, [], false, '1.30.0')).toEqual([['use_tf32', '0']]);
  expect(precisionOptions(cuda, [['gpu_mem_limit', '1']], true, '1.18.0')).toEqual([['use_tf32', '1']]);
});

test("the caller's own option counts", () => {
  expect(precisionOptions(cuda, [['use_tf32', '1']], false, '1.30.0')).toEqual([]);
});

test('providers that lack the option are given none', () => {
  expect(precisionOptions(cuda, [], false, '1.17.3')).toEqual([]);
  expect(precisionOptions(cuda, [], false, '2.0.0')).toEqual([['use_tf32', '0']]);
  for (const kind of ['cpu', 'tensorrt', 'webgpu'] as const)
    expect(precisionOptions({ kind, index: 0 }, [], true, '1.30.0')).toEqual([]);
});
