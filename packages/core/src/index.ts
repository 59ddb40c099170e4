export {
  deviceIndexOfRank,
  deviceKinds,
  devicePolicy,
  executionProviders,
  formatDevice,
  listDevices,
  parseDevice,
  parseProviderOptions,
  resolveDevice,
  systemProbe,
  type Adapter,
  type AvailableDevice,
  type Device,
  type DeviceKind,
  type DevicePolicy,
  type DeviceProbe,
  type DeviceRequest,
  type DeviceShare,
  type ProviderOptions,
  type ResolveDeviceOptions,
} from './device/index.js';
export * from './errors/index.js';
export { sampleObstacleOf } from './graph/index.js';
export * from './model/index.js';
export { runtimeInfo, type RuntimeInfo } from './ort/index.js';
export * from './rank/index.js';
export * from './tensor/index.js';
