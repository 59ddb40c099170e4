import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cloudNet } from '../10-typed-module/cloudNet.js';
import { simpleNetPath } from './examples.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf, runOne } from './oneProcess.js';

const modelPath = fileOf('typed-module', 'clouds.onnx');

const humidity = [
  [0.3, 0.5, 0.7],
  [0.75, 0.9, 1],
  [0.72, 0.2, 0.1],
  [0.72, 0.2, 0.1],
];
const land = [false, false, true, false];

/** What the programs print, computed here. */
const expected = humidity.map((levels, column) => {
  const critical = 0.8 * (land[column] ? 7 / 8 : 1);
  const cover = levels.map((value) => Math.max(0, (value - critical) / (1 - critical)));
  const cloudy = cover.some((value) => value > 0) ? 'cloudy' : 'clear';
  return `column ${column + 1}: cover${cover.map((value) => value.toFixed(2).padStart(6)).join('')}, ${cloudy}`;
});

describe('the network of clouds', () => {
  isWhatIsMade('typed-module', () => ({ 'clouds.onnx': cloudNet() }));
});

describe.each(['f90', 'c'] as const)('a typed module in %s', (language) => {
  it('computes what it should', async () => {
    const lines = await linesOf('typed-module', language, modelPath, 'cpu');
    expect(lines).toEqual(expected);
    expect(readFileSync(fileOf('typed-module', 'README.md'), 'utf8')).toContain(lines.join('\n'));
  });

  it('says what differs where the model is another', async () => {
    const { stderr } = await runOne('typed-module', language, simpleNetPath, 'cpu');
    expect(stderr).toContain(
      "expected 'input humidity float32 [columns,3]', found 'input input float32 [batch,5]'",
    );
  });

  failsReadably('typed-module', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
  failsOnAnotherModel('typed-module', language, 'cpu');
});
