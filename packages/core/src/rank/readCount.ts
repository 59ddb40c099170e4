import { RankwiseError } from '../errors/index.js';
import type { Environment } from './Environment.js';

/**
 * The whole number in a variable of the environment, or undefined where it is unset or empty.
 * @throws RankwiseError `INVALID_ARGUMENT` unless it is a whole number of at least `least`.
 */
export function readCount(env: Environment, name: string, least: number): number | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The environment variable ${name} is '${text}'; it must be a whole number of at least ${least}. Correct it, or start the program by its launcher again.`,
  );
}
