import { fileURLToPath } from 'node:url';

declare const RANKWISE_PREFIX: string;

/** The folder that holds all, relative to this file. */
export function nativeFolder(): string {
  return fileURLToPath(new URL(RANKWISE_PREFIX, import.meta.url));
}

/** A library: they lie in the folder above this file's. */
export function nativeLibrary(name = 'librankwise.so'): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}
