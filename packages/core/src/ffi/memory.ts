import { koffi } from './koffi.js';
import { openLibrary } from './openLibrary.js';
import type { Pointer } from './Signature.js';

/**
 * The `length` bytes at `pointer`, without a copy. Valid only as long as the foreign memory is. Each view
 * costs some 200 bytes that the process never gets back: make it once, and copy where it happens often.
 */
export function memoryView(pointer: Pointer, length: number): ArrayBuffer {
  return koffi.view(pointer, length);
}

/**
 * Address of the first byte of a view. It stays valid as long as the view, or another of its buffer, is
 * referenced: small arrays leave the garbage collector's heap for good on this call. 0n where it is empty.
 */
export function addressOf(view: NodeJS.ArrayBufferView): Pointer {
  return view.byteLength === 0 ? 0n : koffi.address(view);
}

/** Copies the bytes at `pointer` into a view, as many as the view has. */
export function copyFrom(pointer: Pointer, into: NodeJS.ArrayBufferView): void {
  if (into.byteLength > 0) memcpy(into, pointer, into.byteLength);
}

/** Copies bytes from one address to another; the two may overlap. */
export function copyBytes(to: Pointer, from: Pointer, bytes: number): void {
  if (bytes > 0) memmove(to, from, bytes);
}

/** The pointers that lie one after the other at `table`. */
export function pointersAt(table: Pointer, count: number): readonly Pointer[] {
  const pointers = new BigUint64Array(count);
  copyFrom(table, pointers);
  return [...pointers];
}

/** The NUL-terminated UTF-8 text at an address. */
export function stringAt(pointer: Pointer): string {
  return koffi.decode.string(pointer);
}

/** A NUL-terminated copy of a text; keep a reference to it while C holds its address. */
export function cString(text: string): Buffer {
  const bytes = Buffer.alloc(Buffer.byteLength(text) + 1);
  bytes.write(text);
  return bytes;
}

const libc = openLibrary(null);
const memcpy = libc.func('void* memcpy(void* to, void* from, size_t bytes)');
const memmove = libc.func('void* memmove(void* to, void* from, size_t bytes)');
