import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ModuleKind, ScriptTarget, transpile } from 'typescript';
import { simpleNet } from './models/simpleNet.js';

// Inside the package, so that scripts in it import the built package by its own name.
const outputs = join(import.meta.dirname, '../out-tsc');
mkdirSync(outputs, { recursive: true });
const folder = mkdtempSync(join(outputs, 'script-'));
writeFileSync(join(folder, 'simplenet.onnx'), simpleNet());
writeFileSync(join(folder, 'broken.onnx'), 'no model');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a TypeScript module under Node in the folder. */
function runScript(name: string, source: string): { status: number | null; stdout: string; stderr: string } {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, transpile(source, { target: ScriptTarget.ES2022, module: ModuleKind.ESNext }));
  const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '0' };
  delete env.NO_COLOR; // Node warns on stderr where both are set
  return spawnSync(process.execPath, [path], { cwd: folder, env, encoding: 'utf8' });
}

test('the examples of the README run', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  const { status, stdout, stderr } = runScript('readme', blocks.join('\n'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe('Float32Array(5) [ 0, 2, 4, 6, 8 ]\n2\n4\n6\n6\n');
});

test('failures print nothing on their own', () => {
  const source = `
    import { Model, Tensor } from '@rankwise/core';
    const codes: string[] = [];
    const attempt = async (act: () => unknown) => {
      try { await act(); } catch (error) { codes.push((error as { code: string }).code); }
    };
    await using model = await Model.load('simplenet.onnx');
    const input = Tensor.allocate('float32', [1, 5]);
    await attempt(() => Model.load('broken.onnx'));
    await attempt(() => Model.load('missing.onnx'));
    await attempt(() => model.run({ input }, { output: Tensor.allocate('float32', [2, 5]) }));
    process.exitCode = codes.join() === 'MODEL_INVALID,MODEL_NOT_FOUND,SHAPE_MISMATCH' ? 0 : 1;
  `;
  const { status, stdout, stderr } = runScript('failures', source);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
