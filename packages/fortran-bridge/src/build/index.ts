export { nativeFolder, nativeLibrary } from './nativeFolder.js';
