export { hostFunctions } from './ffi/index.js';
export { nativeFolder, nativeLibrary } from './build/index.js';
