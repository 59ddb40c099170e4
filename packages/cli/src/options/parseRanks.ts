import { InvalidArgumentError } from 'commander';

/** Parses the number of ranks: a whole number of 1 or more. */
export function parseRanks(text: string): number {
  const ranks = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(ranks) || ranks < 1) {
    throw new InvalidArgumentError('Give a whole number of ranks, 1 or more.');
  }
  return ranks;
}
