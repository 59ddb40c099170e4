import type { Adapter, DeviceProbe, NumaView, NvidiaDevice, Rank } from '../../src/index.js';

/** A machine to be probed; what is left out is not there. */
export interface Machine {
  providers?: string[];
  libraries?: string[];
  missing?: string[];
  nvidia?: readonly NvidiaDevice[];
  adapters?: Adapter[];
  hiding?: string;
  numa?: Partial<NumaView>;
}

const everyProvider = ['Tensorrt', 'CUDA', 'WebGpu', 'CPU'].map((name) => `${name}ExecutionProvider`);

export function probeOf(machine: Machine): DeviceProbe {
  return {
    runtime: { libraryPath: '/opt/libonnxruntime.so', version: '1.30.0' },
    providers: () => machine.providers ?? everyProvider,
    hasProviderLibrary: (name) => machine.libraries?.includes(name) ?? false,
    missingLibraries: () => machine.missing ?? [],
    nvidiaDevices: () => machine.nvidia ?? [],
    adapters: () => machine.adapters ?? [],
    hidingMask: () => machine.hiding,
    processor: () => ({ name: 'Processor', memoryBytes: 2 ** 34 }),
    numa: () => ({ own: [], count: 0, distance: () => Infinity, ...machine.numa }),
  };
}

/** So many GPUs, on the NUMA nodes given. */
export function gpus(count: number, numaNodes: readonly number[] = []): NvidiaDevice[] {
  return Array.from({ length: count }, (_, index) => ({
    name: 'NVIDIA H100',
    uuid: `GPU-${index}a5c`,
    memoryBytes: 80 * 2 ** 30,
    driver: '580.65.06',
    numaNode: numaNodes[index],
  }));
}

export const radeon: Adapter = {
  name: 'Radeon',
  software: false,
  memoryBytes: 2 ** 33,
  driver: '25.2.1',
  vendor: 'amd',
};

export const llvmpipe: Adapter = {
  name: 'llvmpipe',
  software: true,
  memoryBytes: 0,
  driver: '0.0.1',
  vendor: undefined,
};

export function localRank(number: number, size: number): Rank {
  return { rank: number + 100, size: 200, localRank: number, localSize: size, launcher: 'test' };
}
