import { RankwiseError } from '../errors/index.js';
import { StringTable, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus, created, type OrtApi, type OrtRuntime } from '../ort/index.js';
import { openCudaFolder } from './cudaLibraries.js';
import { formatDevice, type Device } from './Device.js';
import { checkProviderOptions, providerOptionTexts, type ProviderOptions } from './providerOptions.js';
import { precisionOptions } from './precisionOptions.js';

type Texts = readonly (readonly [name: string, value: string])[];

/**
 * Makes a session run on a device: appends the device's execution provider to the options of the session.
 * @param providerOptions the provider's own, by its own names
 * @param tf32 whether float32 may be rounded to TF32
 * @throws RankwiseError `DEVICE_UNAVAILABLE` where the provider refuses, `INVALID_ARGUMENT` where it refuses an option.
 */
export function appendExecutionProvider(
  runtime: Pick<OrtRuntime, 'api' | 'libraryPath' | 'version'>,
  sessionOptions: Pointer,
  device: Device,
  providerOptions: ProviderOptions = {},
  tf32 = false,
): void {
  checkProviderOptions(device, providerOptions);
  if (device.kind === 'cpu') return;
  const { api } = runtime;
  if (device.kind !== 'webgpu') openCudaFolder(runtime.libraryPath);
  const append: Append =
    device.kind === 'webgpu'
      ? appendWebGpu
      : (...[api, sessionOptions, device, texts]) => {
          const precision = precisionOptions(device, texts, tf32, runtime.version);
          appendNvidia(api, sessionOptions, device, [...precision, ...texts]);
        };
  const options = providerOptionTexts(providerOptions);
  try {
    append(api, sessionOptions, device, options);
  } catch (cause) {
    throw options.length === 0 ? cause : blameOption(api, device, options, append, cause);
  }
  // TensorRT takes part of a graph; what is left over belongs on the same GPU.
  if (device.kind === 'tensorrt')
    appendExecutionProvider(runtime, sessionOptions, { kind: 'cuda', index: device.index }, {}, tf32);
}

type Append = (api: OrtApi, sessionOptions: Pointer, device: Device, options: Texts) => void;

// The provider has no option for an adapter: it takes the fastest one that the Vulkan loader shows.
function appendWebGpu(api: OrtApi, sessionOptions: Pointer, device: Device, options: Texts): void {
  const { keys, values } = tables(options);
  const status = api.SessionOptionsAppendExecutionProvider(
    sessionOptions,
    'WebGPU',
    keys.pointers,
    values.pointers,
    keys.length,
  );
  checkStatus(api, status, preparing(device));
}

function appendNvidia(api: OrtApi, sessionOptions: Pointer, device: Device, options: Texts): void {
  const functions = device.kind === 'cuda' ? cudaFunctions(api) : tensorRtFunctions(api);
  const { keys, values } = tables([['device_id', String(device.index)], ...options]);
  const provider = created(api, preparing(device), functions.create);
  try {
    const status = functions.update(provider, keys.pointers, values.pointers, keys.length);
    checkStatus(api, status, preparing(device));
    checkStatus(api, functions.append(sessionOptions, provider), preparing(device));
  } finally {
    functions.release(provider);
  }
}

/**
 * The error of options that were refused: names the one that the provider itself names, or that is refused alone too,
 * else all. What fails without any option is no option's fault.
 */
function blameOption(api: OrtApi, device: Device, options: Texts, append: Append, cause: unknown): unknown {
  const refusal = (given: Texts): unknown => {
    const sessionOptions = created(api, preparing(device), (out) => api.CreateSessionOptions(out));
    try {
      append(api, sessionOptions, device, given);
      return undefined;
    } catch (error) {
      return error;
    } finally {
      api.ReleaseSessionOptions(sessionOptions);
    }
  };
  const words = cause instanceof Error ? cause.message : String(cause);
  const named = options.find(([name]) => words.includes(`"${name}"`));
  if (named === undefined && refusal([]) !== undefined) return cause;
  const guilty = named ?? options.find((option) => refusal([option]) !== undefined);
  const what = (guilty === undefined ? options : [guilty]).map(([name, value]) => `'${name}' = '${value}'`);
  const reason = words.replace(/ Check the device's .*$/, '');
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `The provider refuses the option ${what.join(', ')}. ${reason} Correct its name or value as ONNX Runtime documents it.`,
    { cause },
  );
}

function preparing(device: Device) {
  return {
    doing: `Preparing the device '${formatDevice(device)}'`,
    otherwise: 'DEVICE_UNAVAILABLE',
    only: true,
  } as const;
}

function tables(options: Texts): { keys: StringTable; values: StringTable } {
  return {
    keys: new StringTable(options.map(([name]) => name)),
    values: new StringTable(options.map(([, value]) => value)),
  };
}

interface ProviderFunctions {
  create: (out: OutSlot<Pointer>) => Pointer | null;
  update: (provider: Pointer, keys: BigUint64Array, values: BigUint64Array, count: number) => Pointer | null;
  append: (options: Pointer, provider: Pointer) => Pointer | null;
  release: (provider: Pointer) => void;
}

function cudaFunctions(api: OrtApi): ProviderFunctions {
  return {
    create: api.CreateCUDAProviderOptions,
    update: api.UpdateCUDAProviderOptions,
    append: api.SessionOptionsAppendExecutionProvider_CUDA_V2,
    release: api.ReleaseCUDAProviderOptions,
  };
}

function tensorRtFunctions(api: OrtApi): ProviderFunctions {
  return {
    create: api.CreateTensorRTProviderOptions,
    update: api.UpdateTensorRTProviderOptions,
    append: api.SessionOptionsAppendExecutionProvider_TensorRT_V2,
    release: api.ReleaseTensorRTProviderOptions,
  };
}
