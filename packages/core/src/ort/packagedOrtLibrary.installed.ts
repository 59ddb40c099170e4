import { fileURLToPath } from 'node:url';

declare const RANKWISE_ORT_LIBRARY_NAME: string;
declare const RANKWISE_ORT_VERSION: string;

/** The library beside this file, and its version; both are written here when the folder is made. */
export function packagedOrtLibrary(): { readonly path: string; readonly version: string } {
  return {
    path: fileURLToPath(new URL(RANKWISE_ORT_LIBRARY_NAME, import.meta.url)),
    version: RANKWISE_ORT_VERSION,
  };
}
