import onnxProto from 'onnx-proto';
import { expect, test } from 'vitest';
import { openBytes } from '../../src/graph/ByteSource.js';
import { readMainGraph } from '../../src/graph/readMainGraph.js';

// Against onnx-proto, which writes the files and reads them whole.

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;

const read = (bytes: Uint8Array) => readMainGraph(openBytes({ bytes }));

function constantOf(tensor: object, more: Uint8Array = new Uint8Array()) {
  const encoded = onnx.TensorProto.encode(onnx.TensorProto.fromObject({ name: 'c', ...tensor })).finish();
  const whole = Buffer.concat([encoded, more]);
  // Field 5 of a graph, in field 7 of a model.
  const graph = Buffer.concat([Buffer.of(5 * 8 + 2), varint(whole.length), whole]);
  return read(Buffer.concat([Buffer.of(7 * 8 + 2), varint(graph.length), graph])).constants.get('c');
}

function varint(value: number): Buffer {
  return value < 0x80 ? Buffer.of(value) : Buffer.of(0x80 | (value & 0x7f), value >> 7);
}

test('operators, inputs, outputs and constants are those that onnx-proto reads', () => {
  const node = (opType: string, input: string[], output: string[], attribute: object[] = []) => ({
    ...{ opType, input, output, attribute, name: `${opType} of ${input.join(' ')}` },
  });
  const dim = [{ dimValue: 3 }, { dimParam: 'n' }, {}];
  const value = (name: string) => ({
    name,
    type: { tensorType: { elemType: DataType.FLOAT, shape: { dim } } },
  });
  const bytes = onnx.ModelProto.encode(
    onnx.ModelProto.fromObject({
      irVersion: 8,
      opsetImport: [
        { domain: 'ai.onnx.ml', version: 2 },
        { domain: '', version: 17 },
      ],
      graph: {
        input: [value('x'), { name: 'free', type: { tensorType: { elemType: DataType.FLOAT } } }],
        output: [value('y')],
        initializer: [{ name: 'shape', dataType: DataType.INT64, dims: [2], int64Data: [-1, 300] }],
        node: [
          node('Transpose', ['x'], ['t'], [{ name: 'perm', type: 'INTS', ints: [2, 0, 1] }]),
          node('Reshape', ['t', 'shape'], ['r'], [{ name: 'allowzero', type: 'INT', i: 1 }]),
          node(
            'GRU',
            ['r', '', 'free'],
            ['', 'y'],
            [{ name: 'direction', type: 'STRING', s: Buffer.from('reverse') }],
          ),
        ],
      },
    }),
  ).finish();
  const graph = read(bytes);
  const { graph: expected } = onnx.ModelProto.decode(bytes);
  expect(graph.opset).toBe(17);
  expect(
    graph.operations.map(({ operator, name, inputs, outputs }) => ({ operator, name, inputs, outputs })),
  ).toEqual(
    expected?.node?.map(({ opType, name, input, output }) => ({
      operator: opType,
      name,
      inputs: input,
      outputs: output,
    })),
  );
  expect(graph.operations.map(({ integers, texts }) => [...integers, ...texts])).toEqual([
    [['perm', [2, 0, 1]]],
    [['allowzero', [1]]],
    [
      ['direction', []],
      ['direction', 'reverse'],
    ],
  ]);
  expect(graph.inputs).toEqual([
    { name: 'x', shape: [3, 'n', null] },
    { name: 'free', shape: undefined },
  ]);
  expect(graph.outputs).toEqual([{ name: 'y', shape: [3, 'n', null] }]);
  expect(graph.constants.get('shape')).toEqual({ dims: [2], values: [-1, 300] });
});

test.each([
  ['int64', { dataType: DataType.INT64, dims: [2], int64Data: [-5, 2 ** 40] }, [-5, 2 ** 40]],
  ['int32', { dataType: DataType.INT32, dims: [3], int32Data: [-5, 0, 7] }, [-5, 0, 7]],
  ['bool', { dataType: DataType.BOOL, dims: [], int32Data: [1] }, [1]],
  ['float32', { dataType: DataType.FLOAT, dims: [2], floatData: [0.5, -3] }, [0.5, -3]],
  ['raw int32', { dataType: DataType.INT32, dims: [1], rawData: Buffer.of(0xfe, 0xff, 0xff, 0xff) }, [-2]],
  ['raw float32', { dataType: DataType.FLOAT, dims: [1], rawData: Buffer.of(0, 0, 0x80, 0x3f) }, [1]],
  ['no elements', { dataType: DataType.FLOAT, dims: [0, 4] }, []],
  ['bits of float16', { dataType: DataType.FLOAT16, dims: [1], int32Data: [15360] }, undefined],
  ['float64', { dataType: DataType.DOUBLE, dims: [1], doubleData: [1] }, undefined],
  ['weights', { dataType: DataType.INT64, dims: [1000], int64Data: Array<number>(1000).fill(1) }, undefined],
  ['too few elements', { dataType: DataType.INT64, dims: [3], int64Data: [1, 2] }, undefined],
])('the elements of a constant: %s', (_, tensor, values) => {
  expect(constantOf(tensor)?.values).toEqual(values);
});

test('elements in two parts, as the format allows, are all there', () => {
  const more = onnx.TensorProto.encode(onnx.TensorProto.fromObject({ floatData: [3, 4] })).finish();
  const tensor = { dataType: DataType.FLOAT, dims: [4], floatData: [1, 2] };
  expect(constantOf(tensor, more)?.values).toEqual([1, 2, 3, 4]);
});

test('of elements of which a part is not read nothing is said', () => {
  const ones = Array<number>(1000).fill(1);
  const more = onnx.TensorProto.encode(onnx.TensorProto.fromObject({ int64Data: ones })).finish();
  expect(
    constantOf({ dataType: DataType.INT64, dims: [1001], int64Data: [7] }, more)?.values,
  ).toBeUndefined();
});
