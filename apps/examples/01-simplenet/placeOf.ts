import { executionProviders, formatDevice, runtimeInfo, type Model } from '@rankwise/core';
import type { Place } from './placement.js';

/** Where a model runs and what runs it, in the words that an engine has for it. */
export function placeOf({ device }: Model): Place {
  const runtime = `ONNX Runtime ${runtimeInfo().version}, ${executionProviders[device.kind]}`;
  return { device: formatDevice(device), runtime };
}
