import { describe, expect, it } from 'vitest';
import { countTests } from '../../suite/countTests.mjs';

describe('countTests', () => {
  it('adds up Vitest and CTest, with the prefixes of Nx and with colours', () => {
    const output = [
      ' Test Files  2 passed (2)',
      '      Tests  31 passed (31)',
      '@rankwise/core:       Tests  2 failed | 7 passed | 1 skipped (10)',
      '\u001B[2m      Tests \u001B[22m \u001B[1m\u001B[32m4 passed\u001B[39m\u001B[22m\u001B[90m (4)\u001B[39m',
      '@rankwise/fortran-bridge: 80% tests passed, 1 tests failed out of 5',
    ].join('\n');
    expect(countTests(output)).toEqual({ passed: 46, failed: 3 });
  });

  it('adds up the unittest of Python', () => {
    const output =
      'Ran 9 tests in 1.250s\nFAILED (failures=1, errors=2, skipped=1)\npython: Ran 1 test in 0s\nOK\n';
    expect(countTests(output)).toEqual({ passed: 6, failed: 3 });
  });

  it('counts nothing in other text', () => {
    expect(countTests('Tests are fun (5)\nTest Files  2 passed (2)\n')).toEqual({ passed: 0, failed: 0 });
  });
});
