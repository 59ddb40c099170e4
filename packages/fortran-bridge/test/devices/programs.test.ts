import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProviders } from '@rankwise/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { requireDevice } from '../../../core/test/devices/requireDevice.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const models = mkdtempSync(join(tmpdir(), 'rankwise-devices-'));

beforeAll(() => {
  execFileSync(process.execPath, [here('../models/makeModels.mjs'), models]);
});

afterAll(() => {
  rmSync(models, { recursive: true });
});

/** Runs a program of C or Fortran that the native build left; returns its exit status and what it said. */
function run(name: string, device: string): Promise<{ status: number | null; said: string }> {
  const program = here(`../../build/native/devices/test-${name}`);
  if (!existsSync(program)) {
    throw new Error(`${program} is not there: build it by 'npx nx native fortran-bridge --skip-nx-cache'.`);
  }
  return new Promise((resolve) => {
    const child = execFile(program, [models, device], { timeout: 290_000 }, (_, stdout, stderr) => {
      resolve({ status: child.exitCode, said: stdout + stderr });
    });
  });
}

describe.each(testDevices())('on %s', (device) => {
  beforeAll(() => {
    requireDevice(device, listProviders());
  });

  test.each(['on_device', 'fortran-on_device', 'sharing', 'batching'])(
    '%s',
    async (name) => {
      expect(await run(name, device)).toEqual({ status: 0, said: '' });
    },
    300_000,
  );
});
