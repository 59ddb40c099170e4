import { InvalidArgumentError } from 'commander';

/** Parses a number of things: a whole number of 1 or more. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1) {
    throw new InvalidArgumentError('Give a whole number, 1 or more.');
  }
  return count;
}
