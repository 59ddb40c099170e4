import { availableProviders } from './availableProviders.js';
import { loadOrtRuntime } from './loadOrtRuntime.js';

/** The ONNX Runtime that models run on in this process. */
export interface RuntimeInfo {
  readonly libraryPath: string;
  /** Such as `1.30.0`. */
  readonly version: string;
  /** Execution providers that it was built with, by ONNX Runtime's names. */
  readonly providers: readonly string[];
}

/**
 * Opens ONNX Runtime where that has not been done, and says which it is.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function runtimeInfo(): RuntimeInfo {
  const runtime = loadOrtRuntime();
  const { libraryPath, version } = runtime;
  return { libraryPath, version, providers: availableProviders(runtime) };
}
