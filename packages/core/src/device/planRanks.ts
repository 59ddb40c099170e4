import { RankwiseError } from '../errors/index.js';
import type { Environment } from '../rank/index.js';
import { formatDevice, type DeviceKind } from './Device.js';
import { deviceIndexOfRank, type DevicePolicy } from './deviceIndexOfRank.js';
import { DEVICE_MAP, mappedDevice } from './deviceMap.js';

/** A job that is to be planned. */
export interface Job {
  /** Ranks of each node, in order. */
  readonly ranksPerNode: readonly number[];
  /** Devices of each node. */
  readonly devices: number;
  readonly kind: DeviceKind;
  readonly policy: DevicePolicy;
  /** Holds the table `RANKWISE_DEVICE_MAP`, where there is one. Default: that of the process. */
  readonly env?: Environment;
}

/** Where a rank runs. */
export interface PlannedRank {
  readonly rank: number;
  readonly node: number;
  readonly localRank: number;
  readonly localSize: number;
  /** Such as `cuda:1`. */
  readonly device: string;
}

/** How a launcher spreads ranks that do not divide evenly: `even`, or nodes `filled` one after the other. */
export type Spread = 'even' | 'filled';

/** Number of ranks of each node, consecutive ranks together: 7 on 3 are 3, 2, 2 evenly, and 3, 3, 1 filled. */
export function spreadRanks(ranks: number, nodes: number, spread: Spread): readonly number[] {
  const most = Math.ceil(ranks / nodes);
  return Array.from({ length: nodes }, (_, node) =>
    spread === 'even'
      ? Math.floor(ranks / nodes) + (node < ranks % nodes ? 1 : 0)
      : Math.max(0, Math.min(most, ranks - node * most)),
  );
}

/**
 * The device of every rank, by the rule that the ranks follow themselves, but for the nearness of NUMA nodes, which
 * only a node itself knows.
 * @throws RankwiseError `INVALID_ARGUMENT` where the table makes no sense, or has no entry for a rank or one past the
 * devices, and where a node is to have several devices of the kind webgpu.
 */
export function planRanks({ ranksPerNode, devices, kind, policy, env }: Job): readonly PlannedRank[] {
  let rank = 0;
  if (kind === 'webgpu' && devices > 1) throw severalAdapters(devices);
  return ranksPerNode.flatMap((localSize, node) =>
    Array.from({ length: localSize }, (_, localRank) => {
      const index =
        kind === 'cpu'
          ? 0
          : (mappedDevice(localRank, env) ??
            deviceIndexOfRank({ localRank, localSize, deviceCount: devices, policy }));
      if (kind !== 'cpu' && index >= devices) throw beyondDevices(localRank, index, devices);
      return { rank: rank++, node, localRank, localSize, device: formatDevice({ kind, index }) };
    }),
  );
}

function severalAdapters(devices: number): RankwiseError {
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `A node cannot have ${devices} devices of the kind webgpu: the WebGPU provider of ONNX Runtime takes the adapter itself, so that there is only webgpu:0. Plan with one device.`,
  );
}

function beyondDevices(localRank: number, index: number, devices: number): RankwiseError {
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `${DEVICE_MAP} gives local rank ${localRank} the device ${index}, but a node has ${devices}, counted from 0. Correct the table, or unset it.`,
  );
}
