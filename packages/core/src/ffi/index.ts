export { functionAt } from './functionAt.js';
export { addressOf, copyBytes, copyFrom, cString, memoryView, pointersAt, stringAt } from './memory.js';
export { neededLibraries } from './neededLibraries.js';
export { openLibrary, type Library, type OpenLibraryOptions } from './openLibrary.js';
export type { Memory, OutSlot, Pointer, Signature } from './Signature.js';
export { StringTable } from './StringTable.js';
