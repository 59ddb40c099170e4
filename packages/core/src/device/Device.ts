import { nearestName, RankwiseError } from '../errors/index.js';

/** The kinds of devices, each with the execution provider (EP) of ONNX Runtime that runs on it. */
export const executionProviders = {
  cpu: 'CPUExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  tensorrt: 'TensorrtExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
} as const;

/** Kind of a device. */
export type DeviceKind = keyof typeof executionProviders;

/** All kinds of devices. */
export const deviceKinds = Object.keys(executionProviders) as readonly DeviceKind[];

/** A device of this node. */
export interface Device {
  readonly kind: DeviceKind;
  /** Number among the visible devices of its kind, from 0; 0 for cpu. */
  readonly index: number;
}

/** What a user may ask for: `auto`, a kind whose index the rank decides, or a certain device. */
export type DeviceRequest =
  { readonly kind: 'auto' } | { readonly kind: DeviceKind; readonly index: number | undefined };

/** The text form of a device: `cpu`, `cuda:1`. */
export function formatDevice(device: Device): string {
  return device.kind === 'cpu' ? 'cpu' : `${device.kind}:${device.index}`;
}

/**
 * Reads `auto`, `cpu`, `cuda`, `cuda:1`, `tensorrt:0`, `webgpu` (in any case).
 * @throws RankwiseError `INVALID_ARGUMENT` for any other text.
 */
export function parseDevice(text: string): DeviceRequest {
  const [, name = '', digits] = /^([a-z]+)(?::(\d{1,4}))?$/.exec(text.trim().toLowerCase()) ?? [];
  const kind = deviceKinds.find((known) => known === name);
  if (name === 'auto' && digits === undefined) return { kind: 'auto' };
  if (kind === undefined || (kind === 'cpu' && Number(digits ?? 0) > 0)) {
    const word = text.split(':')[0] ?? '';
    // One letter from cpu, and the very opposite of it.
    const meant = word.toLowerCase() === 'gpu' ? undefined : nearestName(word, ['auto', ...deviceKinds]);
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `'${text}' is not a device.${meant === undefined || meant === name ? '' : ` Did you mean '${meant}'?`} Use auto, cpu, cuda, tensorrt or webgpu; the last three also with an index, such as cuda:1.`,
    );
  }
  if (kind === 'cpu') return { kind, index: 0 };
  return { kind, index: digits === undefined ? undefined : Number(digits) };
}
