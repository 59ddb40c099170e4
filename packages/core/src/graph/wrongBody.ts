import { openBytes, type ByteSource } from './ByteSource.js';
import { messageFields, textOf, type Field } from './messageFields.js';

/** An operator with a graph inside (If, Loop, Scan) that ONNX Runtime computes wrongly. */
export interface WrongBody {
  readonly operator: string;
  /** Empty where the model gives it none. */
  readonly node: string;
  /** The output of the graph inside that comes out wrong. */
  readonly value: string;
  /** Whether it is an input of that graph as well; else it is listed as an output twice. */
  readonly isInput: boolean;
}

// Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL = { graph: 7, functions: 25 };
const FUNCTION_NODE = 7;
const GRAPH = { node: 1, input: 11, output: 12 };
const VALUE_NAME = 1;
const NODE = { name: 3, operator: 4, attribute: 5 };
const ATTRIBUTE = { graph: 6, graphs: 11 };

interface Body {
  readonly inputs: string[];
  readonly outputs: string[];
  wrong: WrongBody | undefined;
}

/**
 * Finds an operator whose inner graph gives out one value in two places, for which ONNX Runtime (1.30) gives other numbers
 * without an error, often what lay in the memory before. It gives each place memory, and writes one. This concerns
 * inputs of a Scan's body that are outputs as well; of a Loop's, the number of the iteration, since all outputs share
 * the memory in which it is counted; and in a Scan or an If outputs that are listed twice. Weights are passed over.
 */
export function wrongBody(
  content: { readonly path: string } | { readonly bytes: Uint8Array },
): WrongBody | undefined {
  using source = openBytes(content);
  for (const field of messageFields(source, 0, Number.MAX_SAFE_INTEGER)) {
    const found =
      field.number === MODEL.graph
        ? readBody(source, field).wrong
        : field.number === MODEL.functions
          ? firstWrong(source, field, FUNCTION_NODE)
          : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function readBody(source: ByteSource, field: Field): Body {
  const body: Body = { inputs: [], outputs: [], wrong: firstWrong(source, field, GRAPH.node) };
  for (const part of messageFields(source, field.start, field.end)) {
    if (part.number === GRAPH.input) body.inputs.push(valueName(source, part));
    else if (part.number === GRAPH.output) body.outputs.push(valueName(source, part));
  }
  return body;
}

function firstWrong(source: ByteSource, field: Field, nodeNumber: number): WrongBody | undefined {
  for (const part of messageFields(source, field.start, field.end)) {
    const wrong = part.number === nodeNumber ? wrongNode(source, part) : undefined;
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongNode(source: ByteSource, field: Field): WrongBody | undefined {
  let node = '';
  let operator = '';
  const bodies: Body[] = [];
  for (const part of messageFields(source, field.start, field.end)) {
    if (part.number === NODE.name) node = textOf(source, part);
    else if (part.number === NODE.operator) operator = textOf(source, part);
    else if (part.number === NODE.attribute) bodies.push(...bodiesOf(source, part));
  }
  for (const { inputs, outputs, wrong } of bodies) {
    if (wrong !== undefined) return wrong;
    const shared = operator === 'Scan' ? inputs : operator === 'Loop' ? inputs.slice(0, 1) : [];
    const twice = outputs.find((name, i) => operator !== 'Loop' && outputs.indexOf(name) < i);
    const value = shared.find((name) => outputs.includes(name)) ?? twice;
    if (value !== undefined) return { operator, node, value, isInput: inputs.includes(value) };
  }
  return undefined;
}

function bodiesOf(source: ByteSource, attribute: Field): Body[] {
  return [...messageFields(source, attribute.start, attribute.end)]
    .filter(({ number }) => number === ATTRIBUTE.graph || number === ATTRIBUTE.graphs)
    .map((field) => readBody(source, field));
}

function valueName(source: ByteSource, field: Field): string {
  for (const part of messageFields(source, field.start, field.end)) {
    if (part.number === VALUE_NAME) return textOf(source, part);
  }
  return '';
}
