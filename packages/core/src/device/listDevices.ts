import { executionProviders, type Device, type DeviceKind } from './Device.js';
import { systemProbe, type DeviceProbe } from './DeviceProbe.js';

/** A device that is here. */
export interface AvailableDevice extends Device {
  /** Name of the hardware where it is known, else of the kind. */
  readonly name: string;
  /** Whether it only imitates hardware on the CPU; `auto` never takes such a device. */
  readonly software: boolean;
}

/** The devices of a kind, or why there are none and what to do. */
export interface Availability {
  readonly devices: readonly AvailableDevice[];
  /** A sentence or two; empty where there are devices. */
  readonly reason: string;
}

/**
 * The devices that this process can run models on: cpu first, then by kind and index.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function listDevices(probe: DeviceProbe = systemProbe()): readonly AvailableDevice[] {
  return (['cpu', 'cuda', 'tensorrt', 'webgpu'] as const).flatMap((kind) => probeKind(kind, probe).devices);
}

/** The devices of one kind, or the reason why there are none. */
export function probeKind(kind: DeviceKind, probe: DeviceProbe): Availability {
  if (kind === 'cpu') return here([{ kind, index: 0, name: 'CPU', software: false }]);
  if (!probe.providers().includes(executionProviders[kind])) {
    return none(
      `The ONNX Runtime at '${probe.runtime.libraryPath}' was built without ${executionProviders[kind]}. Set RANKWISE_ORT_LIBRARY to one that has it.`,
    );
  }
  return kind === 'webgpu' ? probeWebGpu(probe) : probeNvidia(kind, probe);
}

function probeNvidia(kind: 'cuda' | 'tensorrt', probe: DeviceProbe): Availability {
  const count = probe.nvidiaDevices();
  if (count === 0) {
    return none(
      'No NVIDIA device is visible to this process. Install the NVIDIA driver on a node that has one, and check CUDA_VISIBLE_DEVICES and what the job asked for.',
    );
  }
  const missing = (['cuda', 'tensorrt'] as const).filter(
    (name) => (name === 'cuda' || name === kind) && !probe.hasProviderLibrary(name),
  );
  if (missing.length > 0) {
    const files = ['shared', ...missing].map((name) => `libonnxruntime_providers_${name}.so`).join(', ');
    return none(
      `${files} of ONNX Runtime ${probe.runtime.version} must lie beside '${probe.runtime.libraryPath}'. Take them from the PyPI package onnxruntime-gpu of that version and install the CUDA toolkit and cuDNN${kind === 'tensorrt' ? ' and TensorRT' : ''} it names, or set RANKWISE_ORT_LIBRARY to an ONNX Runtime that has them.`,
    );
  }
  return here(
    Array.from({ length: count }, (_, index) => ({ kind, index, name: `NVIDIA ${index}`, software: false })),
  );
}

// One device however many adapters there are: ONNX Runtime's WebGPU provider cannot be told which to take.
function probeWebGpu(probe: DeviceProbe): Availability {
  const adapters = probe.adapters();
  const best = adapters.find(({ software }) => !software) ?? adapters[0];
  if (best === undefined) {
    return none(
      "No graphics adapter is visible through Vulkan. Install the GPU's Vulkan driver and the Vulkan loader (package libvulkan1 on Debian, vulkan-loader on Fedora).",
    );
  }
  return here([{ kind: 'webgpu', index: 0, ...best }]);
}

function here(devices: readonly AvailableDevice[]): Availability {
  return { devices, reason: '' };
}

function none(reason: string): Availability {
  return { devices: [], reason };
}
