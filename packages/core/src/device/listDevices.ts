import { describeMissing } from './cudaLibraries.js';
import { deviceKinds, executionProviders, type Device, type DeviceKind } from './Device.js';
import { systemProbe, type DeviceProbe } from './DeviceProbe.js';

/** A device that is here. */
export interface AvailableDevice extends Device {
  /** Name of the hardware where it is known, else of the kind. */
  readonly name: string;
  /** Whether it only imitates hardware on the CPU; `auto` never takes such a device. */
  readonly software: boolean;
  /** Of its own memory; of the cpu, the node's. 0 where it is not known. */
  readonly memoryBytes: number;
  /** Version of its driver; empty where it is not known, and of the cpu. */
  readonly driver: string;
  /** The NUMA node that it is attached to, where the system says so. */
  readonly numaNode: number | undefined;
}

/** The devices of a kind, or why there are none and what to do. */
export interface Availability {
  readonly devices: readonly AvailableDevice[];
  /** A sentence or two; empty where there are devices. */
  readonly reason: string;
}

/** An execution provider, and what it can run on here. */
export interface ProviderDevices extends Availability {
  readonly kind: DeviceKind;
  /** By ONNX Runtime's name, such as `CUDAExecutionProvider`. */
  readonly provider: string;
}

/**
 * The devices that this process can run models on: cpu first, then by kind and index.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function listDevices(probe: DeviceProbe = systemProbe()): readonly AvailableDevice[] {
  return listProviders(probe).flatMap(({ devices }) => devices);
}

/**
 * The execution providers that rankwise can use, with the devices of each, or why there are none. Makes no context on
 * any device.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function listProviders(probe: DeviceProbe = systemProbe()): readonly ProviderDevices[] {
  return deviceKinds.map((kind) => ({
    kind,
    provider: executionProviders[kind],
    ...probeKind(kind, probe),
  }));
}

/** The devices of one kind, or the reason why there are none. */
export function probeKind(kind: DeviceKind, probe: DeviceProbe): Availability {
  if (kind === 'cpu') {
    return here([{ kind, index: 0, ...probe.processor(), software: false, driver: '', numaNode: undefined }]);
  }
  if (!probe.providers().includes(executionProviders[kind])) {
    return none(
      `The ONNX Runtime at '${probe.runtime.libraryPath}' was built without ${executionProviders[kind]}. Set RANKWISE_ORT_LIBRARY to one that has it.`,
    );
  }
  return kind === 'webgpu' ? probeWebGpu(probe) : probeNvidia(kind, probe);
}

function probeNvidia(kind: 'cuda' | 'tensorrt', probe: DeviceProbe): Availability {
  const found = probe.nvidiaDevices();
  if (found.length === 0) {
    const mask = probe.hidingMask('nvidia');
    return none(
      mask === undefined
        ? 'No NVIDIA device is visible to this process. Install the NVIDIA driver on a node that has one, and check what the job asked for.'
        : `No NVIDIA device is visible to this process: ${mask} shows none. Correct it, and check what the job asked for.`,
    );
  }
  const both = kind === 'cuda' ? (['cuda'] as const) : (['cuda', 'tensorrt'] as const);
  const absent = both.filter((name) => !probe.hasProviderLibrary(name));
  if (absent.length > 0) {
    const files = ['shared', ...absent].map((name) => `libonnxruntime_providers_${name}.so`).join(', ');
    return none(
      `${files} of ONNX Runtime ${probe.runtime.version} must lie beside '${probe.runtime.libraryPath}'. Run 'rankwise setup --cuda', or set RANKWISE_ORT_LIBRARY to an ONNX Runtime that has them.`,
    );
  }
  const missing = [...new Set(both.flatMap((name) => probe.missingLibraries(name)))];
  if (missing.length > 0) {
    return none(
      `Not found, but needed by ONNX Runtime ${probe.runtime.version}: ${describeMissing(missing)}. Load your system's modules for CUDA and cuDNN, put their folders in LD_LIBRARY_PATH, or install the PyPI packages named and run 'rankwise setup --cuda --cuda-libs FOLDER'.`,
    );
  }
  return here(
    found.map((device, index) => ({
      kind,
      index,
      name: device.name || `NVIDIA ${index}`,
      software: false,
      memoryBytes: device.memoryBytes,
      driver: device.driver,
      numaNode: device.numaNode,
    })),
  );
}

// One device however many adapters there are: ONNX Runtime's WebGPU provider cannot be told which to take.
function probeWebGpu(probe: DeviceProbe): Availability {
  const all = probe.adapters();
  const hidden = (vendor: (typeof all)[number]['vendor']) =>
    vendor === undefined ? undefined : probe.hidingMask(vendor);
  const shown = all.filter(({ vendor }) => hidden(vendor) === undefined);
  const best = shown.find(({ software }) => !software) ?? shown[0];
  if (best === undefined) {
    const mask = all.map(({ vendor }) => hidden(vendor)).find((name) => name !== undefined);
    return none(
      mask === undefined
        ? "No graphics adapter is visible through Vulkan. Install the GPU's Vulkan driver and the Vulkan loader (package libvulkan1 on Debian, vulkan-loader on Fedora)."
        : `${mask} hides '${all[0]?.name ?? ''}', the only graphics adapter. Correct it, and check what the job asked for.`,
    );
  }
  const { name, software, memoryBytes, driver } = best;
  return here([{ kind: 'webgpu', index: 0, name, software, memoryBytes, driver, numaNode: undefined }]);
}

function here(devices: readonly AvailableDevice[]): Availability {
  return { devices, reason: '' };
}

function none(reason: string): Availability {
  return { devices: [], reason };
}
