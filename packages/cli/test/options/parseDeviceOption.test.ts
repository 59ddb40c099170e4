import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { parseDeviceOption } from '../../src/options/parseDeviceOption.js';

test.each(['auto', 'cpu', 'cuda', 'cuda:1', 'tensorrt:0', 'webgpu'])('%s is passed on as it is', (text) => {
  expect(parseDeviceOption(text)).toBe(text);
});

test.each(['', 'gpu', 'cuda:', 'cuda:x', 'cpu:3', 'auto:0'])("'%s' is no device", (text) => {
  expect(() => parseDeviceOption(text)).toThrow(InvalidArgumentError);
  expect(() => parseDeviceOption(text)).toThrow('is not a device');
});
