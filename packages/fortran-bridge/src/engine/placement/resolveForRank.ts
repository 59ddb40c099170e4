import {
  formatDevice,
  numaView,
  resolveDevice,
  systemProbe,
  type Adapter,
  type DeviceProbe,
} from '@rankwise/core';
import type { ResolveRequest } from '../host/Host.js';

let known: DeviceProbe | undefined;

/**
 * The device that a rank's load would run on. The rank may be another one than that which started this process: it goes by
 * the rank's own environment and cores.
 * @throws RankwiseError as `resolveDevice`.
 */
export function resolveForRank({ device, rank, environment }: ResolveRequest): string {
  known ??= remembering(systemProbe());
  const probe = { ...known, numa: () => numaView('/', environment.RANKWISE_CORES) };
  return formatDevice(resolveDevice(device, rank, { env: environment, probe }));
}

/** Asks the machine once: many ranks ask, and it is slow to answer. */
function remembering(probe: DeviceProbe): DeviceProbe {
  let nvidiaDevices: ReturnType<DeviceProbe['nvidiaDevices']> | undefined;
  let adapters: readonly Adapter[] | undefined;
  return {
    ...probe,
    nvidiaDevices: () => (nvidiaDevices ??= probe.nvidiaDevices()),
    adapters: () => (adapters ??= probe.adapters()),
  };
}
