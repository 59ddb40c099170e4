import type { ByteSource } from './ByteSource.js';

/** A field of a protobuf message that holds bytes: a text, a nested message, packed numbers. */
export interface Field {
  readonly number: number;
  /** Where its bytes lie. */
  readonly start: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * The fields of a message that hold bytes, in order; numbers are passed over. Ends early where the bytes are no
 * protobuf: who reads a model here has had ONNX Runtime accept it before.
 * Encoding: https://protobuf.dev/programming-guides/encoding/
 */
export function* messageFields(source: ByteSource, start: number, end: number): Generator<Field> {
  let at = start;
  while (at < end) {
    const tag = varint(source, at);
    if (tag === undefined) return;
    at = tag.end;
    const kind = tag.value % 8;
    if (kind === FIXED64) at += 8;
    else if (kind === FIXED32) at += 4;
    else if (kind === VARINT || kind === BYTES) {
      const value = varint(source, at);
      if (value === undefined) return;
      at = value.end;
      if (kind === VARINT) continue;
      const field = { number: Math.floor(tag.value / 8), start: at, end: at + value.value };
      if (field.end > end) return;
      yield field;
      at = field.end;
    } else return;
  }
}

const MAX_VARINT_BYTES = 10;

function varint(source: ByteSource, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (const [index, byte] of source.read(at, at + MAX_VARINT_BYTES).entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
