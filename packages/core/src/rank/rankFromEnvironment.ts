import { RankwiseError } from '../errors/index.js';
import type { Environment } from './Environment.js';
import { launchers, type Launcher } from './launchers.js';
import type { Rank } from './Rank.js';
import { readCount } from './readCount.js';

/**
 * The rank of this process as its launcher put it in the environment; 0 of 1 where there was none. A
 * launcher that says nothing of nodes is taken to have started all ranks on this one.
 * @throws RankwiseError `INVALID_ARGUMENT` where a variable holds no such number, or the numbers contradict.
 */
export function rankFromEnvironment(env: Environment = process.env): Rank {
  const launcher = launchers.find(
    (one) => readText(env, one.rank) !== undefined && (one.applies?.(env) ?? true),
  );
  if (launcher === undefined) return { rank: 0, size: 1, localRank: 0, localSize: 1, launcher: 'none' };
  const rank = readCount(env, launcher.rank, 0) ?? 0;
  const size = first(launcher.size, (name) => readCount(env, name, 1)) ?? missingSize(launcher);
  const localRank = first(launcher.localRank, (name) => readCount(env, name, 0));
  const localSize = first(launcher.localSize, (source) =>
    typeof source === 'string' ? readCount(env, source, 1) : source(env),
  );
  const found = {
    rank,
    size,
    localRank: localRank ?? rank,
    localSize: localSize ?? (localRank === undefined ? size : localRank + 1),
    launcher: launcher.name,
  };
  checkConsistent(found, launcher);
  return found;
}

function readText(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function first<S>(sources: readonly S[], read: (source: S) => number | undefined): number | undefined {
  for (const source of sources) {
    const value = read(source);
    if (value !== undefined) return value;
  }
  return undefined;
}

function missingSize(launcher: Launcher): never {
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${launcher.rank} is set, but ${launcher.size[0] ?? 'no variable that tells the number of ranks'}${launcher.size.length > 0 ? ' is not' : ' is'}. Set RANKWISE_RANK, RANKWISE_SIZE, RANKWISE_LOCAL_RANK and RANKWISE_LOCAL_SIZE for each rank.`,
  );
}

function checkConsistent(found: Rank, launcher: Launcher): void {
  const wrong =
    found.rank >= found.size
      ? `rank ${found.rank} of ${found.size} ranks`
      : found.localRank >= found.localSize
        ? `local rank ${found.localRank} of ${found.localSize} ranks on this node`
        : undefined;
  if (wrong === undefined) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The environment of the launcher '${found.launcher}' (${launcher.rank} and its like) says ${wrong}. Correct it, or set RANKWISE_RANK, RANKWISE_SIZE, RANKWISE_LOCAL_RANK and RANKWISE_LOCAL_SIZE.`,
  );
}
