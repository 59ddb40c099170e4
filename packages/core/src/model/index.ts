export { Binding, type BindingTensors, type RunCall } from './Binding.js';
export { formatFallback, type FallbackOperator } from './fallback.js';
export { Model } from './Model.js';
export type { ModelMetadata } from './ModelMetadata.js';
export type { ModelOptions, Optimization } from './ModelOptions.js';
export type { NamedTensors } from './runSession.js';
export { formatInfo, type OtherType, type TensorInfo } from './TensorInfo.js';
export { affinityCount, type Threads } from './threads.js';
export { describeModel, type ModelDescription } from './describeModel.js';
