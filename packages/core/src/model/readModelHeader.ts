import { open, type FileHandle } from 'node:fs/promises';

/** What the head of an ONNX file says, of which ONNX Runtime tells nothing. */
export interface ModelHeader {
  /** Version of the file format; 0 where the file does not say, or is no ONNX file (but ONNX Runtime's own format). */
  readonly irVersion: number;
  /** Version of the program that exported the model; empty where it says nothing. */
  readonly producerVersion: string;
  /** Versions of the operator sets, by domain; ONNX's own is `ai.onnx`. */
  readonly opsets: Readonly<Record<string, number>>;
}

// Field numbers of ModelProto and OperatorSetIdProto in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const IR_VERSION = 1;
const PRODUCER_VERSION = 3;
const OPSET_IMPORT = 8;
const DOMAIN = 1;
const VERSION = 2;

/** More than any of the fields that are read; the graph is passed over unread. */
const WINDOW_BYTES = 4096;

interface Field {
  readonly number: number;
  /** Of a varint. */
  readonly value: number;
  /** The first bytes, of a field that has some. */
  readonly bytes: Uint8Array;
}

/** Reads the few fields beside the graph, whatever the size of the model. Bytes that make no sense end it. */
export async function readModelHeader(
  content: { readonly path: string } | { readonly bytes: Uint8Array },
): Promise<ModelHeader> {
  if ('bytes' in content) {
    const { bytes } = content;
    return headerOf((at) => Promise.resolve(bytes.subarray(at, at + WINDOW_BYTES)));
  }
  await using file = await open(content.path);
  return await headerOf((at) => window(file, at));
}

async function window(file: FileHandle, at: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(WINDOW_BYTES), 0, WINDOW_BYTES, at);
  return buffer.subarray(0, bytesRead);
}

async function headerOf(read: (at: number) => Promise<Uint8Array>): Promise<ModelHeader> {
  let irVersion = 0;
  let producerVersion = '';
  const opsets: Record<string, number> = {};
  for await (const { number, value, bytes } of fields(read)) {
    if (number === IR_VERSION) irVersion = value;
    if (number === PRODUCER_VERSION) producerVersion = new TextDecoder().decode(bytes);
    if (number === OPSET_IMPORT) {
      const [domain, version] = await readOpset(bytes);
      opsets[domain] = version;
    }
  }
  return { irVersion, producerVersion, opsets };
}

async function readOpset(message: Uint8Array): Promise<[domain: string, version: number]> {
  let domain = '';
  let version = 0;
  for await (const { number, value, bytes } of fields((at) => Promise.resolve(message.subarray(at)))) {
    if (number === DOMAIN) domain = new TextDecoder().decode(bytes);
    if (number === VERSION) version = value;
  }
  return [domain || 'ai.onnx', version];
}

/** The fields of a protobuf message: https://protobuf.dev/programming-guides/encoding/ */
async function* fields(read: (at: number) => Promise<Uint8Array>): AsyncGenerator<Field> {
  for (let at = 0; ;) {
    const bytes = await read(at);
    const tag = varint(bytes, 0);
    if (tag === undefined) return;
    const number = Math.floor(tag.value / 8);
    const payload = varint(bytes, tag.end);
    switch (tag.value % 8) {
      case 0:
        if (payload === undefined) return;
        yield { number, value: payload.value, bytes: new Uint8Array() };
        at += payload.end;
        break;
      case 1:
        at += tag.end + 8;
        break;
      case 2:
        if (payload === undefined) return;
        yield { number, value: 0, bytes: bytes.subarray(payload.end, payload.end + payload.value) };
        at += payload.end + payload.value;
        break;
      case 5:
        at += tag.end + 4;
        break;
      default:
        return;
    }
  }
}

/** A number of 7 bits a byte, the lowest first, and where it ends. Undefined where the bytes end before. */
function varint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start; at < bytes.length && at < start + 8; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * 2 ** (7 * (at - start));
    if (byte < 128) return { value, end: at + 1 };
  }
  return undefined;
}
