import type { ByteSource } from './ByteSource.js';
import { messageFields, textOf, type Field } from './messageFields.js';

/** An operator of a model. */
export interface GraphNode {
  /** Empty where the model gives it none. */
  readonly name: string;
  readonly operator: string;
  /** Names of values; empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The operators of a model and of the graphs inside them (If, Loop, Scan), and the inputs of all graphs. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly inputs: ReadonlySet<string>;
}

// Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, input: 11 };
const VALUE_NAME = 1;
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 };
const ATTRIBUTE_GRAPHS = [6, 11];

/** Reads the graph of an ONNX file. Weights and types are passed over. */
export function readGraph(source: ByteSource): Graph {
  const nodes: GraphNode[] = [];
  const inputs = new Set<string>();

  const graph = ({ start, end }: Field): void => {
    for (const field of messageFields(source, start, end)) {
      if (field.number === GRAPH.node) node(field);
      if (field.number !== GRAPH.input) continue;
      for (const part of messageFields(source, field.start, field.end)) {
        if (part.number === VALUE_NAME) inputs.add(textOf(source, part));
      }
    }
  };
  const node = ({ start, end }: Field): void => {
    const made = { name: '', operator: '', inputs: [] as string[], outputs: [] as string[] };
    for (const field of messageFields(source, start, end)) {
      if (field.number === NODE.attribute) attribute(field);
      else if (field.number === NODE.name) made.name = textOf(source, field);
      else if (field.number === NODE.operator) made.operator = textOf(source, field);
      else if (field.number === NODE.input) made.inputs.push(textOf(source, field));
      else if (field.number === NODE.output) made.outputs.push(textOf(source, field));
    }
    nodes.push(made);
  };
  const attribute = ({ start, end }: Field): void => {
    for (const field of messageFields(source, start, end)) {
      if (ATTRIBUTE_GRAPHS.includes(field.number)) graph(field);
    }
  };

  for (const field of messageFields(source, 0, Number.MAX_SAFE_INTEGER)) {
    if (field.number === MODEL_GRAPH) graph(field);
  }
  return { nodes, inputs };
}
