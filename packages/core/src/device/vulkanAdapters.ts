import { addressOf, cString, openLibrary, type Library, type OutSlot, type Pointer } from '../ffi/index.js';
import type { Vendor } from './deviceMasks.js';

/** A graphics adapter that WebGPU may run on. */
export interface Adapter {
  readonly name: string;
  /** Whether it is a program on the CPU, made for tests, and no hardware. */
  readonly software: boolean;
  /** Of its own memory; 0 where it is not told. */
  readonly memoryBytes: number;
  /** Version of its driver; empty where it is not told. */
  readonly driver: string;
  /** Whose masks may hide it. */
  readonly vendor: Vendor | undefined;
}

// From vulkan_core.h: sizes and offsets in bytes, and values of enums.
const INSTANCE_CREATE_INFO = { bytes: 64, type: 1, applicationInfoAt: 24 };
const APPLICATION_INFO = { bytes: 48, apiVersionAt: 44 };
const DEVICE_PROPERTIES = {
  bytes: 1024,
  driverAt: 4,
  vendorAt: 8,
  typeAt: 16,
  nameAt: 20,
  nameBytes: 256,
};
const MEMORY_PROPERTIES = { bytes: 520, heapCountAt: 260, heapsAt: 264, heapBytes: 16, local: 1 };
const NVIDIA = 0x10de;
const vendors: ReadonlyMap<number, Vendor> = new Map([
  [NVIDIA, 'nvidia'],
  [0x1002, 'amd'],
  [0x8086, 'intel'],
]);
const DEVICE_TYPE_CPU = 4;
const VULKAN_1_1 = (1 << 22) | (1 << 12);

/** The adapters that the Vulkan loader shows. Makes no device on them. None without a loader. */
export function listVulkanAdapters(): readonly Adapter[] {
  try {
    const vulkan = openLibrary('libvulkan.so.1');
    const instance = createInstance(vulkan);
    if (instance === null) return [];
    try {
      return physicalDevices(vulkan, instance).map((device) => readProperties(vulkan, device));
    } finally {
      vulkan.func('void vkDestroyInstance(void* instance, void* allocator)')(instance, null);
    }
  } catch {
    return []; // no Vulkan loader
  }
}

function createInstance(vulkan: Library): Pointer | null {
  const name = cString('rankwise');
  const application = Buffer.alloc(APPLICATION_INFO.bytes);
  application.writeBigUInt64LE(addressOf(name), 16);
  application.writeUInt32LE(VULKAN_1_1, APPLICATION_INFO.apiVersionAt);
  const info = Buffer.alloc(INSTANCE_CREATE_INFO.bytes);
  info.writeUInt32LE(INSTANCE_CREATE_INFO.type, 0);
  info.writeBigUInt64LE(addressOf(application), INSTANCE_CREATE_INFO.applicationInfoAt);
  const instance: OutSlot<Pointer> = [null];
  const create = vulkan.func('int vkCreateInstance(void* info, void* allocator, _Out_ void** instance)');
  return create(info, null, instance) === 0 ? instance[0] : null;
}

function physicalDevices(vulkan: Library, instance: Pointer): readonly Pointer[] {
  const enumerate = vulkan.func('int vkEnumeratePhysicalDevices(void* instance, void* count, void* devices)');
  const count = new Uint32Array(1);
  if (enumerate(instance, count, null) !== 0) return [];
  const devices = new BigUint64Array(count[0] ?? 0);
  // A device that appears between the calls gives VK_INCOMPLETE, which is positive and no error.
  return enumerate(instance, count, devices) < 0 ? [] : [...devices.subarray(0, count[0])];
}

function readProperties(vulkan: Library, device: Pointer): Adapter {
  const properties = Buffer.alloc(DEVICE_PROPERTIES.bytes);
  vulkan.func('void vkGetPhysicalDeviceProperties(void* device, void* properties)')(device, properties);
  const { nameAt, nameBytes, typeAt, vendorAt, driverAt } = DEVICE_PROPERTIES;
  const vendor = properties.readUInt32LE(vendorAt);
  const name = properties.subarray(nameAt, nameAt + nameBytes).toString('utf8');
  return {
    name: name.slice(0, name.indexOf('\0')),
    software: properties.readUInt32LE(typeAt) === DEVICE_TYPE_CPU,
    memoryBytes: ownMemory(vulkan, device),
    driver: driverVersion(vendor, properties.readUInt32LE(driverAt)),
    vendor: vendors.get(vendor),
  };
}

/** The largest heap of a device's own memory; a second one is a window into it. */
function ownMemory(vulkan: Library, device: Pointer): number {
  const { bytes, heapCountAt, heapsAt, heapBytes, local } = MEMORY_PROPERTIES;
  const memory = Buffer.alloc(bytes);
  vulkan.func('void vkGetPhysicalDeviceMemoryProperties(void* device, void* memory)')(device, memory);
  const heaps = Array.from({ length: memory.readUInt32LE(heapCountAt) }, (_, i) => heapsAt + i * heapBytes)
    .filter((at) => (memory.readUInt32LE(at + 8) & local) !== 0)
    .map((at) => Number(memory.readBigUInt64LE(at)));
  return Math.max(0, ...heaps);
}

/** NVIDIA packs its version in a way of its own: https://registry.khronos.org/vulkan/ leaves it to the vendor. */
export function driverVersion(vendor: number, packed: number): string {
  const parts =
    vendor === NVIDIA
      ? [packed >>> 22, (packed >>> 14) & 0xff, (packed >>> 6) & 0xff]
      : [packed >>> 22, (packed >>> 12) & 0x3ff, packed & 0xfff];
  return parts.join('.');
}
