import { RankwiseError } from '@rankwise/core';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import { version } from '../version.js';
import { buildModules, compilerFile, compilerVersion } from './buildModules.js';

/** Where an installed rankwise lies. */
export interface Installed {
  /** The folder that CMake is given. */
  readonly prefix: string;
  /** The folder of its libraries. */
  readonly libraries: string;
}

/**
 * The folder with the Fortran modules for a compiler: those that were compiled with the installation, if by the same compiler; else
 * they are compiled now, once, into the user's cache.
 * @param words the compiler and its options
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where there is no such compiler, or it cannot compile them.
 */
export function fortranModules(
  { prefix, libraries }: Installed,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  const said = compilerVersion(words);
  if (said === undefined) {
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `The Fortran compiler '${words.join(' ')}' cannot be run. Install it, or name another in RANKWISE_FC.`,
    );
  }
  const installed = path.join(libraries, 'rankwise/fortran');
  const names = words.length === 1 && existsSync(installed) ? readdirSync(installed) : [];
  const fitting = names
    .map((name) => path.join(installed, name))
    .find((folder) => compiledBy(folder) === said);
  if (fitting !== undefined) return fitting;

  const cache = cacheFolder(env);
  const key = createHash('sha256').update(JSON.stringify([prefix, words, said]));
  for (const source of sourcesIn(path.join(prefix, 'share/rankwise/fortran')))
    key.update(readFileSync(source));
  const folder = path.join(cache, `modules-${version}-${key.digest('hex').slice(0, 12)}`);
  if (compiledBy(folder) === said) return folder;
  const work = mkdtempSync(path.join(cache, 'making-'));
  try {
    buildModules(prefix, path.join(work, 'made'), words);
    rmSync(folder, { recursive: true, force: true });
    // Whole or not at all: make -j compiles many files at once.
    renameSync(path.join(work, 'made'), folder);
  } catch (error) {
    if (compiledBy(folder) !== said) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
}

function compiledBy(folder: string): string | undefined {
  const file = path.join(folder, compilerFile);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : undefined;
}
