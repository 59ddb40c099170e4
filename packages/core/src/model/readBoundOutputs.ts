import { pointersAt, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus } from '../ort/index.js';
import type { ForeignTensor } from '../tensor/index.js';
import { readOrtValue } from './OrtTensor.js';
import type { Session } from './Session.js';

/**
 * What the last run left in the outputs of an `OrtIoBinding`, in the order in which they were bound. The binding
 * keeps the memory until its next run.
 */
export function readBoundOutputs(
  session: Session,
  binding: Pointer,
  names: readonly string[],
): readonly ForeignTensor[] {
  const values = boundOutputValues(session, binding);
  try {
    return values.map((value, i) =>
      readOrtValue(session.runtime, value, `The output '${names[i] ?? ''}' of '${session.name}'`),
    );
  } finally {
    for (const value of values) session.runtime.api.ReleaseValue(value);
  }
}

/** The `OrtValue`s of the outputs, in the order in which they were bound; the caller releases each. */
export function boundOutputValues(session: Session, binding: Pointer): Pointer[] {
  const { api, allocator } = session.runtime;
  const list: OutSlot<Pointer> = [null];
  const count: OutSlot<number | bigint> = [null];
  checkStatus(api, api.GetBoundOutputValues(binding, allocator, list, count), reading);
  const table = list[0] ?? 0n;
  const values = [...pointersAt(table, Number(count[0]))];
  api.AllocatorFree(allocator, table);
  return values;
}

const reading = { doing: 'Reading the outputs of a binding', otherwise: 'INTERNAL' } as const;
