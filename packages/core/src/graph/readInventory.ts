import type { ByteSource } from './ByteSource.js';
import { integersOf, messageFields, textOf, type Field } from './messageFields.js';

/** What an input or output is: a tensor with ONNX's number of its element type, or something else. */
export interface ValueType {
  readonly kind: 'tensor' | 'sequence' | 'map' | 'sparse' | 'optional' | 'unknown';
  /** Of a tensor; else 0. */
  readonly element: number;
}

/** The weights of one element type. */
export interface WeightCount {
  /** ONNX's number. */
  readonly type: number;
  readonly elements: number;
}

/** What a model is made of, counted over its graph and those inside its operators (If, Loop, Scan). */
export interface Inventory {
  /** The program that exported the model; empty where it says nothing. */
  readonly producer: string;
  /** Nodes by operator: `Gemm`; `com.microsoft.Gelu` for one that ONNX does not define. */
  readonly operators: ReadonlyMap<string, number>;
  /** Initializers, the larger part first. */
  readonly weights: readonly WeightCount[];
  /** Types of the inputs and outputs of the main graph, by name. */
  readonly types: ReadonlyMap<string, ValueType>;
  /** Whether the messages fill the file to its last byte, with a graph among them. */
  readonly whole: boolean;
}

// Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL = { producer: 2, graph: 7 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE_GRAPHS = [6, 11];
const TENSOR = { dims: 1, type: 2 };
const VALUE = { name: 1, type: 2 };
const TENSOR_ELEMENT = 1;
/** The choices of a `TypeProto`. */
const kinds: ReadonlyMap<number, ValueType['kind']> = new Map([
  [1, 'tensor'],
  [4, 'sequence'],
  [5, 'map'],
  [8, 'sparse'],
  [9, 'optional'],
]);

/**
 * Counts what an ONNX file holds; weights are passed over.
 * @param bytes size of the file
 */
export function readInventory(source: ByteSource, bytes: number): Inventory {
  const operators = new Map<string, number>();
  const elements = new Map<number, number>();
  const types = new Map<string, ValueType>();
  const fieldsOf = ({ start, end }: Field) => messageFields(source, start, end);

  let producer = '';
  let last = 0;
  let whole = false;
  for (const field of messageFields(source, 0, bytes)) {
    last = field.end;
    if (field.number === MODEL.producer) producer = textOf(source, field);
    if (field.number === MODEL.graph) whole = readGraph(field, true) === field.end;
  }
  const weights = [...elements].map(([type, count]) => ({ type, elements: count }));
  return {
    producer,
    operators,
    weights: weights.sort((a, b) => b.elements - a.elements),
    types,
    whole: whole && last === bytes,
  };

  /** Returns where its last part ends. */
  function readGraph(graph: Field, main: boolean): number {
    let end = graph.start;
    for (const part of fieldsOf(graph)) {
      end = part.end;
      if (part.number === GRAPH.node) readNode(part);
      else if (part.number === GRAPH.initializer) readWeight(part);
      else if (main && (part.number === GRAPH.input || part.number === GRAPH.output)) readValue(part);
    }
    return end;
  }

  function readNode(node: Field): void {
    let operator = '';
    let domain = '';
    for (const part of fieldsOf(node)) {
      if (part.number === NODE.operator) operator = textOf(source, part);
      else if (part.number === NODE.domain) domain = textOf(source, part);
      else if (part.number === NODE.attribute) {
        for (const inner of fieldsOf(part))
          if (ATTRIBUTE_GRAPHS.includes(inner.number)) readGraph(inner, false);
      }
    }
    const name = domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`;
    operators.set(name, (operators.get(name) ?? 0) + 1);
  }

  function readWeight(tensor: Field): void {
    let type = 0;
    let count = 1;
    for (const part of fieldsOf(tensor)) {
      if (part.number === TENSOR.type) type = part.value;
      else if (part.number === TENSOR.dims) for (const size of integersOf(source, part)) count *= size;
    }
    elements.set(type, (elements.get(type) ?? 0) + count);
  }

  function readValue(value: Field): void {
    let name = '';
    let type: ValueType = { kind: 'unknown', element: 0 };
    for (const part of fieldsOf(value)) {
      if (part.number === VALUE.name) name = textOf(source, part);
      else if (part.number === VALUE.type) type = readType(part);
    }
    types.set(name, type);
  }

  function readType(field: Field): ValueType {
    for (const part of fieldsOf(field)) {
      const kind = kinds.get(part.number);
      if (kind === undefined) continue;
      const inner = kind === 'tensor' ? [...fieldsOf(part)] : [];
      return { kind, element: inner.find(({ number }) => number === TENSOR_ELEMENT)?.value ?? 0 };
    }
    return { kind: 'unknown', element: 0 };
  }
}
