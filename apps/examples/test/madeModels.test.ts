import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

it.each(['08-mpi', '09-overlap', '11-coupled-solver'])(
  '%s makes the very bytes that are committed',
  (example) => {
    const folder = mkdtempSync(join(tmpdir(), 'rankwise-models-'));
    try {
      execFileSync(process.execPath, [at(`dist/${example}/makeModel.js`), folder]);
      const made = readdirSync(folder).sort();
      const committed = readdirSync(at(example)).filter((name) => name.endsWith('.onnx'));
      expect(made).toEqual(committed.sort());
      for (const name of made) {
        expect(readFileSync(join(folder, name)).equals(readFileSync(at(`${example}/${name}`)))).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

it('says which folder cannot be written to', () => {
  expect(() =>
    execFileSync(process.execPath, [at('dist/11-coupled-solver/makeModel.js'), '/nowhere'], {
      stdio: 'pipe',
    }),
  ).toThrow(/cannot write: .*\/nowhere\/eddy-viscosity\.onnx.*; name another folder/);
});
