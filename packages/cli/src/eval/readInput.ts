import { RankwiseError } from '@rankwise/core';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/**
 * The text of a file, or of stdin for `-`.
 * @throws RankwiseError `INVALID_ARGUMENT` where it cannot be read.
 */
export async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `The input '${file}' cannot be read: ${reason}. Check the path, or give - to read stdin.`,
      { cause },
    );
  }
}
