import { fileURLToPath } from 'node:url';

/** Where the native part is installed: what CMAKE_PREFIX_PATH names for find_package(rankwise). */
export function nativeFolder(): string {
  // From src and from dist alike, two folders up is the package.
  return fileURLToPath(new URL('../../dist/native', import.meta.url));
}

/** A library of it; the C library without a name. */
export function nativeLibrary(name = 'librankwise.so'): string {
  return `${nativeFolder()}/lib/${name}`;
}
