import { expect, test } from 'vitest';
import { TagSplitter } from '../../src/output/TagSplitter.js';

function split(...pieces: string[]): [string, number | undefined][] {
  const lines: [string, number | undefined][] = [];
  const splitter = new TagSplitter((line, rank) => lines.push([line, rank]));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

test('tags are taken off and say the rank', () => {
  expect(split('[1,0]<stdout>:a b\n[1,11]<stderr>:c: [1.0]\n')).toEqual([
    ['a b', 0],
    ['c: [1.0]', 11],
  ]);
});

test('a line of one rank that another cut in two is put together again', () => {
  expect(split('[1,0]<stdout>:first ha[1,1]<stdout>:other\n[1,0]<stdout>:lf\n')).toEqual([
    ['other', 1],
    ['first half', 0],
  ]);
});

test('pieces of a pipe end anywhere, even inside a tag', () => {
  expect(split('[1,0]<std', 'out>:a', '\n[1,', '1]<stdout>:b\n')).toEqual([
    ['a', 0],
    ['b', 1],
  ]);
});

test('lines of mpiexec itself have no rank', () => {
  expect(split('mpiexec noticed something\n\n[1,2]<stdout>:\n')).toEqual([
    ['mpiexec noticed something', undefined],
    ['', undefined],
    ['', 2],
  ]);
});

test('the end gives out what has no line end', () => {
  expect(split('[1,0]<stdout>:cut[1,1]<stdout>:off')).toEqual([
    ['off', 1],
    ['cut', 0],
  ]);
});
