import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { availableProviders, loadOrtRuntime } from '../ort/index.js';
import { missingLibraries, providerLibrary, type NvidiaProvider } from './cudaLibraries.js';
import { hidingMask, type Vendor } from './deviceMasks.js';
import { numaView, type NumaView } from './numa.js';
import { listNvidiaDevices, type NvidiaDevice } from './nvidiaDevices.js';
import { listVulkanAdapters, type Adapter } from './vulkanAdapters.js';

/** The questions whose answers decide which devices are here. */
export interface DeviceProbe {
  /** Execution providers that the ONNX Runtime library was built with. */
  providers(): readonly string[];
  /** Whether a provider's own library lies beside that of ONNX Runtime. */
  hasProviderLibrary(name: NvidiaProvider): boolean;
  /** The libraries that a provider's own library needs and that are not found. */
  missingLibraries(name: NvidiaProvider): readonly string[];
  /** NVIDIA devices that this process may use. */
  nvidiaDevices(): readonly NvidiaDevice[];
  /** Graphics adapters that WebGPU may run on. */
  adapters(): readonly Adapter[];
  /** The variable of the environment that hides all devices of a vendor. */
  hidingMask(vendor: Vendor): string | undefined;
  /** Name of the processor, and bytes of the node's memory. */
  processor(): { readonly name: string; readonly memoryBytes: number };
  /** Where this process may run. */
  numa(): NumaView;
  /** Path and version of the ONNX Runtime library, for messages. */
  readonly runtime: { readonly libraryPath: string; readonly version: string };
}

/** Asks this machine. Makes no context on any device. */
export function systemProbe(): DeviceProbe {
  const runtime = loadOrtRuntime();
  return {
    runtime,
    providers: () => availableProviders(runtime),
    hasProviderLibrary: (name) => existsSync(providerLibrary(runtime.libraryPath, name)),
    missingLibraries: (name) => missingLibraries(runtime.libraryPath, name),
    nvidiaDevices: () => listNvidiaDevices(),
    // On macOS WebGPU runs on Metal, which every Mac has.
    adapters: () => (process.platform === 'darwin' ? [metal] : listVulkanAdapters()),
    hidingMask: (vendor) => hidingMask(vendor, process.env),
    processor: () => ({ name: cpus()[0]?.model.trim() || 'CPU', memoryBytes: totalmem() }),
    numa: () => numaView(),
  };
}

const metal: Adapter = {
  name: 'Metal',
  software: false,
  memoryBytes: 0,
  driver: '',
  vendor: undefined,
};
