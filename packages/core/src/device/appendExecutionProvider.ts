import { StringTable, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus, created, type OrtRuntime } from '../ort/index.js';
import { formatDevice, type Device } from './Device.js';

/**
 * Makes a session run on a device: appends the device's execution provider to the options of the session.
 * @throws RankwiseError `DEVICE_UNAVAILABLE` where the provider refuses.
 */
export function appendExecutionProvider(
  { api }: Pick<OrtRuntime, 'api'>,
  options: Pointer,
  device: Device,
): void {
  const situation = {
    doing: `Preparing the device '${formatDevice(device)}'`,
    otherwise: 'DEVICE_UNAVAILABLE',
    only: true,
  } as const;
  const withOptions = (provider: ProviderFunctions) => {
    const providerOptions = created(api, situation, provider.create);
    const keys = new StringTable(['device_id']);
    const values = new StringTable([String(device.index)]);
    try {
      checkStatus(api, provider.update(providerOptions, keys.pointers, values.pointers, 1), situation);
      checkStatus(api, provider.append(options, providerOptions), situation);
    } finally {
      provider.release(providerOptions);
    }
  };
  switch (device.kind) {
    case 'cpu':
      return;
    case 'cuda':
      withOptions({
        create: api.CreateCUDAProviderOptions,
        update: api.UpdateCUDAProviderOptions,
        append: api.SessionOptionsAppendExecutionProvider_CUDA_V2,
        release: api.ReleaseCUDAProviderOptions,
      });
      return;
    case 'tensorrt':
      withOptions({
        create: api.CreateTensorRTProviderOptions,
        update: api.UpdateTensorRTProviderOptions,
        append: api.SessionOptionsAppendExecutionProvider_TensorRT_V2,
        release: api.ReleaseTensorRTProviderOptions,
      });
      // TensorRT takes part of a graph; what is left over belongs on the same GPU.
      appendExecutionProvider({ api }, options, { kind: 'cuda', index: device.index });
      return;
    case 'webgpu': {
      // The provider has no option for an adapter: it takes the fastest one that the Vulkan loader shows.
      const status = api.SessionOptionsAppendExecutionProvider(options, 'WebGPU', null, null, 0);
      checkStatus(api, status, situation);
    }
  }
}

interface ProviderFunctions {
  create: (out: OutSlot<Pointer>) => Pointer | null;
  update: (provider: Pointer, keys: BigUint64Array, values: BigUint64Array, count: number) => Pointer | null;
  append: (options: Pointer, provider: Pointer) => Pointer | null;
  release: (provider: Pointer) => void;
}
