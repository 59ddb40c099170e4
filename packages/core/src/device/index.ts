export { appendExecutionProvider } from './appendExecutionProvider.js';
export { describeMissing, missingLibraries } from './cudaLibraries.js';
export {
  deviceKinds,
  executionProviders,
  formatDevice,
  parseDevice,
  type Device,
  type DeviceKind,
  type DeviceRequest,
} from './Device.js';
export { DEVICE_MAP, mappedDevice, parseDeviceMap } from './deviceMap.js';
export { deviceIndexOfRank, devicePolicy, type DevicePolicy, type DeviceShare } from './deviceIndexOfRank.js';
export { systemProbe, type DeviceProbe } from './DeviceProbe.js';
export { listDevices, listProviders, type AvailableDevice, type ProviderDevices } from './listDevices.js';
export { numaView, type NumaView } from './numa.js';
export type { NvidiaDevice } from './nvidiaDevices.js';
export { parseProviderOptions, type ProviderOptions } from './providerOptions.js';
export { planRanks, spreadRanks, type Job, type PlannedRank, type Spread } from './planRanks.js';
export { resolveDevice, type ResolveDeviceOptions } from './resolveDevice.js';
export type { Adapter } from './vulkanAdapters.js';
