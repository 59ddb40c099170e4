import { pointersAt, stringAt, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus, created, type OrtRuntime } from './OrtRuntime.js';
import type { OrtSituation } from './statusError.js';

/** A text that ONNX Runtime allocates for the caller; it is freed here. Empty where there is none. */
export function ownedString(
  runtime: OrtRuntime,
  situation: OrtSituation,
  create: (out: OutSlot<Pointer>) => Pointer | null,
): string {
  const pointer = created(runtime.api, situation, create);
  return pointer === 0n ? '' : take(runtime, pointer);
}

/** A list of texts that ONNX Runtime allocates for the caller, with the list; all are freed here. */
export function ownedStrings(
  runtime: OrtRuntime,
  situation: OrtSituation,
  create: (list: OutSlot<Pointer>, count: OutSlot<number | bigint>) => Pointer | null,
): string[] {
  const list: OutSlot<Pointer> = [null];
  const count: OutSlot<number | bigint> = [null];
  checkStatus(runtime.api, create(list, count), situation);
  if (list[0] === null) return [];
  const texts = pointersAt(list[0], Number(count[0])).map((pointer) => take(runtime, pointer));
  runtime.api.AllocatorFree(runtime.allocator, list[0]);
  return texts;
}

function take(runtime: OrtRuntime, pointer: Pointer): string {
  const text = stringAt(pointer);
  runtime.api.AllocatorFree(runtime.allocator, pointer);
  return text;
}
