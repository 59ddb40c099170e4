import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read here and there, of which most are passed over. */
export interface ByteSource extends Disposable {
  /** The bytes from `start` to before `end`; fewer where the source is shorter. */
  read(start: number, end: number): Uint8Array;
}

/** The bytes of a model, in memory or in a file. */
export function openBytes(content: { readonly path: string } | { readonly bytes: Uint8Array }): ByteSource {
  return 'path' in content ? fileSource(content.path) : memorySource(content.bytes);
}

function memorySource(bytes: Uint8Array): ByteSource {
  return { read: (start, end) => bytes.subarray(start, end), [Symbol.dispose]: () => undefined };
}

const WINDOW_BYTES = 16 * 1024;

/** Reads a file by windows: what is passed over is not read. */
function fileSource(path: string): ByteSource {
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
