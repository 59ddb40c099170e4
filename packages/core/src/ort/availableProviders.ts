import { pointersAt, stringAt, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus, type OrtRuntime } from './OrtRuntime.js';

/** The execution providers that the library was built with, by ONNX Runtime's names. */
export function availableProviders({ api }: OrtRuntime): readonly string[] {
  const list: OutSlot<Pointer> = [null];
  const count: OutSlot<number> = [null];
  const asking = { doing: 'Asking ONNX Runtime for its execution providers', otherwise: 'INTERNAL' } as const;
  checkStatus(api, api.GetAvailableProviders(list, count), asking);
  if (list[0] === null) return [];
  const names = pointersAt(list[0], count[0] ?? 0).map(stringAt);
  checkStatus(api, api.ReleaseAvailableProviders(list[0], names.length), asking);
  return names;
}
