import { expect, test } from 'vitest';
import { formatDevice, parseDevice } from '../../src/index.js';
import { expectError } from '../expectError.js';

test.each([
  ['auto', { kind: 'auto' }],
  ['cpu', { kind: 'cpu', index: 0 }],
  ['cpu:0', { kind: 'cpu', index: 0 }],
  ['cuda', { kind: 'cuda', index: undefined }],
  [' CUDA:1 ', { kind: 'cuda', index: 1 }],
  ['tensorrt:12', { kind: 'tensorrt', index: 12 }],
  ['webgpu', { kind: 'webgpu', index: undefined }],
])('%s is read', (text, request) => {
  expect(parseDevice(text)).toEqual(request);
});

test.each(['', 'gpu', 'cuda:', 'cuda:x', 'cuda:-1', 'cuda:1.5', 'cuda:1:2', 'auto:0', 'cpu:1', 'cuda 1'])(
  "'%s' is refused with the forms that are allowed",
  async (text) => {
    await expectError(
      () => parseDevice(text),
      'INVALID_ARGUMENT',
      `'${text}'`,
      'auto, cpu, cuda, tensorrt or webgpu',
    );
  },
);

test('a slip of the pen is recognized', async () => {
  await expectError(() => parseDevice('cudda:1'), 'INVALID_ARGUMENT', "Did you mean 'cuda'?");
});

test('devices are written as they are read', () => {
  expect(formatDevice({ kind: 'cpu', index: 0 })).toBe('cpu');
  expect(formatDevice({ kind: 'webgpu', index: 0 })).toBe('webgpu:0');
  expect(parseDevice(formatDevice({ kind: 'cuda', index: 3 }))).toEqual({ kind: 'cuda', index: 3 });
});
