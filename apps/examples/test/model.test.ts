import { Model, Tensor } from '@rankwise/core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { simpleNet } from '../01-simplenet/simpleNet.js';

const committed = fileURLToPath(new URL('../01-simplenet/simplenet.onnx', import.meta.url));
const script = fileURLToPath(new URL('../dist/01-simplenet/makeModel.js', import.meta.url));

it('makes the very bytes that are committed', () => {
  expect(Buffer.from(simpleNet()).equals(readFileSync(committed))).toBe(true);
});

it('writes them where it is told to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rankwise-model-'));
  try {
    const path = join(folder, 'made.onnx');
    expect(execFileSync(process.execPath, [script, path], { encoding: 'utf8' })).toBe(`${path}\n`);
    expect(readFileSync(path).equals(readFileSync(committed))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('doubles its values, one row or several', async () => {
  await using model = await Model.load(committed, { device: 'cpu' });
  for (const rows of [1, 3]) {
    const values = Array.from({ length: 5 * rows }, (_, index) => index - 2.5);
    const { output } = model.run({ input: Tensor.from('float32', [rows, 5], values) });
    expect(output?.dims).toEqual([rows, 5]);
    expect(Array.from(output?.data as Float32Array)).toEqual(values.map((value) => 2 * value));
  }
});
