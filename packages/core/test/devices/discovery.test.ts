import { expect, test } from 'vitest';
import { formatDevice, listDevices } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { simpleNet } from '../models/simpleNet.js';
import { onEachDevice } from './onEachDevice.js';

onEachDevice((device) => {
  test('is listed with its name, memory and driver', () => {
    const found = listDevices().find((one) => formatDevice(one) === device.name);
    expect(found?.name).toMatch(/\w/);
    expect(found?.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(found?.driver).toMatch(device.kind === 'cpu' ? /^$/ : /^\d+\.\d+/);
  });

  test('loads a model, which says where it is', async () => {
    await using model = await device.load(simpleNet());
    expect(formatDevice(model.device)).toBe(device.name);
  });

  if (device.kind === 'cpu') return;
  test('another of its kind is refused, not run elsewhere', async () => {
    const absent = `${device.kind}:99`;
    await expectError(
      () => device.load(simpleNet(), { device: absent }),
      'DEVICE_UNAVAILABLE',
      absent,
      'Available here: cpu',
      device.name,
    );
  });
});
