import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { directions } from '../../eslint-rules/directions.mjs';

const rules = directions(
  { low: [], high: ['low', 'high/inner'], 'high/inner': ['low'], '.': ['low', 'high', 'high/inner'] },
  ['core'],
);

/**
 * @param {string} file
 * @param {string} imported
 */
function messages(file, imported) {
  const config = rules.map(({ files = [], ...rule }) => ({
    ...rule,
    files: files.map((name) => `**/${name}`),
  }));
  return new Linter()
    .verify(`import '${imported}';`, config, { filename: file })
    .map(({ message }) => message);
}

test.each([
  ['src/high/a.js', '../low/b.js'],
  ['src/high/inner/a.js', '../../low/b.js'],
  ['src/high/a.js', './inner/b.js'],
  ['src/a.js', './high/b.js'],
  ['src/low/a.js', '@rankwise/core'],
  ['src/low/a.js', '@rankwise/core/ffi'],
  ['src/low/a.js', 'node:fs'],
])('%s may import %s', (file, imported) => {
  expect(messages(file, imported)).toEqual([]);
});

test.each([
  ['src/low/a.js', '../high/b.js', 'src/low may import no other folder'],
  ['src/high/inner/a.js', '../../high/b.js', 'src/high/inner may import low'],
  ['src/low/a.js', '@rankwise/fortran-bridge', 'may import @rankwise/core'],
  ['src/low/a.js', '@rankwise/core-of-others', 'may import @rankwise/core'],
  ['src/low/a.js', 'rankwise', 'may import @rankwise/core'],
  ['src/low/a.js', '../../../../apps/examples/x.js', 'may import @rankwise/core'],
])('%s may not import %s', (file, imported, rule) => {
  expect(messages(file, imported).join()).toContain(rule);
});
