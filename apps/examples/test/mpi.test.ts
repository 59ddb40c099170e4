import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFolder, mpiFlavour } from './examples.js';

const model = (name: string) => join(exampleFolder('mpi'), `${name}.onnx`);
const models = [model('atmosphere'), model('ocean')];

const text = (values: readonly number[]) => values.map((value) => value.toFixed(3).padStart(8)).join('');

/** What neighbouring levels mix: the second difference of the temperature, the column being closed at both ends. */
function heating(column: number): number[] {
  const temperature = [1, 2, 3, 4].map((k) => 288 - 6.5 * k + 0.5 * column * k ** 2);
  return temperature.map((here, k) => {
    const [below = here, above = here] = [temperature[k - 1], temperature[k + 1]];
    return (below - 2 * here + above) / 4;
  });
}

function flux(column: number): number[] {
  const difference = 20 - column - 2 * (3 + 2 * column);
  return [difference > 0 ? difference / 2 : difference / 4];
}

function linesOf(component: string, ranks: number, of: number, output: (column: number) => number[]) {
  if (ranks === 0) return [];
  return [
    `${component} has ${ranks} of ${of} ranks, its rank 0 is on cpu`,
    ...Array.from({ length: 2 * ranks }, (_, i) => `${component} column ${i + 1}:${text(output(i + 1))}`),
  ];
}

describe.runIf(mpiFlavour.here).each(['f90', 'c'] as const)(
  'Components with networks of their own in %s',
  (language) => {
    const run = (size: number, words: readonly string[]) => mpiFlavour.run('mpi', language, size, words);

    it.each([1, 2, 5])('share %i ranks, and gather what their networks give', async (size) => {
      const { status, stdout, stderr } = await run(size, [...models, 'cpu']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const half = Math.ceil(size / 2);
      expect(stdout.trimEnd().split('\n').sort()).toEqual(
        [...linesOf('atmosphere', half, size, heating), ...linesOf('ocean', size - half, size, flux)].sort(),
      );
    });

    it.each([
      [
        'a file that is not there',
        [models[0], 'nowhere.onnx', 'cpu'],
        /^ocean: .*'nowhere\.onnx'.*cannot be read/m,
      ],
      [
        'a file that is no model',
        [join(exampleFolder('mpi'), 'main.c'), models[1], 'cpu'],
        /^atmosphere: rank 0: .*main\.c/m,
      ],
      [
        "the other component's network",
        [models[0], models[0], 'cpu'],
        /^ocean: rank 0: run of .*input 'temperature' must be float32/m,
      ],
      ['no models', [], /^usage: mpi-\S+ ATMOSPHERE OCEAN \[DEVICE\]$/m],
    ] as [string, string[], RegExp][])('end all ranks on %s, and say so once', async (_, words, message) => {
      const { status, stdout, stderr } = await run(4, words);
      expect(status).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toMatch(message);
      expect(stderr.split('\n').filter((line) => message.test(line))).toHaveLength(1);
      // mpiexec's own words where a rank did not reach the end.
      expect(stderr).not.toMatch(/MPI_ABORT|signal/i);
    });
  },
);
