import { cpus } from 'node:os';
import { affinityCount, rankFromEnvironment } from '@rankwise/core';

/**
 * Cores that a rank and its engine have to themselves together. A process bound to some of the machine's cores shares
 * them with no other rank; one that may run on all shares them with every rank of the node. Where the launcher does not
 * say how many those are, none is to be had alone.
 */
export function coresPerRank(bound = affinityCount(), all = cpus().length, env = process.env): number {
  if (bound < all) return bound;
  try {
    return Math.floor(all / rankFromEnvironment(env).localSize);
  } catch {
    return 0;
  }
}

/**
 * Cores that a rank and the engine that it shares with other ranks have to themselves: one each, where there are more
 * cores than ranks; else one together. The engine may run on all of them.
 */
export function coresBesideRanks(cores = affinityCount(), env = process.env): number {
  try {
    return cores > rankFromEnvironment(env).localSize ? 2 : 1;
  } catch {
    return 1;
  }
}
