import { RankwiseError } from '@rankwise/core';
import { expect, test } from 'vitest';
import { failureDocument } from '../../src/output/failureDocument.js';

test('an expected error has its code, and what the ranks said', () => {
  expect(failureDocument(new RankwiseError('RUN_FAILED', 'It failed.'), ['rank 0: no'])).toEqual({
    ok: false,
    error: { code: 'RUN_FAILED', message: 'It failed.', details: ['rank 0: no'] },
  });
});

test('another error has neither', () => {
  expect(failureDocument(new Error('no'))).toEqual({ ok: false, error: { message: 'no' } });
});
