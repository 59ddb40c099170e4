import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';
import { outsideFolder } from './outsideFolder.js';

const { folder, run } = outsideFolder();
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

beforeAll(() => {
  cpSync(here('./ftorch'), folder, { recursive: true });
  run(process.execPath, [here('../models/makeModels.mjs'), folder]);
  run('cmake', ['-B', 'build', '-S', '.', `-DCMAKE_PREFIX_PATH=${nativeFolder()}`]);
  run('cmake', ['--build', 'build']);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('find_package(FTorch) serves a project that was written for FTorch', () => {
  expect(run('build/infer', ['simplenet.onnx'])).toBe('0.0 2.0 4.0 6.0 8.0\n');
});

test('the .onnx beside a .pt is taken where the environment says so, and only there', () => {
  expect(run('build/infer', ['simplenet.pt'], { RANKWISE_FTORCH_ONNX: '1' })).toContain('8.0');
  expect(() => run('build/infer', ['simplenet.pt'], { RANKWISE_FTORCH_ONNX: '0' })).toThrow(
    /is a TorchScript file/,
  );
});
