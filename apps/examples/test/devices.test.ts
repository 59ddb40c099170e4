import { formatDevice, listDevices, listProviders, resolveDevice, rankFromEnvironment } from '@rankwise/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDevices } from '../../../tools/suite/testDevices.mjs';
import { requireDevice } from '../../../packages/core/test/devices/requireDevice.js';
import { simpleNetPath } from './examples.js';
import { failsReadably, linesOf } from './oneProcess.js';

const output = '0.0 2.0 4.0 6.0 8.0';
const named = testDevices();

beforeAll(() => {
  const providers = listProviders();
  for (const device of named) requireDevice(device, providers);
});

describe.each(['f90', 'py'] as const)('devices in %s', (language) => {
  it('lists what is here, and runs on each of them', async () => {
    const here = listDevices();
    const lines = await linesOf('devices', language, simpleNetPath);
    const split = lines.findIndex((line) => line.startsWith('to run on: '));
    expect(lines[split]).toBe(`to run on: ${here.length} in all`);
    expect(lines.slice(0, split).filter((line) => !line.startsWith('no '))).toEqual(
      here.map((one) => expect.stringContaining(`${formatDevice(one)}: ${one.name}`) as string),
    );
    // A kind without devices says why, and what to do.
    for (const line of lines.slice(0, split).filter((one) => one.startsWith('no '))) {
      expect(line).toMatch(/^no (cuda|tensorrt|webgpu): .{20,}\.$/);
    }
    const auto = formatDevice(resolveDevice('auto', rankFromEnvironment()));
    expect(lines.slice(split + 1, -1)).toEqual([
      ...here.map((one) => `${formatDevice(one)} is ${formatDevice(one)}: ${output}`),
      `auto is ${auto}: ${output}`,
    ]);
    expect(lines.at(-1)).toMatch(/^rank 0: load of '.*simplenet\.onnx': .*cuda/);
  });

  it.each([...new Set(['cpu', ...named])])('runs on %s where that is named', async (device) => {
    const lines = await linesOf('devices', language, simpleNetPath, device);
    expect(lines.at(-1)).toBe(`${device} is ${device}: ${output}`);
  });

  failsReadably('devices', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
});
