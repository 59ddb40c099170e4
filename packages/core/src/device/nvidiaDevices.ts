import { openLibrary, type Library, type OutSlot, type Pointer } from '../ffi/index.js';
import type { Environment } from '../rank/index.js';
import { visibleDevices } from './deviceMasks.js';
import { pciNumaNode } from './numa.js';

/** An NVIDIA GPU, or a part of one (MIG), as the driver's management library NVML tells of it. */
export interface NvidiaDevice {
  readonly name: string;
  readonly uuid: string;
  /** 0 where it is not told. */
  readonly memoryBytes: number;
  /** Version of the driver, such as `550.54.15`. */
  readonly driver: string;
  /** Undefined where the system does not say. */
  readonly numaNode: number | undefined;
}

/**
 * The NVIDIA devices that CUDA shows this process, numbered as CUDA numbers them: those of the driver, less those that
 * `CUDA_VISIBLE_DEVICES` hides. Makes no context on them. None without a driver.
 */
export function listNvidiaDevices(env: Environment = process.env): readonly NvidiaDevice[] {
  try {
    const nvml = openNvml(openLibrary('libnvidia-ml.so.1'));
    try {
      return visibleDevices(nvml.devices(), env.CUDA_VISIBLE_DEVICES, nvml.find);
    } finally {
      nvml.close();
    }
  } catch {
    return []; // no NVIDIA driver
  }
}

/** Number of devices that `listNvidiaDevices` gives. */
export function countNvidiaDevices(env: Environment = process.env): number {
  return listNvidiaDevices(env).length;
}

// From nvml.h: sizes in bytes.
const NAME_BYTES = 96;
const DRIVER_BYTES = 80;
const PCI_INFO = { bytes: 68, busIdAt: 36, busIdBytes: 32 };
const MEMORY_INFO_BYTES = 24;

/** NVML, initialized. A function that an old driver lacks throws, which ends the list: better none than half of one. */
function openNvml(library: Library) {
  const check = (failed: number) => {
    if (failed !== 0) throw new Error(`NVML: ${failed}`);
  };
  check(library.func('int nvmlInit_v2()')());
  const count = library.func('int nvmlDeviceGetCount_v2(_Out_ uint32_t* count)');
  const byIndex = library.func('int nvmlDeviceGetHandleByIndex_v2(uint32_t index, _Out_ void** device)');
  const byUuid = library.func('int nvmlDeviceGetHandleByUUID(const char* uuid, _Out_ void** device)');
  const parentOf = (device: Pointer): Pointer => {
    const parent: OutSlot<Pointer> = [null];
    if (!library.has('nvmlDeviceGetDeviceHandleFromMigDeviceHandle')) return device;
    const get = library.func(
      'int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(void* mig, _Out_ void** device)',
    );
    return get(device, parent) === 0 ? (parent[0] ?? device) : device;
  };
  const text = (get: (into: Buffer, bytes: number) => number, bytes: number): string => {
    const buffer = Buffer.alloc(bytes);
    return get(buffer, bytes) === 0 ? cText(buffer) : '';
  };
  const name = library.func('int nvmlDeviceGetName(void* device, void* name, uint32_t length)');
  const uuid = library.func('int nvmlDeviceGetUUID(void* device, void* uuid, uint32_t length)');
  const memory = library.func('int nvmlDeviceGetMemoryInfo(void* device, void* memory)');
  const pci = library.func('int nvmlDeviceGetPciInfo_v3(void* device, void* pci)');
  const driverVersion = library.func('int nvmlSystemGetDriverVersion(void* version, uint32_t length)');
  const driver = text(driverVersion, DRIVER_BYTES);

  const describe = (device: Pointer): NvidiaDevice => {
    const memoryInfo = new BigUint64Array(MEMORY_INFO_BYTES / 8);
    const pciInfo = Buffer.alloc(PCI_INFO.bytes);
    const hasBus = pci(parentOf(device), pciInfo) === 0;
    const busId = cText(pciInfo.subarray(PCI_INFO.busIdAt, PCI_INFO.busIdAt + PCI_INFO.busIdBytes));
    return {
      name: text((into, bytes) => name(device, into, bytes), NAME_BYTES),
      uuid: text((into, bytes) => uuid(device, into, bytes), NAME_BYTES),
      memoryBytes: memory(device, memoryInfo) === 0 ? Number(memoryInfo[0]) : 0,
      driver,
      numaNode: hasBus ? pciNumaNode(busId) : undefined,
    };
  };
  const handle = (get: (out: OutSlot<Pointer>) => number): Pointer | undefined => {
    const out: OutSlot<Pointer> = [null];
    return get(out) === 0 ? (out[0] ?? undefined) : undefined;
  };

  return {
    devices: (): readonly NvidiaDevice[] => {
      const number: OutSlot<number> = [null];
      check(count(number));
      return Array.from({ length: number[0] ?? 0 }, (_, index) => {
        const device = handle((out) => byIndex(index, out));
        if (device === undefined) throw new Error(`NVML: no device ${index}`);
        return describe(device);
      });
    },
    /** A part of a GPU, by its UUID: `MIG-…`, or `MIG-GPU-…/1/0` of older drivers. */
    find: (entry: string): NvidiaDevice | undefined => {
      if (!entry.startsWith('MIG-')) return undefined;
      const device = handle((out) => byUuid(entry, out));
      return device === undefined ? undefined : describe(device);
    },
    close: () => library.func('int nvmlShutdown()')(),
  };
}

function cText(buffer: Buffer): string {
  return buffer.subarray(0, buffer.indexOf(0)).toString('utf8');
}
