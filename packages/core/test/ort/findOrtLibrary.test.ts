import { expect, test } from 'vitest';
import { findOrtLibrary } from '../../src/ort/index.js';
import { expectError } from '../expectError.js';

test('the environment comes before the package', () => {
  const own = findOrtLibrary({});
  expect(own).toMatch(/onnxruntime-node/);
  expect(findOrtLibrary({ RANKWISE_ORT_LIBRARY: process.execPath })).toBe(process.execPath);
  expect(findOrtLibrary({ RANKWISE_ORT_LIBRARY: '' })).toBe(own);
});

test('a path in the environment that leads nowhere is an error, not a fallback', async () => {
  await expectError(
    () => findOrtLibrary({ RANKWISE_ORT_LIBRARY: '/nowhere/libonnxruntime.so' }),
    'RUNTIME_UNAVAILABLE',
    'RANKWISE_ORT_LIBRARY',
    '/nowhere/libonnxruntime.so',
    'unset it',
  );
});
