import { expect } from 'vitest';
import { RankwiseError, type ErrorCode } from '../src/index.js';

/** Expects `act` to throw, at once or later, a RankwiseError of this code whose message has all the parts. */
export async function expectError(
  act: () => unknown,
  code: ErrorCode,
  ...parts: readonly (string | RegExp)[]
): Promise<RankwiseError> {
  let thrown: unknown = 'nothing was thrown';
  try {
    await act();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof RankwiseError)) throw new Error(`expected ${code}`, { cause: thrown });
  expect(`${thrown.code}: ${thrown.message}`).toMatch(new RegExp(`^${code}: `));
  for (const part of parts) expect(thrown.message).toMatch(part);
  return thrown;
}
