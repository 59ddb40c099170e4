import { openLibrary, type OutSlot } from '../ffi/index.js';

/**
 * Number of NVIDIA devices that CUDA shows this process: those of the driver, by its management library
 * NVML, which makes no context on them, less those that `CUDA_VISIBLE_DEVICES` hides. 0 without a driver.
 */
export function countNvidiaDevices(env: NodeJS.ProcessEnv = process.env): number {
  const present = countByNvml();
  return present === 0 ? 0 : countVisible(present, env.CUDA_VISIBLE_DEVICES);
}

function countByNvml(): number {
  try {
    const nvml = openLibrary('libnvidia-ml.so.1');
    if (nvml.func('int nvmlInit_v2()')() !== 0) return 0;
    const count: OutSlot<number> = [null];
    const failed = nvml.func('int nvmlDeviceGetCount_v2(_Out_ uint32_t* count)')(count);
    nvml.func('int nvmlShutdown()')();
    return failed === 0 ? (count[0] ?? 0) : 0;
  } catch {
    return 0; // no NVIDIA driver
  }
}

/**
 * Number of devices that a `CUDA_VISIBLE_DEVICES` leaves of those present. As CUDA reads it: unset shows
 * all; a list ends at its first entry that is no device; entries are numbers or UUIDs.
 */
export function countVisible(present: number, mask: string | undefined): number {
  if (mask === undefined) return present;
  const entries = mask.split(',').map((entry) => entry.trim());
  const isDevice = (entry: string) =>
    /^\d+$/.test(entry) ? Number(entry) < present : /^(GPU|MIG)-/.test(entry);
  const end = entries.findIndex((entry) => !isDevice(entry));
  return end === -1 ? entries.length : end;
}
