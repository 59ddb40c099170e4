import { expect, test } from 'vitest';
import { appendExecutionProvider } from '../../src/device/appendExecutionProvider.js';
import type { DeviceKind, ProviderOptions } from '../../src/index.js';
import { koffi } from '../../src/ffi/koffi.js';
import type { OutSlot, Pointer } from '../../src/ffi/index.js';
import { findOrtLibrary, type OrtRuntime } from '../../src/ort/index.js';
import { expectError } from '../expectError.js';

type Given = Record<string, string>;

/** The C API with providers that note what they are given, and refuse the option `bad`. */
class Recording {
  readonly given: [provider: string, Given][] = [];

  readonly #update =
    (provider: string) =>
    (_: Pointer, keys: BigUint64Array, values: BigUint64Array): Pointer | null => {
      const texts = [keys, values].map((table) => [...table].map((at) => koffi.decode.string(at)));
      const [names = [], settings = []] = texts;
      this.given.push([provider, Object.fromEntries(names.map((name, i) => [name, settings[i] ?? '']))]);
      return names.includes('bad') ? 1n : null;
    };

  readonly #create = (out: OutSlot<Pointer>) => {
    out[0] = 1n;
    return null;
  };

  readonly api = {
    CreateSessionOptions: this.#create,
    ReleaseSessionOptions: () => undefined,
    CreateCUDAProviderOptions: this.#create,
    UpdateCUDAProviderOptions: this.#update('cuda'),
    ReleaseCUDAProviderOptions: () => undefined,
    SessionOptionsAppendExecutionProvider_CUDA_V2: () => null,
    CreateTensorRTProviderOptions: this.#create,
    UpdateTensorRTProviderOptions: this.#update('tensorrt'),
    ReleaseTensorRTProviderOptions: () => undefined,
    SessionOptionsAppendExecutionProvider_TensorRT_V2: () => null,
    GetErrorCode: () => 1,
    GetErrorMessage: () => 'Unknown provider option',
    ReleaseStatus: () => undefined,
  };

  append(kind: DeviceKind, options: ProviderOptions = {}, tf32?: boolean): [string, Given][] {
    this.given.length = 0;
    const runtime = { api: this.api, libraryPath: findOrtLibrary(), version: '1.30.0' };
    appendExecutionProvider(runtime as unknown as OrtRuntime, 9n, { kind, index: 1 }, options, tf32);
    return this.given;
  }
}

test('CUDA is told whether to round to TF32', () => {
  const api = new Recording();
  expect(api.append('cuda')).toEqual([['cuda', { device_id: '1', use_tf32: '0' }]]);
  expect(api.append('cuda', { gpu_mem_limit: 5 }, true)).toEqual([
    ['cuda', { device_id: '1', use_tf32: '1', gpu_mem_limit: '5' }],
  ]);
  expect(api.append('cuda', { use_tf32: true }, false)).toEqual([
    ['cuda', { device_id: '1', use_tf32: '1' }],
  ]);
});

test('so is the CUDA part of TensorRT', () => {
  const api = new Recording();
  for (const [tf32, value] of [
    [false, '0'],
    [true, '1'],
  ] as const) {
    expect(api.append('tensorrt', { trt_fp16_enable: true }, tf32)).toEqual([
      ['tensorrt', { device_id: '1', trt_fp16_enable: '1' }],
      ['cuda', { device_id: '1', use_tf32: value }],
    ]);
  }
});

test('a refusal names what the caller gave', async () => {
  await expectError(
    () => new Recording().append('cuda', { gpu_mem_limit: 1, bad: 2 }),
    'INVALID_ARGUMENT',
    "the option 'bad' = '2'",
  );
});
