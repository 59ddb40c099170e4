export { hostFunctions, operations } from './hostFunctions.js';
export { openHostLibrary, type HostLibrary } from './openHostLibrary.js';
