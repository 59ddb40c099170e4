import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { nativeFolder } from '../../src/build/index.js';
import { findMpi, kinds, runRanks, type MpiImplementation } from '../rankwise_mpi/MpiImplementation.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rankwise-sharing-'));
const model = join(folder, 'simplenet.onnx');
const ranks = 4;
// On the cpu ranks share nothing unless they are told to.
const devices = testDevices().filter((device) => device !== 'cpu');

beforeAll(() => {
  execFileSync(process.execPath, [here('../models/makeModels.mjs'), folder]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(kinds)('the ranks of $name', (kind) => {
  let mpi: MpiImplementation;
  let program: string;

  beforeAll(() => {
    mpi = findMpi(kind);
    program = join(folder, kind.name.replace(' ', ''));
    const library = join(nativeFolder(), 'lib');
    const include = `-I${join(nativeFolder(), 'include')}`;
    const link = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise'];
    // The wrapper of a Fortran compiler compiles C too.
    execFileSync(mpi.compiler, [include, here('./main.c'), ...link, '-o', program], { stdio: 'pipe' });
  });

  const enginesOf = (device: string, env: NodeJS.ProcessEnv = {}) =>
    runRanks(mpi, ranks, [program, model, device], { cwd: folder, env });

  test.each(devices)('share the engine of %s', async (device) => {
    expect(await enginesOf(device)).toEqual({ status: 0, output: `${device}: 1\n` });
  });

  test.runIf(devices.includes('webgpu:0'))('share the engine of webgpu, which there is one of', async () => {
    expect(await enginesOf('webgpu')).toEqual({ status: 0, output: 'webgpu:0: 1\n' });
  });

  test('have engines of their own on the cpu', async () => {
    expect(await enginesOf('cpu')).toEqual({ status: 0, output: `cpu: ${ranks}\n` });
  });

  test('share the engine of the cpu, or none, where they are told to', async () => {
    expect(await enginesOf('cpu', { RANKWISE_ENGINES: 'device' })).toEqual({ status: 0, output: 'cpu: 1\n' });
    for (const device of devices) {
      expect(await enginesOf(device, { RANKWISE_ENGINES: 'rank' })).toEqual({
        status: 0,
        output: `${device}: ${ranks}\n`,
      });
    }
  });
});
