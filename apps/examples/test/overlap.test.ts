import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFolder, flavours } from './examples.js';

const WIDTH = 64;
const SAMPLES = 2048;
const CELLS = 4096;
const models = ['deep', 'shallow'].map((name) => join(exampleFolder('overlap'), `${name}.onnx`));

/** What a network of so many layers makes of the batch with this shift. */
function checksum(layers: number, shift: number): number {
  let sum = 0;
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    let values = Array.from(
      { length: WIDTH },
      (_, i) => ((3 * (i + 1) + 5 * sample + shift * (i + 1) * sample) % 9) - 4,
    );
    for (let layer = 0; layer < layers; layer += 1) {
      const at = (i: number) => values[i % WIDTH] ?? NaN;
      values = values.map((_, i) =>
        Math.min(4, Math.max(-4, at(5 * i + 1) + at(3 * i + 2) - at(11 * i + 7))),
      );
    }
    for (const [i, value] of values.entries()) sum += value * ((7 * (i + 1) + sample) % 101);
  }
  return sum;
}

function hottest(): number {
  let heat = Float64Array.from({ length: CELLS }, (_, i) => (i + 1) ** 2 % 17);
  for (let step = 0; step < 2000; step += 1) {
    const before = heat;
    const at = (i: number) => before[(i + CELLS) % CELLS] ?? NaN;
    heat = before.map((here, i) => 0.25 * at(i - 1) + 0.25 * at(i + 1) + 0.5 * here);
  }
  return Math.max(...heat);
}

describe.each(flavours)('Computing while the network does, $name', ({ here, run }) => {
  describe.runIf(here).each(['f90', 'c'] as const)('in %s', (language) => {
    it('gives what it gives one after the other, and prints the time saved', async () => {
      const { status, stdout, stderr } = await run('overlap', language, 1, [...models, 'cpu']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const [times = '', saved = '', sums = '', inFlight = '', order = ''] = stdout.split('\n');
      expect(times).toMatch(/^network +[\d.]+ ms, own work +[\d.]+ ms, at the same time +[\d.]+ ms$/);
      expect(saved).toMatch(/^saved +-?[\d.]+ ms, -?\d+ % of the shorter$/);
      const [, network, own] = /^sums: network (\S+), own work +(\S+)$/.exec(sums) ?? [];
      expect([Number(network), Number(own)]).toEqual([checksum(32, 1), hottest()]);
      expect(inFlight).toBe(
        `in flight: sums ${[checksum(32, 1), checksum(32, 2), checksum(8, 3), checksum(8, 4)].join(' ')}`,
      );
      expect(order.replace('answered in the order ', '').split(' ').sort()).toEqual(['1', '2', '3', '4']);
    });

    it.each([
      ['a model that is not there', [models[0], 'nowhere.onnx', 'cpu'], /load of 'nowhere\.onnx'/],
      [
        'a model with another input',
        [join(exampleFolder('mpi'), 'ocean.onnx'), models[1], 'cpu'],
        /input 'surface'|has no input 'input'/,
      ],
      ['no models', [], /^usage: overlap-\S+ DEEP SHALLOW \[DEVICE\]$/m],
    ] as [string, string[], RegExp][])('fails on %s', async (_, words, message) => {
      const { status, stdout, stderr } = await run('overlap', language, 1, words);
      expect(status).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toMatch(message);
    });
  });
});
