import { Model, type RankwiseError } from '@rankwise/core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkModelFile } from '../../src/options/checkModelFile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-model-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a file with content is left to the engines', async () => {
  const file = path.join(folder, 'some.onnx');
  writeFileSync(file, 'not ONNX at all');
  await expect(checkModelFile(file)).resolves.toBeUndefined();
});

const empty = path.join(folder, 'empty.onnx');
writeFileSync(empty, '');

test.each([
  ['a missing file', path.join(folder, 'missing.onnx'), 'MODEL_NOT_FOUND', 'is not there'],
  ['a folder', folder, 'MODEL_NOT_FOUND', 'is a folder'],
  ['an empty file', empty, 'MODEL_INVALID', 'is empty'],
])('%s is refused in the words of an engine', async (_, file, code, words) => {
  const error = await checkModelFile(file).catch((reason: unknown) => reason as RankwiseError);
  expect(error).toMatchObject({ code });
  expect(error?.message).toContain(words);
  expect(error?.message).toContain(file);
  await expect(Model.load(file)).rejects.toThrow(error?.message);
});
