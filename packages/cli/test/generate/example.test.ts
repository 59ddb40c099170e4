import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.js';

const example = path.resolve(import.meta.dirname, '../../../../apps/examples/10-typed-module');

test('the module and the header of 10-typed-module are what its model gives', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cli-example-'));
  try {
    const model = path.join(example, 'clouds.onnx');
    const files = await generate(model, { output: folder, lang: ['fortran', 'c'] });
    expect(files.map((file) => path.basename(file))).toEqual(['clouds.f90', 'clouds.h']);
    for (const file of files) {
      const committed = readFileSync(path.join(example, path.basename(file)), 'utf8');
      expect(readFileSync(file, 'utf8')).toBe(committed);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
