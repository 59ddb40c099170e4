import { expect, test } from 'vitest';
import { SimplenetReader } from '../../../src/run/results/SimplenetReader.js';

const right = [
  'input on rank 1: [  1.0,  2.0,  3.0,  4.0,  5.0]',
  'input on rank 0: [  0.0,  1.0,  2.0,  3.0,  4.0]',
  'output on rank 0: [  0.0,  2.0,  4.0,  6.0,  8.0]',
  'output on rank 1: [  2.0,  4.0,  6.0,  8.0, 10.0]',
];
const summary =
  'all 2 ranks agree: each on cpu, through its engine (ONNX Runtime 1.30.0, CPUExecutionProvider)';

function read(lines: readonly string[], ranks = 2) {
  const reader = new SimplenetReader();
  for (const line of lines) reader.read(line);
  return reader.result(ranks);
}

test('the arrays of every rank, by rank, and the summary', () => {
  expect(read([...right, 'a line of something else', summary])).toEqual({
    ranks: [
      { rank: 0, input: [0, 1, 2, 3, 4], output: [0, 2, 4, 6, 8] },
      { rank: 1, input: [1, 2, 3, 4, 5], output: [2, 4, 6, 8, 10] },
    ],
    summary,
    problem: undefined,
  });
});

test('only the summary is one', () => {
  const reader = new SimplenetReader();
  expect(right.map((line) => reader.read(line))).toEqual([false, false, false, false]);
  expect(reader.read('all is well')).toBe(false);
  expect(reader.read(summary)).toBe(true);
});

function withLine(index: number, line: string): string[] {
  return right.map((other, position) => (position === index ? line : other));
}

test.each([
  ['no line at all', [], 'rank 0 printed no input'],
  ['an output missing', right.slice(0, 3), 'rank 1 printed no output'],
  ['a wrong value', withLine(3, 'output on rank 1: [  2.0,  4.0,  6.0,  8.0, 10.5]'), 'not [2, 4, 6, 8, 10]'],
  [
    'a value that is no number',
    withLine(3, 'output on rank 1: [  2.0,  4.0,  NaN,  8.0, 10.0]'),
    'rank 1 is [2, 4, NaN',
  ],
  [
    'a value that is missing',
    withLine(2, 'output on rank 0: [     ,  2.0,  4.0,  6.0,  8.0]'),
    'rank 0 is [NaN',
  ],
  ['too few values', withLine(2, 'output on rank 0: [  0.0,  2.0,  4.0,  6.0]'), 'the output on rank 0'],
  [
    'too many values',
    withLine(2, 'output on rank 0: [  0.0,  2.0,  4.0,  6.0,  8.0, 10.0]'),
    'the output on rank 0',
  ],
  [
    'the input of another rank',
    withLine(0, 'input on rank 1: [  0.0,  1.0,  2.0,  3.0,  4.0]'),
    'the input on rank 1',
  ],
  ['a rank too many', [...right, 'input on rank 2: [  2.0]'], 'rank 2 answered in a job of 2 ranks'],
])('%s is a problem, even where the program says that all agree', (_, lines, problem) => {
  expect(read([...lines, summary]).problem).toContain(problem);
});

test('12 ranks are checked like 2', () => {
  const lines = Array.from({ length: 12 }, (_, rank) => {
    const input = [0, 1, 2, 3, 4].map((value) => value + rank);
    return [
      `input on rank ${rank}: [${input.join(',')}]`,
      `output on rank ${rank}: [${input.map((x) => 2 * x).join(',')}]`,
    ];
  }).flat();
  expect(read(lines, 12).problem).toBeUndefined();
  expect(read(lines, 12).ranks.at(-1)).toMatchObject({ rank: 11, input: [11, 12, 13, 14, 15] });
  expect(read(lines.slice(0, -1), 12).problem).toBe('rank 11 printed no output');
});

test('several processes that take themselves for rank 0 are those of another MPI', () => {
  const alone = right.filter((line) => line.includes('rank 0'));
  expect(read([...alone, ...alone]).problem).toMatch(
    /only rank 0 was heard of.*another MPI than the program/,
  );
});
