import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { availableProviders, loadOrtRuntime } from '../ort/index.js';
import { countNvidiaDevices } from './nvidiaDevices.js';
import { listVulkanAdapters, type Adapter } from './vulkanAdapters.js';

/** The questions whose answers decide which devices are here. */
export interface DeviceProbe {
  /** Execution providers that the ONNX Runtime library was built with. */
  providers(): readonly string[];
  /** Whether a provider's own library lies beside that of ONNX Runtime. */
  hasProviderLibrary(name: 'cuda' | 'tensorrt'): boolean;
  /** Number of NVIDIA devices that this process may use. */
  nvidiaDevices(): number;
  /** Graphics adapters that WebGPU may run on. */
  adapters(): readonly Adapter[];
  /** Path and version of the ONNX Runtime library, for messages. */
  readonly runtime: { readonly libraryPath: string; readonly version: string };
}

/** Asks this machine. Makes no context on any device. */
export function systemProbe(): DeviceProbe {
  const runtime = loadOrtRuntime();
  return {
    runtime,
    providers: () => availableProviders(runtime),
    hasProviderLibrary: (name) =>
      existsSync(join(dirname(realpathSync(runtime.libraryPath)), `libonnxruntime_providers_${name}.so`)),
    nvidiaDevices: () => countNvidiaDevices(),
    // On macOS WebGPU runs on Metal, which every Mac has.
    adapters: () =>
      process.platform === 'darwin' ? [{ name: 'Metal', software: false }] : listVulkanAdapters(),
  };
}
