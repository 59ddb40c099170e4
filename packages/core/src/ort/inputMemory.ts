import type { Pointer } from '../ffi/index.js';
import type { OrtRuntime } from './OrtRuntime.js';

/**
 * The memory in which a session wants each of its `count` inputs: on its device, or the CPU's where the operators that take
 * the input run there. The session owns them. The CPU's for all where ONNX Runtime is older than 1.23 or cannot tell, as of an
 * input that no operator takes.
 */
export function inputMemory(
  { api, cpuMemory }: OrtRuntime,
  session: Pointer,
  count: number,
): readonly Pointer[] {
  const infos = new BigUint64Array(count);
  const status = api.SessionGetMemoryInfoForInputs?.(session, infos, count);
  if (status === null) return [...infos];
  if (status !== undefined) api.ReleaseStatus(status);
  return Array.from(infos, () => cpuMemory);
}
