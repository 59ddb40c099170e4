import { operatorsOf, type DeviceKind } from '@rankwise/core';
import type { BatchSizing } from './BatchSizes.js';

/** Operators for which ONNX Runtime's CUDA provider keeps a plan of cuDNN for one size at a time. */
const planned = /^(Fused|Nhwc)?Conv(Transpose)?$/;

/** Which sizes batches of a model should have on a device. */
export function batchSizing(kind: DeviceKind, model: string | Uint8Array): BatchSizing {
  // There what fills a batch up costs as much as real samples, and no size has to be prepared.
  if (kind === 'cpu') return 'exact';
  if (kind !== 'cuda') return 'steps';
  try {
    return [...operatorsOf(model)].some((operator) => planned.test(operator)) ? 'one' : 'steps';
  } catch {
    return 'one'; // the file is gone, and it is right for every network
  }
}
