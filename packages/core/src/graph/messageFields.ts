import type { ByteSource } from './ByteSource.js';

/** A field of a protobuf message. */
export interface Field {
  readonly number: number;
  /** Of a number; 0 for bytes. */
  readonly value: number;
  /** Where its bytes lie: those of a text, a nested message, packed numbers, or the number itself. */
  readonly start: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * The fields of a message, in order, without those of fixed size, which are floating-point numbers in ONNX. Ends where
 * the bytes are no protobuf. Encoding: https://protobuf.dev/programming-guides/encoding/
 */
export function* messageFields(source: ByteSource, start: number, end: number): Generator<Field> {
  let at = start;
  while (at < end) {
    const tag = varint(source, at);
    if (tag === undefined) return;
    const number = Math.floor(tag.value / 8);
    const kind = tag.value % 8;
    at = tag.end;
    if (kind === FIXED64) at += 8;
    else if (kind === FIXED32) at += 4;
    else if (kind === VARINT || kind === BYTES) {
      const value = varint(source, at);
      if (value === undefined) return;
      at = value.end + (kind === BYTES ? value.value : 0);
      if (at > end) return;
      yield kind === BYTES
        ? { number, value: 0, start: value.end, end: at }
        : { number, value: value.value, start: tag.end, end: at };
    } else return;
  }
}

/** The text of a field. */
export function textOf(source: ByteSource, { start, end }: Field): string {
  return Buffer.from(source.read(start, end)).toString('utf8');
}

/** The signed numbers of a field, one or packed. */
export function integersOf(source: ByteSource, { start, end }: Field): number[] {
  const found: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of source.read(start, end)) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    found.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return found;
}

const MAX_VARINT_BYTES = 10;

/** A number of 7 bits a byte, the lowest first, and where it ends. Undefined where the bytes end before. */
function varint(source: ByteSource, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (const [index, byte] of source.read(at, at + MAX_VARINT_BYTES).entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
