import { RankwiseError } from '@rankwise/core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `apps/examples` of the checkout that holds `start`. */
export function findExamples(start = path.dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const examples = path.join(folder, 'apps', 'examples');
    if (existsSync(path.join(folder, 'nx.json')) && existsSync(examples)) return examples;
    if (folder === path.dirname(folder)) break;
  }
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The examples that 'rankwise run' starts are part of a checkout of rankwise, and none holds ${start}. ` +
      'Clone the repository, then there: npm run setup && npx cli run.',
  );
}
