import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** Bytes of a typed tensor for an initializer. */
export interface Weight {
  name: string;
  /** ONNX's number of the element type. */
  type: number;
  dims: readonly number[];
  data: ArrayBufferView;
}

/** An input or output: a number fixes a dimension, a text names it, null leaves it open. */
export interface Value {
  name: string;
  /** ONNX's number of the element type. */
  type: number;
  /** Left out: the model says nothing of the shape. */
  shape?: readonly (number | string | null)[];
  /** A sequence of such tensors. */
  sequence?: boolean;
}

export interface Node {
  op: string;
  name?: string;
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Whole numbers, lists of them, and texts by name. */
  attributes?: Readonly<Record<string, number | readonly number[] | string>>;
  /** The graphs inside an If, Loop or Scan, by the names of their attributes. */
  bodies?: Readonly<Record<string, Pick<Graph, 'inputs' | 'outputs' | 'nodes'>>>;
}

/** What a model is made of. */
export interface Graph {
  inputs: readonly Value[];
  outputs: readonly Value[];
  nodes: readonly Node[];
  weights?: readonly Weight[];
  opset?: number;
  /** Versions of further operator sets, by domain. */
  moreOpsets?: Readonly<Record<string, number>>;
  producerVersion?: string;
  irVersion?: number;
  /** Name of a file of weights that the model refers to, instead of holding them. */
  externalFile?: string;
  custom?: Readonly<Record<string, string>>;
}

/** Serializes a model: IR version 7, opset 13 unless told otherwise. */
export function onnxModel(graph: Graph): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: graph.irVersion ?? 7,
    producerName: 'rankwise-test',
    domain: 'org.rankwise',
    modelVersion: 3,
    docString: 'a model for tests',
    producerVersion: graph.producerVersion ?? '',
    opsetImport: Object.entries({ '': graph.opset ?? 13, ...graph.moreOpsets }).map(([domain, version]) => ({
      domain,
      version,
    })),
    metadataProps: Object.entries(graph.custom ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'graph',
      node: graph.nodes.map(node),
      initializer: (graph.weights ?? []).map((weight) => tensor(weight, graph.externalFile)),
      input: graph.inputs.map(value),
      output: graph.outputs.map(value),
    },
  });
  return Uint8Array.from(onnx.ModelProto.encode(model).finish());
}

function node({ op, name, domain, inputs, outputs, attributes, bodies }: Node): object {
  return {
    opType: op,
    name: name ?? '',
    domain: domain ?? '',
    input: [...inputs],
    output: [...outputs],
    attribute: [
      ...Object.entries(attributes ?? {}).map(attribute),
      ...Object.entries(bodies ?? {}).map(graphAttribute),
    ],
  };
}

function graphAttribute([name, { inputs, outputs, nodes }]: [string, NonNullable<Node['bodies']>[string]]) {
  const g = { name, node: nodes.map(node), input: inputs.map(value), output: outputs.map(value) };
  return { name, g, type: onnx.AttributeProto.AttributeType.GRAPH };
}

function attribute([name, value]: [string, number | readonly number[] | string]) {
  const { INT, INTS, STRING } = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, i: value, type: INT };
  if (typeof value === 'string') return { name, s: Buffer.from(value), type: STRING };
  return { name, ints: [...value], type: INTS };
}

function tensor({ name, type, dims, data }: Weight, externalFile?: string) {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const head = { name, dataType: type, dims: [...dims] };
  if (externalFile === undefined) return { ...head, rawData };
  return {
    ...head,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: externalFile },
      { key: 'length', value: String(data.byteLength) },
    ],
  };
}

function value({ name, type, shape, sequence }: Value) {
  const dim = (size: number | string | null) =>
    size === null ? {} : typeof size === 'string' ? { dimParam: size } : { dimValue: size };
  const tensorType = { elemType: type, ...(shape === undefined ? {} : { shape: { dim: shape.map(dim) } }) };
  return { name, type: sequence ? { sequenceType: { elemType: { tensorType } } } : { tensorType } };
}
