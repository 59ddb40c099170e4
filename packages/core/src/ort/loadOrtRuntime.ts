import { findOrtLibrary } from './findOrtLibrary.js';
import { openOrtRuntime } from './openOrtRuntime.js';
import type { OrtRuntime } from './OrtRuntime.js';

let runtime: OrtRuntime | undefined;

/**
 * ONNX Runtime of this process, opened on the first call.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where its library is missing or older than 1.12.
 */
export function loadOrtRuntime(): OrtRuntime {
  runtime ??= openOrtRuntime(findOrtLibrary());
  return runtime;
}
