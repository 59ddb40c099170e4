import type { ByteSource } from './ByteSource.js';
import { integersOf, messageFields, textOf, type Field } from './messageFields.js';

/** An operator, with those of its attributes that are whole numbers or texts. */
export interface Operation {
  readonly name: string;
  readonly operator: string;
  /** Empty for ONNX's own. */
  readonly domain: string;
  /** Names of values; empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly integers: ReadonlyMap<string, readonly number[]>;
  readonly texts: ReadonlyMap<string, string>;
  /** Whether it holds graphs, which may use values of this one that are no inputs of it. */
  readonly hasGraphs: boolean;
  /** The tensor of a `Constant`. */
  readonly tensor: Constant | undefined;
}

/** A tensor of the file. */
export interface Constant {
  readonly dims: readonly number[];
  /** Its elements, where they are few, and whole numbers or float32. */
  readonly values: readonly number[] | undefined;
}

/** An input or output: sizes of its dimensions, a name or null for a free one; undefined where the rank is free. */
export interface GraphValue {
  readonly name: string;
  readonly shape: readonly (number | string | null)[] | undefined;
}

/** The graph of a model, without those inside its operators but for the files of their weights. */
export interface MainGraph {
  readonly opset: number;
  readonly operations: readonly Operation[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Files beside the model in which it keeps weights. */
  readonly externalFiles: ReadonlySet<string>;
}

// Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL = { graph: 7, opset: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, integer: 3, text: 4, tensor: 5, graph: 6, integers: 8, graphs: 11 };
const TENSOR = { dims: 1, type: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, external: 13 };
const ENTRY = { key: 1, value: 2 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { shape: 2 };
const SHAPE = { dim: 1 };
const DIM = { value: 1, name: 2 };
const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
/** Types whose elements are kept as int32 each, as they are: uint8, int8, uint16, int16, int32, bool. Of float16, bits are. */
const WITHIN_INT32 = new Set([2, 3, 4, 5, INT32, 9]);

/** Values of larger tensors are weights, which are passed over. */
const FEW_BYTES = 512;

/** Reads the graph of an ONNX file, with small constants; weights are passed over. */
export function readMainGraph(source: ByteSource): MainGraph {
  const fieldsOf = ({ start, end }: Field) => messageFields(source, start, end);
  const text = (field: Field) => textOf(source, field);
  const integers = (field: Field) => integersOf(source, field);

  const graph = {
    opset: 0,
    operations: [] as Operation[],
    inputs: [] as GraphValue[],
    outputs: [] as GraphValue[],
    constants: new Map<string, Constant>(),
    externalFiles: new Set<string>(),
  };
  for (const field of messageFields(source, 0, Number.MAX_SAFE_INTEGER)) {
    if (field.number === MODEL.opset) readOpset(field);
    if (field.number !== MODEL.graph) continue;
    for (const part of fieldsOf(field)) {
      if (part.number === GRAPH.node) graph.operations.push(readOperation(part));
      else if (part.number === GRAPH.input) graph.inputs.push(readValue(part));
      else if (part.number === GRAPH.output) graph.outputs.push(readValue(part));
      else if (part.number === GRAPH.initializer) {
        const { name, ...constant } = readTensor(part);
        graph.constants.set(name, constant);
      }
    }
  }
  return graph;

  function readOpset(field: Field): void {
    let domain = '';
    let version = 0;
    for (const part of fieldsOf(field)) {
      if (part.number === OPSET.domain) domain = text(part);
      else if (part.number === OPSET.version) version = part.value;
    }
    if (domain === '' || domain === 'ai.onnx') graph.opset = version;
  }

  function readOperation(field: Field): Operation {
    const made = { name: '', operator: '', domain: '', inputs: [] as string[], outputs: [] as string[] };
    const attributes = { integers: new Map<string, number[]>(), texts: new Map<string, string>() };
    let tensor: Constant | undefined;
    let hasGraphs = false;
    for (const part of fieldsOf(field)) {
      if (part.number === NODE.input) made.inputs.push(text(part));
      else if (part.number === NODE.output) made.outputs.push(text(part));
      else if (part.number === NODE.name) made.name = text(part);
      else if (part.number === NODE.operator) made.operator = text(part);
      else if (part.number === NODE.domain) made.domain = text(part).replace('ai.onnx', '');
      else if (part.number === NODE.attribute) {
        tensor = readAttribute(part, attributes) ?? tensor;
        for (const inner of fieldsOf(part)) {
          if (inner.number !== ATTRIBUTE.graph && inner.number !== ATTRIBUTE.graphs) continue;
          hasGraphs = true;
          noteFiles(inner);
        }
      }
    }
    return { ...made, ...attributes, hasGraphs, tensor };
  }

  /** Of a graph inside an operator: the files of its weights. */
  function noteFiles(field: Field): void {
    for (const part of fieldsOf(field)) {
      if (part.number === GRAPH.node) readOperation(part);
      else if (part.number === GRAPH.initializer) readTensor(part);
    }
  }

  function readAttribute(
    field: Field,
    into: { integers: Map<string, number[]>; texts: Map<string, string> },
  ): Constant | undefined {
    let name = '';
    let tensor: Constant | undefined;
    const numbers: number[] = [];
    let word: string | undefined;
    for (const part of fieldsOf(field)) {
      if (part.number === ATTRIBUTE.name) name = text(part);
      else if (part.number === ATTRIBUTE.integer || part.number === ATTRIBUTE.integers)
        numbers.push(...integers(part));
      else if (part.number === ATTRIBUTE.text) word = text(part);
      else if (part.number === ATTRIBUTE.tensor) tensor = readTensor(part);
    }
    into.integers.set(name, numbers);
    if (word !== undefined) into.texts.set(name, word);
    return tensor;
  }

  function readTensor(field: Field): Constant & { readonly name: string } {
    let name = '';
    let type = 0;
    const dims: number[] = [];
    const data: Field[] = [];
    for (const part of fieldsOf(field)) {
      if (part.number === TENSOR.name) name = text(part);
      else if (part.number === TENSOR.type) type = part.value;
      else if (part.number === TENSOR.dims) dims.push(...integers(part));
      else if (part.number === TENSOR.external) readExternal(part);
      else data.push(part);
    }
    return { name, dims, values: readValues(type, dims, data) };
  }

  /** All elements, or none: the file may hold them in several parts, of which any may be unknown here. */
  function readValues(type: number, dims: readonly number[], data: readonly Field[]): number[] | undefined {
    const values = data.flatMap((part) => {
      if (part.end - part.start > FEW_BYTES) return [];
      const bytes = () => source.read(part.start, part.end);
      if (part.number === TENSOR.raw) return rawValues(type, bytes());
      if (part.number === TENSOR.floats && type === FLOAT) return rawValues(FLOAT, bytes());
      if (part.number === TENSOR.int32s && WITHIN_INT32.has(type)) return integers(part);
      return part.number === TENSOR.int64s && type === INT64 ? integers(part) : [];
    });
    return values.length === dims.reduce((count, size) => count * size, 1) ? values : undefined;
  }

  function readExternal(field: Field): void {
    const entry = new Map([...fieldsOf(field)].map((part) => [part.number, text(part)]));
    const location = entry.get(ENTRY.value);
    if (entry.get(ENTRY.key) === 'location' && location !== undefined) graph.externalFiles.add(location);
  }

  function readValue(field: Field): GraphValue {
    let name = '';
    let shape: (number | string | null)[] | undefined;
    for (const part of fieldsOf(field)) {
      if (part.number === VALUE.name) name = text(part);
      else if (part.number === VALUE.type) shape = readShape(part);
    }
    return { name, shape };
  }

  function readShape(type: Field): (number | string | null)[] | undefined {
    for (const tensor of fieldsOf(type)) {
      if (tensor.number !== TYPE.tensor) continue;
      for (const shape of fieldsOf(tensor)) {
        if (shape.number === TENSOR_TYPE.shape)
          return [...fieldsOf(shape)].filter(({ number }) => number === SHAPE.dim).map(readDim);
      }
    }
    return undefined;
  }

  function readDim(field: Field): number | string | null {
    for (const part of fieldsOf(field)) {
      if (part.number === DIM.value) return part.value;
      if (part.number === DIM.name) return text(part) || null;
    }
    return null;
  }
}

/** Elements as they lie in the file: the least significant byte first. */
function rawValues(type: number, bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const every = (size: number, get: (at: number) => number) =>
    Array.from({ length: Math.floor(bytes.byteLength / size) }, (_, i) => get(i * size));
  if (type === FLOAT) return every(4, (at) => view.getFloat32(at, true));
  if (type === INT32) return every(4, (at) => view.getInt32(at, true));
  if (type === INT64) return every(8, (at) => Number(view.getBigInt64(at, true)));
  return [];
}
