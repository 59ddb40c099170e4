export { assignedNodes, recordAssignment, type AssignedNode } from './assignedNodes.js';
export { findOrtLibrary, packagedOrtLibrary, providersFolder } from './findOrtLibrary.js';
export { loadOrtRuntime } from './loadOrtRuntime.js';
export type { OrtApi } from './OrtApi.js';
export { checkStatus, counted, created, type OrtRuntime } from './OrtRuntime.js';
export type { OrtSituation } from './statusError.js';
export { ownedString, ownedStrings } from './strings.js';
export { availableProviders } from './availableProviders.js';
export { runtimeInfo, type RuntimeInfo } from './runtimeInfo.js';
