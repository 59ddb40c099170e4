import { fileURLToPath } from 'node:url';

/** Where the native part is installed: what CMAKE_PREFIX_PATH names for find_package(rankwise). */
export function nativeFolder(): string {
  return fileURLToPath(new URL('../../dist/native', import.meta.url));
}

/** The C library, `librankwise.so`. */
export function nativeLibrary(): string {
  return `${nativeFolder()}/lib/librankwise.so`;
}
