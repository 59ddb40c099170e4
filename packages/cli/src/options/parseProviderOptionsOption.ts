import { parseProviderOptions, RankwiseError } from '@rankwise/core';
import { InvalidArgumentError } from 'commander';

/** Reads `name=value;name=value`. */
export function parseProviderOptionsOption(text: string): Record<string, string> {
  try {
    return parseProviderOptions(text);
  } catch (error) {
    if (error instanceof RankwiseError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
