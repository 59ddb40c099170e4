import { messageFields, openBytes, textOf } from '../graph/index.js';

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

/** Reads the few fields beside the graph, whatever the size of the model. Bytes that make no sense end it. */
export function readModelHeader(
  content: { readonly path: string } | { readonly bytes: Uint8Array },
): ModelHeader {
  using source = openBytes(content);
  let irVersion = 0;
  let producerVersion = '';
  const opsets: Record<string, number> = {};
  for (const field of messageFields(source, 0, Number.MAX_SAFE_INTEGER)) {
    if (field.number === IR_VERSION) irVersion = field.value;
    if (field.number === PRODUCER_VERSION) producerVersion = textOf(source, field);
    if (field.number !== OPSET_IMPORT) continue;
    let domain = '';
    let version = 0;
    for (const part of messageFields(source, field.start, field.end)) {
      if (part.number === DOMAIN) domain = textOf(source, part);
      if (part.number === VERSION) version = part.value;
    }
    opsets[domain || 'ai.onnx'] = version;
  }
  return { irVersion, producerVersion, opsets };
}
