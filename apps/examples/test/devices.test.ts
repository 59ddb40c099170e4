import { formatDevice, listDevices, resolveDevice, rankFromEnvironment } from '@rankwise/core';
import { describe, expect, it } from 'vitest';
import { simpleNetPath } from './examples.js';
import { failsReadably, linesOf } from './oneProcess.js';

const output = '0.0 2.0 4.0 6.0 8.0';

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

  it('runs on the device that is named', async () => {
    const lines = await linesOf('devices', language, simpleNetPath, 'cpu');
    expect(lines.at(-1)).toBe(`cpu is cpu: ${output}`);
  });

  failsReadably('devices', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
});
