import { addressOf, cString, openLibrary, type Library, type OutSlot, type Pointer } from '../ffi/index.js';

/** A graphics adapter that WebGPU may run on. */
export interface Adapter {
  readonly name: string;
  /** Whether it is a program on the CPU, made for tests, and no hardware. */
  readonly software: boolean;
}

// From vulkan_core.h: sizes and offsets in bytes, and values of enums.
const INSTANCE_CREATE_INFO = { bytes: 64, type: 1, applicationInfoAt: 24 };
const APPLICATION_INFO = { bytes: 48, apiVersionAt: 44 };
const DEVICE_PROPERTIES = { bytes: 1024, typeAt: 16, nameAt: 20, nameBytes: 256 };
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
  const { nameAt, nameBytes, typeAt } = DEVICE_PROPERTIES;
  const name = properties.subarray(nameAt, nameAt + nameBytes).toString('utf8');
  return {
    name: name.slice(0, name.indexOf('\0')),
    software: properties.readUInt32LE(typeAt) === DEVICE_TYPE_CPU,
  };
}
