import { beforeAll, describe, expect } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { listProviders, Model, Tensor, type DeviceKind, type ModelOptions } from '../../src/index.js';
import { requireDevice } from './requireDevice.js';

/** What tests expect of the devices of a kind. */
interface Expected {
  /** How far float32 may be from that of the CPU, relative to the larger of it and 1. */
  readonly tolerance: number;
}

const ofKind: Readonly<Record<DeviceKind, Expected>> = {
  cpu: { tolerance: 0 },
  // Sums in another order, fused multiplications and additions.
  cuda: { tolerance: 1e-5 },
  // Its TF32 has no option: NVIDIA_TF32_OVERRIDE turns it off, which the tests set.
  tensorrt: { tolerance: 1e-5 },
  webgpu: { tolerance: 1e-5 },
};

/** A device that tests run on. */
export class TestDevice implements Expected {
  readonly kind: DeviceKind;
  readonly tolerance: number;

  constructor(
    /** Such as `cuda:0`. */
    readonly name: string,
  ) {
    this.kind = name.replace(/:.*/, '') as DeviceKind;
    this.tolerance = ofKind[this.kind].tolerance;
  }

  load(model: Uint8Array, options: ModelOptions = {}): Promise<Model> {
    return Model.load(model, { device: this.name, ...options });
  }

  expectNear(given: Tensor | undefined, expected: Tensor | undefined): void {
    const numbers = [...(expected?.data ?? [])].map(Number);
    expect(given?.dims).toEqual(expected?.dims);
    expect(given?.data).toHaveLength(numbers.length);
    numbers.forEach((number, index) => {
      const error = Math.abs(Number(given?.data[index]) - number) / Math.max(1, Math.abs(number));
      expect(error, `element ${index}`).toBeLessThanOrEqual(this.tolerance);
    });
  }
}

/** Tests for each device of RANKWISE_TEST_DEVICES; all fail where this machine lacks one. */
export function onEachDevice(tests: (device: TestDevice) => void): void {
  for (const name of testDevices()) {
    const device = new TestDevice(name);
    describe(`on ${name}`, () => {
      beforeAll(() => {
        requireDevice(name, listProviders());
      });
      tests(device);
    });
  }
}
