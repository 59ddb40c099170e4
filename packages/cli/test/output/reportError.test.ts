import { RankwiseError } from '@rankwise/core';
import { expect, test } from 'vitest';
import { reportError } from '../../src/output/reportError.js';

function report(error: unknown): string {
  let text = '';
  reportError(error, { stderr: { write: (more) => (text += more) }, env: {} });
  return text;
}

test('an expected error is its message, without a stack', () => {
  expect(report(new RankwiseError('TIMEOUT', 'Too late. Wait longer.'))).toBe(
    'rankwise: Too late. Wait longer.\n',
  );
});

test('a defect shows its stack and asks for a report', () => {
  const text = report(new TypeError('x is not a function'));
  expect(text).toContain('this is a defect in rankwise. Please report it');
  expect(text).toContain('TypeError: x is not a function\n    at ');
  expect(report('thrown text')).toContain('thrown text');
});
