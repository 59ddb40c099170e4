import { expect, test } from 'vitest';
import type { ProcessExit } from '../../src/run/job/startProcess.js';
import { describeProblem, type EndedJob } from '../../src/run/describeProblem.js';

const fine: EndedJob = { ranks: 3, stop: undefined, problem: undefined, complained: false };
const rank1 = { label: 'rank 1', file: '/p', args: [], env: {}, rank: 1 };
const mpiexec = { label: 'mpiexec', file: '/usr/bin/mpiexec', args: [], env: {} };

function failed(exit: Partial<ProcessExit>, complained: boolean): string | undefined {
  const whole = { plan: rank1, status: undefined, signal: undefined, startError: undefined, ...exit };
  const error = describeProblem({ ...fine, stop: { reason: 'failure', exit: whole }, complained });
  expect(error?.code).toBe('RUN_FAILED');
  return error?.message;
}

test('a job that ended well with right results has none', () => {
  expect(describeProblem(fine)).toBeUndefined();
});

test('wrong results are one though every process ended well', () => {
  const error = describeProblem({ ...fine, problem: 'rank 2 printed no output' });
  expect(error?.code).toBe('RUN_FAILED');
  expect(error?.message).toContain('the results are wrong: rank 2 printed no output.');
});

test('a rank that fails, by status, by signal, or before it starts', () => {
  expect(failed({ status: 3 }, true)).toBe(
    'The job failed: rank 1 ended with status 3, and the other ranks were ended. The messages of the ranks say why.',
  );
  expect(failed({ signal: 'SIGSEGV' }, false)).toBe(
    'The job failed: rank 1 was killed by SIGSEGV, and the other ranks were ended. No rank said why: run again with --verbose to see what was run.',
  );
  expect(failed({ startError: 'spawn /p EACCES' }, false)).toBe(
    'The job failed: rank 1 could not be started (spawn /p EACCES), and the other ranks were ended. Check that /p can be run here.',
  );
});

test('mpiexec ends the other ranks itself', () => {
  expect(failed({ plan: mpiexec, status: 3 }, true)).toBe(
    'The job failed: mpiexec ended with status 3. The messages of the ranks say why.',
  );
});

test('time and signals', () => {
  expect(describeProblem({ ...fine, stop: { reason: 'timeout', seconds: 5 } })).toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('within 5 s') as string,
  });
  expect(describeProblem({ ...fine, stop: { reason: 'signal', signal: 'SIGINT' } })?.message).toContain(
    'SIGINT',
  );
});
