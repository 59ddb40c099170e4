import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gustFinder } from '../05-multi-io/gustFinder.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf } from './oneProcess.js';

const modelPath = fileOf('multi-io', 'gusts.onnx');

/** Each place of the grid, counted from 1, latitude by latitude. */
const places = Array.from({ length: 24 }, (_, place) => {
  const [lon, lat] = [(place % 6) + 1, Math.floor(place / 6) + 1];
  const wind = ((7 * lon + 13 * lat) % 17) * 2 - 0.5;
  return { lon, lat, wind, region: 100 * Math.ceil(lon / 2) + lat };
});

const mean = places.reduce((sum, { wind }) => sum + wind, 0) / places.length;

describe('the finder of gusts', () => {
  isWhatIsMade('multi-io', () => ({ 'gusts.onnx': gustFinder() }));
});

describe.each(['f90', 'cpp', 'py'] as const)('several inputs and outputs in %s', (language) => {
  it('finds as many places as there are above each limit', async () => {
    const expected = [20, 28.5, 40].map((limit) => places.filter(({ wind }) => wind > limit));
    expect(expected.map(({ length }) => length)).toEqual([8, 3, 0]);
    const lines = await linesOf('multi-io', language, modelPath, 'cpu');
    expect(readFileSync(fileOf('multi-io', 'README.md'), 'utf8')).toContain(lines.join('\n'));
    expect(lines).toEqual(
      expected.flatMap((gusts, i) => [
        `mean${mean.toFixed(2).padStart(6)}, above ${['20.0', '28.5', '40.0'][i] ?? ''}: ${gusts.length}`,
        ...gusts.map(
          ({ wind, lon, lat, region }) =>
            `${wind.toFixed(1).padStart(8)} at lon ${lon} lat ${lat} in region ${region}`,
        ),
      ]),
    );
  });

  failsReadably('multi-io', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
  failsOnAnotherModel('multi-io', language, 'cpu');
});
