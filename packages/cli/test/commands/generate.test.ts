import { execa } from 'execa';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identity } from '../generate/models.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const simplenet = path.join(root, 'apps/examples/01-simplenet/simplenet.onnx');
const folder = mkdtempSync(path.join(tmpdir(), 'cli-generate-'));

beforeAll(() => {
  writeFileSync(path.join(folder, 'free.onnx'), identity('x', 'float32'));
  writeFileSync(path.join(folder, 'not.onnx'), 'no model');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function generate(...args: readonly string[]) {
  const command = [path.join(root, 'packages/cli/bin/rankwise.js'), 'generate', ...args];
  return execa(process.execPath, command, { cwd: folder, reject: false });
}

const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');

test('writes a module and a header, and says where; a second time they are the same', async () => {
  const { exitCode, stdout, stderr } = await generate(simplenet, '--output', 'both/of them');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual(['both/of them/simplenet.f90', 'both/of them/simplenet.h']);
  const first = stdout.split('\n').map(text);
  expect(first[0]).toContain('module simplenet\n');
  expect(first[0]).toContain('rankwise generate simplenet.onnx --name simplenet\n');
  expect(first[1]).toContain('simplenet_run(');
  expect((await generate(simplenet, '--output', 'both/of them')).exitCode).toBe(0);
  expect(stdout.split('\n').map(text)).toEqual(first);
});

test('takes a name, a language, and prints JSON', async () => {
  const args = [simplenet, '--output', 'one', '--name', 'Doubler', '--lang', 'fortran', '--json'];
  const { exitCode, stdout } = await generate(...args);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ ok: true, files: ['one/Doubler.f90'] });
  expect(readdirSync(path.join(folder, 'one'))).toEqual(['Doubler.f90']);
  expect(text('one/Doubler.f90')).toContain('module Doubler\n');
  expect(text('one/Doubler.f90')).toContain('--name Doubler\n');
});

test('leaves a file alone that it has not written', async () => {
  const mine = path.join(folder, 'simplenet.h');
  writeFileSync(mine, 'mine');
  const { exitCode, stdout, stderr } = await generate(simplenet);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^rankwise: generate: 'simplenet\.h' is there .* --name or --output[^\n]*$/);
  expect(readFileSync(mine, 'utf8')).toBe('mine');
  expect(readdirSync(folder)).not.toContain('simplenet.f90');
});

describe.each([
  ['a model that is missing', ['none.onnx'], 'MODEL_NOT_FOUND', 'none.onnx'],
  ['what is no model', ['not.onnx'], 'MODEL_INVALID', 'not.onnx'],
  ['a model whose shapes are not known', ['free.onnx'], 'MODEL_UNSUPPORTED', "input 'x' has no known number"],
  ['a folder that cannot be', [simplenet, '--output', 'not.onnx/x'], 'SYSTEM', 'name another --output'],
])('%s', (_, args, code, words) => {
  test('is an error in one line, and as JSON', async () => {
    const { exitCode, stdout, stderr } = await generate(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^rankwise: [^\n]*$/);
    expect(stderr).toContain(words);
    const json = await generate(...args, '--json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: { code } });
  });
});
