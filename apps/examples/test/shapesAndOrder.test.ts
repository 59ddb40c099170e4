import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seenNet } from '../02-shapes-and-order/seenNet.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf } from './oneProcess.js';

const modelPath = fileOf('shapes-and-order', 'seen.onnx');

const expected = {
  f90: [
    'x:             [3, 2] 11 21 12 22 13 23',
    'x, same order: [2, 3] 11 12 13 21 22 23',
    'x(2, :):       [3] 21 22 23',
    'x(:, 3:1:-2):  [2, 2] 13 23 11 21',
    'x(1, 1):       [] 11',
    'x(:, 1:0):     [0, 2]',
    'complex z(2):  [2, 2] 1 2 3 4',
    'x as real64:   [3, 2] 11 21 12 22 13 23',
    "a wrong shape: output 'elements' is float32 (6), but float32 (2, 3) was given",
  ],
  c: [
    'x:             [2, 3] 11 12 13 21 22 23',
    'x transposed:  [3, 2] 11 21 12 22 13 23',
    'column 2:      [2] 13 23',
    'row 1, back:   [3] 23 22 21',
    'doubles:       [2] 1 2',
  ],
  py: [
    'x:             [2, 3] 11 12 13 21 22 23',
    'x, order F:    [2, 3] 11 12 13 21 22 23',
    'x.T:           [3, 2] 11 21 12 22 13 23',
    'x[1]:          [3] 21 22 23',
    'x[:, ::-2]:    [2, 2] 13 11 23 21',
  ],
};

describe('the network that tells what it sees', () => {
  isWhatIsMade('shapes-and-order', () => ({ 'seen.onnx': seenNet() }));
});

describe.each(['f90', 'c', 'py'] as const)('shapes and order in %s', (language) => {
  it('prints what the network sees of each array', async () => {
    expect(await linesOf('shapes-and-order', language, modelPath, 'cpu')).toEqual(expected[language]);
  });

  failsReadably('shapes-and-order', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
  failsOnAnotherModel('shapes-and-order', language, 'cpu');
});

it('is what the page of the example says', () => {
  const page = readFileSync(fileOf('shapes-and-order', 'README.md'), 'utf8');
  expect(page).toContain(expected.f90.join('\n'));
});
