import { RankwiseError } from '@rankwise/core';
import type { Context } from '../Context.js';
import { errorPrefix } from './errorPrefix.js';

/** Says on stderr what went wrong; the stack only where the error is a defect of rankwise itself. */
export function reportError(error: unknown, context: Pick<Context, 'stderr' | 'env'>): void {
  context.stderr.write(`${errorPrefix(context)} ${errorText(error)}\n`);
}

function errorText(error: unknown): string {
  if (error instanceof RankwiseError) return error.message;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a defect in rankwise. Please report it with the command line and these lines:\n${stack}`;
}
