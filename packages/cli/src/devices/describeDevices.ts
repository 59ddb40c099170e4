import {
  formatDevice,
  listProviders,
  runtimeInfo,
  type AvailableDevice,
  type DeviceProbe,
} from '@rankwise/core';
import { formatTable } from '../output/formatTable.js';

/** What `rankwise devices --json` prints. */
export interface DevicesDocument {
  readonly runtime: {
    readonly version: string;
    readonly libraryPath: string;
    /** All that this ONNX Runtime was built with, those that rankwise has no device for as well. */
    readonly providers: readonly string[];
  };
  readonly providers: readonly {
    readonly kind: string;
    readonly provider: string;
    readonly devices: readonly {
      readonly device: string;
      readonly name: string;
      /** 0 where it is not known. */
      readonly memoryBytes: number;
      readonly driver: string;
      readonly software: boolean;
      readonly numaNode?: number;
    }[];
    /** Why there are none and what to do; empty where there are some. */
    readonly reason: string;
  }[];
}

/** Asks this machine, without a context on any device. @throws RankwiseError `RUNTIME_UNAVAILABLE`. */
export function describeDevices(probe?: DeviceProbe): DevicesDocument {
  return {
    runtime: runtimeInfo(),
    providers: listProviders(probe).map(({ kind, provider, devices, reason }) => ({
      kind,
      provider,
      devices: devices.map(describe),
      reason,
    })),
  };
}

function describe(device: AvailableDevice): DevicesDocument['providers'][number]['devices'][number] {
  const { name, memoryBytes, driver, software, numaNode } = device;
  return {
    device: formatDevice(device),
    name,
    memoryBytes,
    driver,
    software,
    ...(numaNode !== undefined && { numaNode }),
  };
}

/** The same for people. */
export function formatDevices({ runtime, providers }: DevicesDocument): string {
  const rows = providers.flatMap(({ devices, provider }) =>
    devices.map(({ device, name, memoryBytes, driver, software, numaNode }) => [
      device,
      software ? `${name} (in software)` : name,
      memoryBytes === 0 ? '' : `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
      driver,
      numaNode === undefined ? '' : String(numaNode),
      provider,
    ]),
  );
  const head = ['DEVICE', 'NAME', 'MEMORY', 'DRIVER', 'NUMA', 'EXECUTION PROVIDER'];
  const absent = providers.filter(({ devices }) => devices.length === 0);
  return [
    formatTable([head, ...rows]),
    ...(absent.length > 0 ? ['', ...absent.map(({ kind, reason }) => `no ${kind}: ${reason}`)] : []),
    '',
    `ONNX Runtime ${runtime.version}, ${runtime.libraryPath}`,
  ].join('\n');
}
