import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deviceEnvironment, SWIFTSHADER, testDevices } from '../../suite/testDevices.mjs';

describe('the devices of tests', () => {
  test.each([
    [undefined, ['webgpu:0']],
    ['', ['webgpu:0']],
    ['cpu', ['cpu']],
    [' webgpu , cuda:1,tensorrt', ['webgpu:0', 'cuda:1', 'tensorrt:0']],
  ])('%o are %o', (text, devices) => {
    expect(testDevices({ RANKWISE_TEST_DEVICES: text })).toEqual(devices);
  });

  test.each(['gpu', 'cuda:', 'cuda:x', 'cpu:1', 'webgpu,', 'auto'])('%o is refused', (text) => {
    expect(() => testDevices({ RANKWISE_TEST_DEVICES: text })).toThrow(`RANKWISE_TEST_DEVICES is '${text}'`);
  });
});

describe('the environment of tests on devices', () => {
  test('has SwiftShader where it is', () => {
    expect(deviceEnvironment({})['VK_ICD_FILENAMES']).toBe(existsSync(SWIFTSHADER) ? SWIFTSHADER : undefined);
  });

  test.each(['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])('leaves the driver of %s', (name) => {
    expect(deviceEnvironment({ [name]: '/some/driver.json' })).toEqual({ NVIDIA_TF32_OVERRIDE: '0' });
  });
});
