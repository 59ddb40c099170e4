import { parseDevice, RankwiseError } from '@rankwise/core';
import { InvalidArgumentError } from 'commander';

/** Checks the name of a device and returns it as it was given: the ranks read it themselves. */
export function parseDeviceOption(text: string): string {
  try {
    parseDevice(text);
    return text;
  } catch (error) {
    if (error instanceof RankwiseError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
