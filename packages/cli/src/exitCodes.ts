import { constants } from 'node:os';

/** What the exit status of `rankwise` says. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** The exit status of a program that a signal ended, as shells give it. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** The paragraph about exit codes in every help text. */
export const exitCodesHelp = `
Exit codes:
  0      done, and every number that could be checked is right
  1      the run failed, or its numbers are wrong
  2      the command line is wrong
  128+n  ended by signal n: 130 after Ctrl-C, 143 after SIGTERM`;
