import { expect, test } from 'vitest';
import { LineSplitter } from '../../src/output/LineSplitter.js';

test('lines come whole, however the text is cut, and the last without its end at the end', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of ['on', 'e\ntwo\r\n', '\nfo', 'ur']) splitter.push(piece);
  expect(lines).toEqual(['one', 'two', '']);
  splitter.end();
  expect(lines).toEqual(['one', 'two', '', 'four']);
});

test('text that ends with a line end leaves no empty line', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  splitter.push('one\n');
  splitter.end();
  expect(lines).toEqual(['one']);
});
