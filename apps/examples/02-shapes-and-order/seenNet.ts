import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const { FLOAT, INT64 } = onnx.TensorProto.DataType;

/**
 * A network that tells what it sees, as an ONNX model: of an input `x` of any shape its `shape`, and its `elements` one after the
 * other, the last index fastest. The same bytes come out each time.
 */
export function seenNet(): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: 7,
    producerName: 'rankwise',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'Seen',
      input: [{ name: 'x', type: { tensorType: { elemType: FLOAT } } }],
      output: [vector('shape', INT64, 'rank'), vector('elements', FLOAT, 'count')],
      initializer: [{ name: 'flat', dataType: INT64, dims: [1], int64Data: [-1] }],
      node: [
        { opType: 'Shape', name: 'shape', input: ['x'], output: ['shape'] },
        { opType: 'Reshape', name: 'flatten', input: ['x', 'flat'], output: ['elements'] },
      ],
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

function vector(name: string, elemType: number, size: string) {
  return { name, type: { tensorType: { elemType, shape: { dim: [{ dimParam: size }] } } } };
}
