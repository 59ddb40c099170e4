import type { OutSlot, Pointer } from '../ffi/index.js';
import type { OrtApi } from './OrtApi.js';
import { statusError, type OrtSituation } from './statusError.js';

/** ONNX Runtime in this process: the C API and what every session shares. Lives as long as the process. */
export interface OrtRuntime {
  readonly api: OrtApi;
  /** Address of `RunWithBinding`, for threads outside JavaScript. */
  readonly runWithBinding: Pointer;
  /** Path of the library. */
  readonly libraryPath: string;
  /** Version of the library, such as `1.30.0`. */
  readonly version: string;
  /** The one `OrtEnv` of the process. */
  readonly env: Pointer;
  /** Default CPU allocator, owned by ONNX Runtime. */
  readonly allocator: Pointer;
  /** Describes memory of the process for tensors. */
  readonly cpuMemory: Pointer;
}

/** Throws what a status says, and releases it; returns where it is null, which is success. */
export function checkStatus(api: OrtApi, status: Pointer | null, situation: OrtSituation): void {
  if (status === null) return;
  const code = api.GetErrorCode(status);
  const text = api.GetErrorMessage(status) ?? '';
  api.ReleaseStatus(status);
  throw statusError(code, text, situation);
}

/** Calls a function that gives a pointer through an out argument; throws what its status says. */
export function created(
  api: OrtApi,
  situation: OrtSituation,
  create: (out: OutSlot<Pointer>) => Pointer | null,
): Pointer {
  const out: OutSlot<Pointer> = [null];
  checkStatus(api, create(out), situation);
  return out[0] ?? 0n;
}

/** Calls a function that gives an integer through an out argument; throws what its status says. */
export function counted(
  api: OrtApi,
  situation: OrtSituation,
  count: (out: OutSlot<number>) => Pointer | null,
): number {
  const out: OutSlot<number> = [null];
  checkStatus(api, count(out), situation);
  return out[0] ?? 0;
}
