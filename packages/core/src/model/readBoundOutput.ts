import { pointersAt, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus } from '../ort/index.js';
import type { ForeignTensor } from '../tensor/index.js';
import { readOrtValue } from './OrtTensor.js';
import type { Session } from './Session.js';

/**
 * What the last run left in an output of an `OrtIoBinding`, by the position at which it was bound. The binding
 * keeps the memory until its next run.
 */
export function readBoundOutput(
  session: Session,
  binding: Pointer,
  index: number,
  name: string,
): ForeignTensor {
  const { api, allocator } = session.runtime;
  const list: OutSlot<Pointer> = [null];
  const count: OutSlot<number | bigint> = [null];
  checkStatus(api, api.GetBoundOutputValues(binding, allocator, list, count), reading);
  const table = list[0] ?? 0n;
  const values = pointersAt(table, Number(count[0]));
  try {
    return readOrtValue(session.runtime, values[index] ?? 0n, `The output '${name}' of '${session.name}'`);
  } finally {
    for (const value of values) api.ReleaseValue(value);
    api.AllocatorFree(allocator, table);
  }
}

const reading = { doing: 'Reading the outputs of a binding', otherwise: 'INTERNAL' } as const;
