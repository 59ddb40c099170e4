import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Outcome } from '../../../packages/fortran-bridge/test/mpi/startRanks.js';
import { exampleFolder, localFlavour, simpleNetPath, type Language } from './examples.js';

/** Runs an example that needs no MPI. */
export const runOne = (example: string, language: Language, ...words: readonly string[]): Promise<Outcome> =>
  localFlavour.run(example, language, 1, words);

/** What such a run prints, line by line; it must succeed. */
export async function linesOf(
  example: string,
  language: Language,
  ...words: readonly string[]
): Promise<string[]> {
  const { status, stdout, stderr } = await runOne(example, language, ...words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

/** The path of a file of an example. */
export const fileOf = (example: string, name: string) => `${exampleFolder(example)}/${name}`;

/** Tests that a file of an example is what its maker makes. */
export function isWhatIsMade(example: string, files: () => Readonly<Record<string, Uint8Array>>): void {
  it('makes the very bytes that are committed', () => {
    for (const [name, bytes] of Object.entries(files())) {
      expect(Buffer.from(bytes).equals(readFileSync(fileOf(example, name))), name).toBe(true);
    }
  });
}

/** Runs an example that fails, and says in one line why; returns the line. */
async function refused(example: string, language: Language, ...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runOne(example, language, ...words);
  expect(status).not.toBe(0);
  expect(stdout).not.toContain('same');
  expect(stderr).toMatch(/^[^\n]+\n$/);
  return stderr;
}

/** Tests that an example says in one line why it fails, and fails. `words` are those behind the model. */
export function failsReadably(
  example: string,
  language: Language,
  usage: RegExp,
  ...words: readonly string[]
): void {
  it('says how it is called', async () => {
    expect(await refused(example, language)).toMatch(usage);
  });

  it('fails on a model that is not there', async () => {
    expect(await refused(example, language, 'nowhere.onnx', ...words)).toContain('nowhere.onnx');
  });

  it('fails on a device that is not there', async () => {
    const model = fileOf('simplenet', 'simplenet.onnx');
    expect(await refused(example, language, model, 'abacus', ...words.slice(1))).toContain('abacus');
  });
}

/** Tests that an example says so where it is given the model of another. `words` are those behind the model. */
export function failsOnAnotherModel(example: string, language: Language, ...words: readonly string[]): void {
  it('fails on another model', async () => {
    const line = await refused(example, language, simpleNetPath, ...words);
    expect(line).toMatch(/rank 0: .*simplenet\.onnx'.*'/);
  });
}
