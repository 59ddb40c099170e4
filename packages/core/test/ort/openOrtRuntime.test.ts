import { expect, test } from 'vitest';
import { runtimeInfo } from '../../src/index.js';
import { loadOrtRuntime } from '../../src/ort/index.js';
import { newEnough, openOrtRuntime } from '../../src/ort/openOrtRuntime.js';
import { expectError } from '../expectError.js';

test('the library of onnxruntime-node opens once', () => {
  expect(runtimeInfo()).toMatchObject({
    version: '1.30.0',
    libraryPath: expect.stringMatching(/onnxruntime-node.*libonnxruntime/) as string,
    providers: expect.arrayContaining(['CPUExecutionProvider']) as string[],
  });
  expect(loadOrtRuntime()).toBe(loadOrtRuntime());
});

test.each([
  ['1.11.1', false],
  ['1.12.0', true],
  ['1.30.0', true],
  ['2.0.0', true],
  ['unknown', false],
])('version %s is new enough: %s', (version, expected) => {
  expect(newEnough(version)).toBe(expected);
});

test('another library is refused by name', async () => {
  const other = process.platform === 'linux' ? 'libm.so.6' : 'libSystem.B.dylib';
  await expectError(() => openOrtRuntime(other), 'RUNTIME_UNAVAILABLE', other, 'RANKWISE_ORT_LIBRARY');
});
