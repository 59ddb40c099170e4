import { RankwiseError } from '@rankwise/core';
import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The user's folder for what can be made again; it is there afterwards. `$XDG_CACHE_HOME/rankwise`, `~/.cache/rankwise`, or,
 * where there is no home that can be written to, one in the temporary folder that is this user's alone.
 * @throws RankwiseError `INVALID_ARGUMENT` where even that is not possible.
 */
export function cacheFolder(env: NodeJS.ProcessEnv, temporary = tmpdir()): string {
  for (const cache of [env['XDG_CACHE_HOME'], env['HOME'] && path.join(env['HOME'], '.cache')]) {
    // The XDG specification has relative paths ignored.
    if (!cache || !path.isAbsolute(cache)) continue;
    const folder = path.join(cache, 'rankwise');
    if (writable(folder)) return folder;
  }
  const own = path.join(temporary, `rankwise-cache-${process.getuid?.() ?? 'user'}`);
  if (writable(own) && mine(own)) return own;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `There is no place to compile in: '${own}' cannot be made, or belongs to someone else. Set XDG_CACHE_HOME to a folder of yours.`,
  );
}

function writable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

// Its name can be guessed: someone else may have made it, or a link, to have programs of his run.
function mine(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
