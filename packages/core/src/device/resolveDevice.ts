import { RankwiseError } from '../errors/index.js';
import { rankFromEnvironment, type Environment, type Rank } from '../rank/index.js';
import { formatDevice, parseDevice, type Device, type DeviceKind } from './Device.js';
import { deviceIndexOfRank, devicePolicy, type DevicePolicy } from './deviceIndexOfRank.js';
import { checkDeviceMap, DEVICE_MAP, mappedDevice } from './deviceMap.js';
import { systemProbe, type DeviceProbe } from './DeviceProbe.js';
import { listDevices, probeKind, type AvailableDevice } from './listDevices.js';
import { nearDeviceIndex } from './nearDevices.js';

/** What decides the device besides the request. */
export interface ResolveDeviceOptions {
  /** Default: `RANKWISE_DEVICE_POLICY`, else block. */
  policy?: DevicePolicy;
  /** Default: this machine. */
  probe?: DeviceProbe;
  /** Holds the rank, `RANKWISE_DEVICE_MAP` and `RANKWISE_DEVICE_POLICY`. Default: that of the process. */
  env?: Environment;
}

/** Order in which `auto` tries the kinds. */
const preference = ['cuda', 'webgpu'] as const;

/**
 * The device that a request means for a rank: `auto` is the best kind that is here as hardware, cuda before
 * webgpu before cpu. A kind without index gets the index that the table `RANKWISE_DEVICE_MAP` has for the local rank;
 * else, for a rank that is bound to cores, its share of the devices that are near them; else its share of all.
 * @param rank default: from the environment, where it is needed
 * @throws RankwiseError `INVALID_ARGUMENT` (no device, policy or environment), `DEVICE_UNAVAILABLE`.
 */
export function resolveDevice(text: string, rank?: Rank, options: ResolveDeviceOptions = {}): Device {
  const request = parseDevice(text);
  const env = options.env ?? process.env;
  // Also where they are not needed: a slip is to be found on the machine without a GPU.
  const policy = devicePolicy(options.policy, env);
  checkDeviceMap(env);
  if (request.kind === 'cpu') return { kind: 'cpu', index: 0 };
  const probe = options.probe ?? systemProbe();
  const share = (devices: readonly AvailableDevice[]) =>
    shareOf(devices, rank ?? rankFromEnvironment(env), policy, probe, env);
  if (request.kind === 'auto') {
    for (const kind of preference) {
      const hardware = probeKind(kind, probe).devices.filter(({ software }) => !software);
      if (hardware.length > 0) return share(hardware);
    }
    return { kind: 'cpu', index: 0 };
  }
  const { devices, reason } = probeKind(request.kind, probe);
  if (devices.length === 0) throw unavailable(text, rank, reason, probe);
  if (request.index === undefined) return share(devices);
  if (request.index < devices.length) return { kind: request.kind, index: request.index };
  throw unavailable(text, rank, outOfRange(request.kind, devices.length), probe);
}

function shareOf(
  devices: readonly AvailableDevice[],
  rank: Rank,
  policy: DevicePolicy,
  probe: DeviceProbe,
  env: Environment,
): Device {
  const { localRank, localSize } = rank;
  const mapped = mappedDevice(localRank, env);
  const deviceNodes = devices.map(({ numaNode }) => numaNode);
  const index =
    mapped ??
    (devices.length > 1
      ? nearDeviceIndex({ localRank, localSize, deviceNodes, numa: probe.numa(), policy })
      : 0) ??
    deviceIndexOfRank({ localRank, localSize, deviceCount: devices.length, policy });
  const device = devices[index];
  if (device !== undefined) return { kind: device.kind, index };
  throw new RankwiseError(
    'DEVICE_UNAVAILABLE',
    `${DEVICE_MAP} gives local rank ${localRank} the device ${index}, but there are ${devices.length} of the kind '${devices[0]?.kind ?? ''}', counted from 0. Correct the table, or unset it.`,
  );
}

function outOfRange(kind: DeviceKind, count: number): string {
  if (kind === 'webgpu') {
    return 'The WebGPU provider of ONNX Runtime takes the adapter itself, so that there is only webgpu:0. Use webgpu.';
  }
  return `There are ${count} devices of this kind, with the indices 0 to ${count - 1}. Use one of them, or '${kind}' for the share of the rank.`;
}

function unavailable(
  text: string,
  rank: Rank | undefined,
  reason: string,
  probe: DeviceProbe,
): RankwiseError {
  const here = listDevices(probe).map(formatDevice).join(', ');
  const who = rank === undefined ? '' : ` for rank ${rank.rank}`;
  return new RankwiseError(
    'DEVICE_UNAVAILABLE',
    `The device '${text}'${who} is not available. ${reason} Available here: ${here}.`,
  );
}
