import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listProviders, packagedOrtLibrary } from '@rankwise/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { requireDevice } from '../../../core/test/devices/requireDevice.js';
import { determinant } from '../../../core/test/models/determinant.js';
import type { DevicesDocument } from '../../src/devices/describeDevices.js';
import { evaluate, inputs, program, simpleNet } from '../support/evaluate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-devices-'));
const partly = path.join(folder, 'partly.onnx');
writeFileSync(partly, determinant());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const x = { type: 'float32', dims: [1, 5], data: [0, 1, 2, 3, 0.5] };
const matrix = inputs({ type: 'float32', dims: [2, 2], data: [2, 0, 1, 3] }, 'x');

describe.each(testDevices())('on %s', (device) => {
  beforeAll(() => {
    requireDevice(device, listProviders());
  });

  const kind = device.replace(/:.*/, '');
  const run = (model: string, input: string, ...more: string[]) =>
    evaluate([model, '--input', '-', '--device', device, ...more], input);

  test('rankwise devices lists it', async () => {
    const { stdout } = await execa(process.execPath, [program, 'devices', '--json']);
    const { providers } = JSON.parse(stdout) as DevicesDocument;
    const found = providers.flatMap(({ devices }) => devices).find((one) => one.device === device);
    expect(found?.name).toMatch(/\w/);
    expect(found?.memoryBytes).toBeGreaterThan(2 ** 28);
  });

  test('its numbers', async () => {
    const { exitCode, stdout, stderr } = await run(simpleNet, inputs(x), '--no-fallback');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ output: { ...x, data: [0, 2, 4, 6, 1] } });
  });

  test('what runs on the CPU instead is said on stderr once', async () => {
    const { exitCode, stdout, stderr } = await run(partly, matrix);
    const said =
      kind === 'cpu'
        ? ''
        : `rankwise: these operators run on the CPU because ${device} does not support them: Det`;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: said });
    expect(JSON.parse(stdout)).toMatchObject({ det: { dims: [], data: [6] } });
  });

  if (kind === 'cpu') return;

  test('that is an error with --no-fallback', async () => {
    const { exitCode, stdout, stderr } = await run(partly, matrix, '--no-fallback');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('Det would run on the CPU');
  });

  test('hidden from the process, it is an error that says how to get it', async () => {
    // Of NVIDIA's the device is seen, but not the libraries that `rankwise setup --cuda` installs.
    const hidden =
      kind === 'webgpu'
        ? { VK_DRIVER_FILES: '/nowhere', VK_ICD_FILENAMES: '/nowhere' }
        : { RANKWISE_ORT_LIBRARY: packagedOrtLibrary().path };
    const args = [simpleNet, '--input', '-', '--device', device];
    const { exitCode, stdout, stderr } = await evaluate(args, inputs(x), hidden);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(kind === 'webgpu' ? "Install the GPU's Vulkan driver" : 'rankwise setup --cuda');
  });
});
