import { nearestName, RankwiseError } from '../errors/index.js';
import { formatDevice, type Device } from './Device.js';

/** Options of an execution provider by its own names, such as `{ gpu_mem_limit: 2147483648 }`. */
export type ProviderOptions = Readonly<Record<string, string | number | boolean>>;

/** The options as texts, in order. Booleans are `1` and `0`, which all providers read. */
export function providerOptionTexts(options: ProviderOptions): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? (value ? '1' : '0') : String(value),
  ]);
}

/**
 * Reads `name=value;name=value`; blanks around names and values and empty entries do not count.
 * @throws RankwiseError `INVALID_ARGUMENT` for an entry without a name or value, or a name given twice.
 */
export function parseProviderOptions(text: string): Record<string, string> {
  const options = new Map<string, string>();
  for (const entry of text.split(';').map((one) => one.trim())) {
    if (entry === '') continue;
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(entry)?.map((part) => part.trim()) ?? [];
    if (name === '' || value === '') {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The provider options hold '${entry}'. Write each as name=value, separated by semicolons: gpu_mem_limit=2147483648;use_tf32=0.`,
      );
    }
    if (options.has(name)) {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The provider option '${name}' is given twice. Give it once.`,
      );
    }
    options.set(name, value);
  }
  return Object.fromEntries(options);
}

/**
 * Refuses what a provider would pass over without a word.
 * @throws RankwiseError `INVALID_ARGUMENT`.
 */
export function checkProviderOptions(device: Device, options: ProviderOptions): void {
  for (const name of Object.keys(options)) {
    if (device.kind === 'cpu') {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The device cpu takes no provider options, and '${name}' was given. Leave it out, or ask for a device of another kind.`,
      );
    }
    if (name === 'device_id' || name === 'deviceId') {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The provider option '${name}' is decided by the device, here ${formatDevice(device)}. Leave it out, and ask for the device by its index, such as cuda:1.`,
      );
    }
    if (device.kind === 'webgpu' && !webGpuOptions.includes(name)) throw unknownWebGpuOption(name);
  }
}

// The WebGPU provider ignores names that it does not know: those of ONNX Runtime 1.30, less the pointers.
const webGpuOptions: readonly string[] = [
  'preferredLayout',
  'enableGraphCapture',
  'enableInt64',
  'kvCacheQuantizationBits',
  'multiRotaryCacheConcatOffset',
  'sessionBufferPoolGenerations',
  'validationMode',
  'enableRobustness',
  'preserveDevice',
  'maxStorageBufferBindingSize',
  'maxNumPendingDispatches',
  'storageBufferCacheMode',
  'uniformBufferCacheMode',
  'queryResolveBufferCacheMode',
  'defaultBufferCacheMode',
  'powerPreference',
  'dawnBackendType',
  'forceCpuNodeNames',
];

function unknownWebGpuOption(name: string): RankwiseError {
  const meant = nearestName(name, webGpuOptions);
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `The WebGPU provider has no option '${name}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`} It has ${webGpuOptions.join(', ')}.`,
  );
}
