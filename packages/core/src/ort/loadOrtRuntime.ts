import { findOrtLibrary } from './findOrtLibrary.js';
import { openOrtRuntime } from './openOrtRuntime.js';
import type { OrtRuntime } from './OrtRuntime.js';
import { silenceTelemetry } from './silenceTelemetry.js';

let runtime: OrtRuntime | undefined;

/**
 * ONNX Runtime of this process, opened on the first call.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where its library is missing or older than 1.12.
 */
export function loadOrtRuntime(): OrtRuntime {
  if (runtime !== undefined) return runtime;
  silenceTelemetry();
  runtime = openOrtRuntime(findOrtLibrary());
  return runtime;
}
