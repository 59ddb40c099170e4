import { describe, expect, it } from 'vitest';
import { excerpt } from '../../setup/excerpt.mjs';

describe('excerpt', () => {
  it('keeps a short output as it is', () => {
    expect(excerpt('one\ntwo\n')).toEqual(['one', 'two']);
  });

  it('keeps the first errors and the end of a long one', () => {
    const output = [
      'npm error code EUSAGE',
      'npm error',
      'npm error Invalid: lock file',
      ...Array.from({ length: 100 }, (_, index) => `line ${index}`),
    ].join('\n');
    const shown = excerpt(output);
    expect(shown.slice(0, 4)).toEqual([
      'npm error code EUSAGE',
      'npm error Invalid: lock file',
      '...',
      'line 70',
    ]);
    expect(shown.at(-1)).toBe('line 99');
  });
});
