import { RankwiseError } from '@rankwise/core';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Examples } from './Example.js';

/**
 * The examples that `rankwise run` starts: the folder that `rankwise.examples` of a package.json names, in a folder around
 * `start`. Relative paths in it count from that package.json. Programs are built in its folder `build`.
 * @throws RankwiseError `INVALID_ARGUMENT` where none names one.
 */
export function findExamples(
  _env: NodeJS.ProcessEnv,
  start = path.dirname(fileURLToPath(import.meta.url)),
): Examples {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const sources = namedIn(folder);
    if (sources !== undefined) return inCheckout(sources);
    if (folder === path.dirname(folder)) break;
  }
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The examples that 'rankwise run' starts are part of a checkout of rankwise, and none holds ${start}. ` +
      'Clone the repository, then there: npm run setup && npx cli run.',
  );
}

function namedIn(folder: string): string | undefined {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { rankwise } = JSON.parse(readFileSync(manifest, 'utf8')) as { rankwise?: { examples?: string } };
  return rankwise?.examples === undefined ? undefined : path.resolve(folder, rankwise.examples);
}

function inCheckout(sources: string): Examples {
  return {
    sources,
    build: path.join(sources, 'build'),
    script: (folder) => path.join(sources, 'dist', folder, 'main.js'),
    remedy: 'Run: npm run setup, which installs what the build needs.',
  };
}
