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

/** Tests that an example says in one line why it fails, and fails. `words` are those behind the model. */
export function failsReadably(
  example: string,
  language: Language,
  usage: RegExp,
  ...words: readonly string[]
): void {
  const refused = async (...given: readonly string[]) => {
    const { status, stdout, stderr } = await runOne(example, language, ...given);
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('same');
    expect(stderr).toMatch(/^[^\n]+\n$/);
    return stderr;
  };

  it('says how it is called', async () => {
    expect(await refused()).toMatch(usage);
  });

  it('fails on a model that is not there', async () => {
    expect(await refused('nowhere.onnx', ...words)).toContain('nowhere.onnx');
  });

  it('fails on a device that is not there', async () => {
    expect(await refused(fileOf('simplenet', 'simplenet.onnx'), 'abacus', ...words.slice(1))).toContain(
      'abacus',
    );
  });

  it('fails on another model', async () => {
    expect(await refused(simpleNetPath, ...words)).toMatch(/rank 0: .*simplenet\.onnx'.*'/);
  });
}
