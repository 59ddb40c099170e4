import { Model } from '@rankwise/core';
import { statSync } from 'node:fs';

/**
 * Complains about a model that is missing, a folder or empty before any rank starts, in the words in which an
 * engine would: they are core's own.
 * @throws RankwiseError `MODEL_NOT_FOUND`, `MODEL_INVALID`.
 */
export async function checkModelFile(file: string): Promise<void> {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry !== undefined && !entry.isDirectory() && entry.size > 0) return;
  (await Model.load(file)).close();
}
