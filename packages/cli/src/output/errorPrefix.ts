import type { Context } from '../Context.js';

const RED = '\u001B[31m';
const RESET = '\u001B[39m';

/** `rankwise:`, red on a terminal unless NO_COLOR is set. */
export function errorPrefix({ stderr, env }: Pick<Context, 'stderr' | 'env'>): string {
  const coloured = stderr.isTTY === true && !env['NO_COLOR'];
  return coloured ? `${RED}rankwise:${RESET}` : 'rankwise:';
}
