import { expect, test } from 'vitest';
import { parseProviderOptions } from '../../src/index.js';
import { checkProviderOptions, providerOptionTexts } from '../../src/device/providerOptions.js';
import { expectError } from '../expectError.js';

test('options are read from one text', () => {
  expect(parseProviderOptions('')).toEqual({});
  expect(parseProviderOptions(' gpu_mem_limit = 2147483648 ;use_tf32=0;')).toEqual({
    gpu_mem_limit: '2147483648',
    use_tf32: '0',
  });
  expect(parseProviderOptions('trt_engine_cache_path=/a=b/c d')).toEqual({
    trt_engine_cache_path: '/a=b/c d',
  });
});

test.each(['gpu_mem_limit', '=1', 'use_tf32=', 'a=1;b'])("'%s' is refused", async (text) => {
  await expectError(() => parseProviderOptions(text), 'INVALID_ARGUMENT', 'name=value');
});

test('an option given twice is refused', async () => {
  await expectError(() => parseProviderOptions('a=1;a=2'), 'INVALID_ARGUMENT', "'a' is given twice");
});

test('values of all kinds become texts that providers read', () => {
  expect(providerOptionTexts({ a: true, b: false, c: 2 ** 31, d: 'x' })).toEqual([
    ['a', '1'],
    ['b', '0'],
    ['c', '2147483648'],
    ['d', 'x'],
  ]);
});

test('what a provider would pass over is refused', async () => {
  const check = (kind: 'cpu' | 'cuda' | 'webgpu', options: object) => () => {
    checkProviderOptions({ kind, index: 1 }, { ...options });
  };
  expect(check('cpu', {})).not.toThrow();
  expect(check('cuda', { gpu_mem_limit: 1 })).not.toThrow();
  await expectError(check('cpu', { use_tf32: 0 }), 'INVALID_ARGUMENT', 'cpu', "'use_tf32'");
  await expectError(check('cuda', { device_id: 0 }), 'INVALID_ARGUMENT', 'cuda:1', 'by its index');
  await expectError(
    check('webgpu', { validationmode: 'full' }),
    'INVALID_ARGUMENT',
    "'validationmode'",
    "Did you mean 'validationMode'?",
  );
});
