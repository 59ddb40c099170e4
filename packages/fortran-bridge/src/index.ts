export { hostFunctions } from './engine/host/hostFunctions.js';
export { nativeFolder, nativeLibrary } from './build/index.js';
