import type { Device } from './Device.js';

/** The first ONNX Runtime whose CUDA provider has the option. */
const FIRST_MINOR = 18;

/**
 * The options by which a provider computes float32 in float32. The CUDA provider rounds the factors of products to TF32
 * where nobody says otherwise: 10 bits of mantissa in place of 23, and which kernels do so depends on the size of the
 * batch. (Told not to, it still does for a convolution for which cuDNN has no other kernel.) The TensorRT provider has no
 * such option.
 * @param given the options that the caller gives by the provider's own names, which count
 * @param tf32 whether rounding is wanted
 * @param version of ONNX Runtime, such as `1.30.0`
 */
export function precisionOptions(
  device: Device,
  given: readonly (readonly [name: string, value: string])[],
  tf32: boolean,
  version: string,
): readonly (readonly [name: string, value: string])[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const has = major > 1 || minor >= FIRST_MINOR;
  if (device.kind !== 'cuda' || !has || given.some(([name]) => name === 'use_tf32')) return [];
  return [['use_tf32', tf32 ? '1' : '0']];
}
