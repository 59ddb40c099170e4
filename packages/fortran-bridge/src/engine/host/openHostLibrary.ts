import { openLibrary, type Signature } from '@rankwise/core/ffi';
import { hostFunctions } from './hostFunctions.js';

/** The host face of librankwise, opened. */
export type HostLibrary = {
  readonly [Name in keyof typeof hostFunctions]: Signature<(typeof hostFunctions)[Name]>;
};

/**
 * Opens the host face of the librankwise at `path`.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function openHostLibrary(path: string): HostLibrary {
  const library = openLibrary(path, { remedy: "Build it with 'npm run setup'." });
  return Object.fromEntries(
    Object.entries(hostFunctions).map(([name, prototype]) => [name, library.func(prototype)]),
  ) as unknown as HostLibrary;
}
