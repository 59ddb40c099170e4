import { elementTypeNumber, type ElementType } from '@rankwise/core';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** What a graph declares of an input or output; a dimension that has a name in place of a size is free. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** One operator; its attributes are integers. */
export interface Node {
  readonly op: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** Weights, the last dimension fastest. */
export interface Weights {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A network, its weights by name. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly weights?: Readonly<Record<string, Weights>>;
}

/**
 * A graph as the bytes of an ONNX file, the same each time. Opset 13 and IR version 7 are read by every ONNX Runtime
 * since 1.6.
 */
export function onnxModel({ name, inputs, outputs, nodes, weights = {} }: Graph): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: 7,
    producerName: 'rankwise',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name,
      input: inputs.map(declaration),
      output: outputs.map(declaration),
      initializer: Object.entries(weights).map(([name, { shape, values }]) => ({
        name,
        dataType: onnx.TensorProto.DataType.FLOAT,
        dims: [...shape],
        rawData: littleEndian(values),
      })),
      node: nodes.map(({ op, from, to, attributes = {} }) => ({
        opType: op,
        input: [...from],
        output: [...to],
        attribute: Object.entries(attributes).map(([name, value]) =>
          typeof value === 'number'
            ? { name, type: onnx.AttributeProto.AttributeType.INT, i: value }
            : { name, type: onnx.AttributeProto.AttributeType.INTS, ints: [...value] },
        ),
      })),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

function declaration({ name, type, shape }: Value) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementTypeNumber(type), shape: { dim } } } };
}

/** ONNX stores numbers with the least significant byte first on every machine. */
function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.byteLength));
  for (const [i, value] of values.entries()) bytes.setFloat32(i * values.BYTES_PER_ELEMENT, value, true);
  return new Uint8Array(bytes.buffer);
}
