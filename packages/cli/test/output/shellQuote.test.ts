import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellQuote } from '../../src/output/shellQuote.js';

test('plain words stay plain', () => {
  expect(shellQuote(['mpiexec', '-n', '2', '/a/b.onnx', 'x=1x2'])).toBe('mpiexec -n 2 /a/b.onnx x=1x2');
});

test('a shell reads the same words back', () => {
  const words = ['a b', "it's", '$HOME', '', '*', 'a\nb', '"'];
  const read = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${shellQuote(words)}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
});
