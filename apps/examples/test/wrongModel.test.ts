import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flavours, languages } from './examples.js';
import { identity } from './models.js';

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-model-'));
  path = join(folder, 'identity.onnx');
  writeFileSync(path, identity());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(flavours)('SimpleNet $name', ({ here, run }) => {
  it.runIf(here).each(languages)('in %s says which rank is wrong, and fails', async (language) => {
    const { status, stdout, stderr } = await run('simplenet', language, 2, [path, 'cpu']);
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('agree');
    expect(stderr).toContain(
      'the output of rank 1 is [  1.0,  2.0,  3.0,  4.0,  5.0] where [  2.0,  4.0,  6.0,  8.0, 10.0] is right',
    );
  });
});
