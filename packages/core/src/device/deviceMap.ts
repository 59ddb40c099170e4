import { RankwiseError } from '../errors/index.js';
import type { Environment } from '../rank/index.js';

/** The variable that says which device each local rank gets: `0,0,1,1`. */
export const DEVICE_MAP = 'RANKWISE_DEVICE_MAP';

/**
 * The index of the device of a local rank by the table in the environment; undefined without a table.
 * @throws RankwiseError `INVALID_ARGUMENT` where it is no table, or has no entry for the rank.
 */
export function mappedDevice(localRank: number, env: Environment = process.env): number | undefined {
  const text = env[DEVICE_MAP]?.trim();
  if (!text) return undefined;
  const table = parseDeviceMap(text);
  const index = table[localRank];
  if (index !== undefined) return index;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${DEVICE_MAP} is '${text}', which has an entry for each of the local ranks 0 to ${table.length - 1}, but this is local rank ${localRank}. Give one for each rank of the node, or unset it.`,
  );
}

/** @throws RankwiseError `INVALID_ARGUMENT` where the environment has something that is not a table. */
export function checkDeviceMap(env: Environment = process.env): void {
  const text = env[DEVICE_MAP]?.trim();
  if (text) parseDeviceMap(text);
}

/** @throws RankwiseError `INVALID_ARGUMENT` unless it is a list of whole numbers. */
export function parseDeviceMap(text: string): readonly number[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const wrong = entries.find((entry) => !/^\d{1,4}$/.test(entry));
  if (wrong === undefined) return entries.map(Number);
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${DEVICE_MAP} is '${text}', in which '${wrong}' is no index of a device. Give the index for each local rank, in order, such as 0,0,1,1.`,
  );
}
