import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read here and there, of which most are passed over. */
export interface ByteSource extends Disposable {
  /** The bytes from `start` to before `end`; fewer where the source is shorter. */
  read(start: number, end: number): Uint8Array;
}

const WINDOW_BYTES = 64 * 1024;

/** Bytes in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { read: (start, end) => bytes.subarray(start, end), [Symbol.dispose]: () => undefined };
}

/** A file, read by windows: its weights are never read. */
export function fileSource(path: string): ByteSource {
  const file = openSync(path, 'r');
  let first = 0;
  let window: Uint8Array = new Uint8Array();
  const load = (start: number, bytes: number): void => {
    const buffer = Buffer.alloc(bytes);
    window = buffer.subarray(0, readSync(file, buffer, 0, bytes, start));
    first = start;
  };
  return {
    read: (start, end) => {
      if (start < first || end > first + window.length) load(start, Math.max(end - start, WINDOW_BYTES));
      return window.slice(start - first, end - first);
    },
    [Symbol.dispose]: () => {
      closeSync(file);
    },
  };
}
