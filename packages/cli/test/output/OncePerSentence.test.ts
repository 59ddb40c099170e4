import { expect, it } from 'vitest';
import { OncePerSentence } from '../../src/output/OncePerSentence.js';

function written(...lines: readonly string[]): readonly string[] {
  const out: string[] = [];
  const once = new OncePerSentence((line) => out.push(line));
  for (const line of lines) once.push(line);
  once.end();
  return out;
}

it('passes on what ranks say in different words', () => {
  const lines = ['rank 0: on node a', 'rank 1: on node b', 'no rank at all', 'no rank at all'];
  expect(written(...lines)).toEqual(lines);
});

it('passes on once what several ranks say, and counts the others', () => {
  expect(written('rank 2: no such file', 'rank 0: no such file')).toEqual([
    'rank 2: no such file',
    'rank 0 said the same as rank 2',
  ]);
  expect(written('rank 1: bad', 'rank 0: bad', 'rank 3: other', 'rank 2: bad', 'rank 0: bad')).toEqual([
    'rank 1: bad',
    'rank 3: other',
    '2 more ranks said the same as rank 1',
  ]);
});

it('passes on what one rank says twice', () => {
  expect(written('rank 0: slow', 'rank 0: slow')).toEqual(['rank 0: slow', 'rank 0: slow']);
});
