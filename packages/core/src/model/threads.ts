import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { RankwiseError } from '../errors/index.js';

/** Number of threads that compute one run, or `affinity`: one for each core this process may run on. */
export type Threads = number | 'affinity';

/**
 * The number of threads of a session: the option, else `RANKWISE_THREADS`, else 1, which is right where
 * every core has a rank of its own.
 * @throws RankwiseError `INVALID_ARGUMENT` unless it is `affinity` or a whole number from 1 to 4096.
 */
export function threadCount(option: Threads | undefined, env: NodeJS.ProcessEnv = process.env): number {
  const source = option === undefined ? 'RANKWISE_THREADS' : "The option 'threads'";
  const value = option ?? (env.RANKWISE_THREADS?.trim() || 1);
  if (value === 'affinity') return affinityCount();
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 4096) return count;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${source} is '${value}'. Use a whole number from 1 to 4096, or affinity for one thread per core of the process.`,
  );
}

/** Number of cores in the affinity mask of this process. */
export function affinityCount(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return cpuListLength(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '') || availableParallelism();
  } catch {
    return availableParallelism(); // no /proc: not Linux, where there is no mask either
  }
}

/** Number of cores in a list as the kernel writes it: `0-3,8,10-11` is 7. */
export function cpuListLength(list: string): number {
  return [...list.matchAll(/(\d+)(?:-(\d+))?/g)]
    .map(([, first, last]) => Number(last ?? first) - Number(first) + 1)
    .reduce((sum, count) => sum + count, 0);
}
