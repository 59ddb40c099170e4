export {
  describeMissing,
  deviceIndexOfRank,
  deviceKinds,
  devicePolicy,
  executionProviders,
  formatDevice,
  listDevices,
  listProviders,
  numaView,
  missingLibraries,
  parseDevice,
  parseProviderOptions,
  planRanks,
  resolveDevice,
  spreadRanks,
  systemProbe,
  type Adapter,
  type AvailableDevice,
  type Device,
  type DeviceKind,
  type DevicePolicy,
  type DeviceProbe,
  type DeviceRequest,
  type DeviceShare,
  type Job,
  type NumaView,
  type NvidiaDevice,
  type PlannedRank,
  type ProviderDevices,
  type ProviderOptions,
  type ResolveDeviceOptions,
  type Spread,
} from './device/index.js';
export * from './errors/index.js';
export { externalFilesOf, operatorsOf, sampleObstacleOf } from './graph/index.js';
export * from './model/index.js';
export {
  endWithoutUnloading,
  packagedOrtLibrary,
  providersFolder,
  runtimeInfo,
  type RuntimeInfo,
} from './ort/index.js';
export * from './rank/index.js';
export * from './tensor/index.js';
