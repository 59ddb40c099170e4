export { appendExecutionProvider } from './appendExecutionProvider.js';
export {
  deviceKinds,
  executionProviders,
  formatDevice,
  parseDevice,
  type Device,
  type DeviceKind,
  type DeviceRequest,
} from './Device.js';
export { deviceIndexOfRank, devicePolicy, type DevicePolicy, type DeviceShare } from './deviceIndexOfRank.js';
export { systemProbe, type DeviceProbe } from './DeviceProbe.js';
export { listDevices, type AvailableDevice } from './listDevices.js';
export { parseProviderOptions, type ProviderOptions } from './providerOptions.js';
export { resolveDevice, type ResolveDeviceOptions } from './resolveDevice.js';
export type { Adapter } from './vulkanAdapters.js';
