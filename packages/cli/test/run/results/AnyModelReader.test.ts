import { expect, test } from 'vitest';
import { AnyModelReader } from '../../../src/run/results/AnyModelReader.js';

function read(lines: readonly string[], ranks: number) {
  const reader = new AnyModelReader();
  for (const line of lines) reader.read(line);
  return reader.result(ranks);
}

test('inputs and outputs of every rank, with types, shapes and statistics', () => {
  const lines = [
    'rank 1 input  image: float32 [1, 3, 8, 8]',
    'rank 0 input  image: float32 [1, 3, 8, 8]',
    'rank 0 output scores: float32 [1, 5] min -1 max 1.5e-3 mean 0 first 0 0.5 ...',
    'rank 1 output scores: float32 [1, 5] min nan max inf mean -Infinity first NaN -inf',
    'rank 1 output a name: with [x]: int64 [] min 3 max 3 mean 3 first 3',
    'all 2 ranks ran m.onnx: each on cpu, through its engine (ONNX Runtime 1.30.0)',
  ];
  const image = { name: 'image', type: 'float32', dims: [1, 3, 8, 8] };
  expect(read(lines, 2)).toEqual({
    ranks: [
      {
        rank: 0,
        inputs: [image],
        outputs: [
          { name: 'scores', type: 'float32', dims: [1, 5], min: -1, max: 0.0015, mean: 0, first: [0, 0.5] },
        ],
      },
      {
        rank: 1,
        inputs: [image],
        outputs: [
          {
            name: 'scores',
            type: 'float32',
            dims: [1, 5],
            min: 'NaN',
            max: 'Infinity',
            mean: '-Infinity',
            first: ['NaN', '-Infinity'],
          },
          { name: 'a name: with [x]', type: 'int64', dims: [], min: 3, max: 3, mean: 3, first: [3] },
        ],
      },
    ],
    summary: lines.at(-1),
    problem: undefined,
  });
});

test('an output without elements has no statistics', () => {
  expect(read(['rank 0 output none: float32 [0, 4] empty'], 1).ranks).toEqual([
    { rank: 0, inputs: [], outputs: [{ name: 'none', type: 'float32', dims: [0, 4] }] },
  ]);
});

test('a rank without an output is a problem', () => {
  const line = (rank: number) => `rank ${rank} output y: float32 [1] min 0 max 0 mean 0 first 0`;
  expect(read([line(0), 'rank 1 input  x: float32 [1]'], 2).problem).toBe('rank 1 printed no output');
  expect(read([line(0), line(1)], 2).problem).toBeUndefined();
});
