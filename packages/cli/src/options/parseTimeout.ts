import { InvalidArgumentError } from 'commander';

// Node's timers take 32 bits of milliseconds and fire at once above that.
const MOST_SECONDS = 2_147_483;

/** Parses a time in seconds, above 0; fractions are allowed. */
export function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || seconds <= 0 || seconds > MOST_SECONDS) {
    throw new InvalidArgumentError(`Give seconds above 0 and up to ${MOST_SECONDS}, such as 30 or 0.5.`);
  }
  return seconds;
}
