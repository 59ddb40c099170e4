import { expect, test } from 'vitest';
import { Tensor, type DeviceKind, type ProviderOptions } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { simpleNet } from '../models/simpleNet.js';
import { onEachDevice } from './onEachDevice.js';

interface Options {
  readonly taken: readonly ProviderOptions[];
  /** With the one that the error names. */
  readonly refused: readonly (readonly [given: ProviderOptions, named: string])[];
}

const ofKind: Readonly<Record<DeviceKind, Options>> = {
  cpu: { taken: [{}], refused: [[{ use_arena: 1 }, "cpu takes no provider options, and 'use_arena'"]] },
  cuda: {
    taken: [{ gpu_mem_limit: 2 ** 28, use_tf32: false }, { arena_extend_strategy: 'kSameAsRequested' }],
    refused: [
      [{ gpu_mem_limti: 2 ** 28 }, "'gpu_mem_limti' = '268435456'"],
      [{ use_tf32: false, arena_extend_strategy: 'kFar' }, "'arena_extend_strategy' = 'kFar'"],
    ],
  },
  tensorrt: {
    taken: [{ trt_max_workspace_size: 2 ** 28, trt_fp16_enable: false }],
    refused: [[{ trt_fp16_enabel: true }, "'trt_fp16_enabel' = '1'"]],
  },
  webgpu: {
    taken: [{ validationMode: 'full', enableInt64: true }, { preferredLayout: 'NCHW' }],
    refused: [
      [{ validationMode: 'strict' }, "'validationMode' = 'strict'"],
      [{ enableInt64: '1', preferredLayout: 'diagonal' }, "'preferredLayout' = 'diagonal'"],
      [{ enableInt65: '1' }, "Did you mean 'enableInt64'"],
    ],
  },
};

onEachDevice((device) => {
  const { taken, refused } = ofKind[device.kind];

  test('options reach the provider', async () => {
    for (const providerOptions of taken) {
      await using model = await device.load(simpleNet(), { providerOptions, noFallback: true });
      const { output } = model.run({ input: Tensor.from('float32', [1, 5], [0, 1, 2, 3, 4]) });
      expect(output?.data).toEqual(Float32Array.of(0, 2, 4, 6, 8));
    }
  });

  test('an option that the provider refuses is named, with its own words', async () => {
    for (const [providerOptions, named] of refused) {
      await expectError(() => device.load(simpleNet(), { providerOptions }), 'INVALID_ARGUMENT', named);
    }
  });
});
