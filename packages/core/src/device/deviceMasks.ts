import type { Environment } from '../rank/index.js';

/** Who makes the hardware of a device, as far as that decides which variable hides it. */
export type Vendor = 'nvidia' | 'amd' | 'intel';

/** Variables that show a process some of a vendor's devices. Each counts among those that the one before it leaves. */
export const maskVariables: Readonly<Record<Vendor, readonly string[]>> = {
  nvidia: ['CUDA_VISIBLE_DEVICES'],
  amd: ['ROCR_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES'],
  intel: ['ZE_AFFINITY_MASK'],
};

/** A device that a mask may name by its number or its UUID. */
export interface Maskable {
  /** Such as `GPU-8932f937-…`; empty where it is not known. */
  readonly uuid: string;
}

/**
 * The devices that a mask leaves, in the order of the mask. As CUDA reads it: unset shows all; the list ends at its
 * first entry that is no device, or one named before; an entry is a number, or the beginning of a UUID that no other
 * device has. `find` looks for devices that the list lacks, such as parts of one (MIG).
 * Source: https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars
 */
export function visibleDevices<D extends Maskable>(
  present: readonly D[],
  mask: string | undefined,
  find: (entry: string) => D | undefined = () => undefined,
): readonly D[] {
  if (mask === undefined) return present;
  const shown: D[] = [];
  for (const entry of mask.split(',').map((one) => one.trim())) {
    const device = /^\d+$/.test(entry) ? present[Number(entry)] : (byUuid(present, entry) ?? find(entry));
    if (device === undefined || shown.includes(device)) break;
    shown.push(device);
    // CUDA uses one part of a GPU in a process, and nothing else beside it.
    if (entry.startsWith('MIG-')) return [device];
  }
  return shown;
}

function byUuid<D extends Maskable>(present: readonly D[], entry: string): D | undefined {
  if (!/^(GPU|UUID)-[\da-f]/i.test(entry)) return undefined;
  const same = present.filter(({ uuid }) => uuid.toLowerCase().startsWith(entry.toLowerCase()));
  return same.length === 1 ? same[0] : undefined;
}

/** The variable that hides all devices of a vendor from this process: it is set to nothing, or to what is no device. */
export function hidingMask(vendor: Vendor, env: Environment): string | undefined {
  return maskVariables[vendor].find((name) => env[name] !== undefined && maskedCount(env[name]) === 0);
}

/** The number of devices that a vendor's masks show, where they say so. */
export function shownByMasks(vendor: Vendor, env: Environment): number | undefined {
  const counts = maskVariables[vendor].flatMap((name) =>
    env[name] === undefined ? [] : [maskedCount(env[name])],
  );
  return counts.length === 0 ? undefined : Math.min(...counts);
}

/** Entries until the first that cannot be a device: `0`, `0.1` (a tile of Intel's), `GPU-…`, `MIG-…`. */
function maskedCount(mask: string): number {
  const entries = mask.split(',').map((entry) => entry.trim());
  const end = entries.findIndex((entry) => !/^(\d+(\.\d+)?|(GPU|MIG|UUID)-.+)$/i.test(entry));
  return end === -1 ? entries.length : end;
}
