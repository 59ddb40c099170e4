import { RankwiseError } from '../errors/index.js';
import type { Environment } from '../rank/index.js';

/** How the ranks of a node share its devices. */
export type DevicePolicy = 'block' | 'round-robin';

/** What decides the device of a rank. */
export interface DeviceShare {
  /** From 0. */
  readonly localRank: number;
  /** Number of ranks on this node. */
  readonly localSize: number;
  /** Number of devices on this node. */
  readonly deviceCount: number;
  readonly policy: DevicePolicy;
}

/**
 * Index of the device of a rank. `block`: `floor(localRank · deviceCount / localSize)`, neighbouring ranks
 * share; `round-robin`: `localRank mod deviceCount`.
 * @throws RankwiseError `INVALID_ARGUMENT` where the numbers contradict each other.
 */
export function deviceIndexOfRank({ localRank, localSize, deviceCount, policy }: DeviceShare): number {
  const whole = [localRank, localSize, deviceCount].every(Number.isSafeInteger);
  if (!whole || localRank < 0 || localRank >= localSize || deviceCount < 1) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `No device belongs to local rank ${localRank} of ${localSize} on ${deviceCount} devices. Give a local rank from 0 below the local size, and at least one device.`,
    );
  }
  return policy === 'block' ? Math.floor((localRank * deviceCount) / localSize) : localRank % deviceCount;
}

/**
 * The policy of an option, else of `RANKWISE_DEVICE_POLICY`, else block.
 * @throws RankwiseError `INVALID_ARGUMENT` for any other text.
 */
export function devicePolicy(option?: string, env: Environment = process.env): DevicePolicy {
  const value = option ?? (env.RANKWISE_DEVICE_POLICY?.trim() || 'block');
  if (value === 'block' || value === 'round-robin') return value;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${option === undefined ? 'RANKWISE_DEVICE_POLICY' : "The option 'policy'"} is '${value}'. Use block or round-robin.`,
  );
}
