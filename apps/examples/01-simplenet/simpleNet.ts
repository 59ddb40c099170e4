import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** The number of values that SimpleNet takes and gives. */
const WIDTH = 5;

/**
 * SimpleNet as an ONNX model: `output[batch, 5] = input[batch, 5] × weights`, where `weights` is twice the identity, so
 * that every value comes out doubled.
 *
 * Opset 13 and IR version 7 are read by every ONNX Runtime since 1.6. The same bytes come out each time.
 */
export function simpleNet(): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: 7,
    producerName: 'rankwise',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'SimpleNet',
      input: [batchOfRows('input')],
      output: [batchOfRows('output')],
      initializer: [
        {
          name: 'weights',
          dataType: onnx.TensorProto.DataType.FLOAT,
          dims: [WIDTH, WIDTH],
          rawData: twiceTheIdentity(),
        },
      ],
      node: [{ opType: 'MatMul', name: 'double', input: ['input', 'weights'], output: ['output'] }],
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

/** The declaration of a float32 tensor [batch, 5], with as many rows as the caller gives. */
function batchOfRows(name: string) {
  return {
    name,
    type: {
      tensorType: {
        elemType: onnx.TensorProto.DataType.FLOAT,
        shape: { dim: [{ dimParam: 'batch' }, { dimValue: WIDTH }] },
      },
    },
  };
}

/** The bytes of the weights, row by row. ONNX stores them with the least significant byte first on every machine. */
function twiceTheIdentity(): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(WIDTH * WIDTH * Float32Array.BYTES_PER_ELEMENT));
  for (let row = 0; row < WIDTH; row += 1) {
    bytes.setFloat32((row * WIDTH + row) * Float32Array.BYTES_PER_ELEMENT, 2, true);
  }
  return new Uint8Array(bytes.buffer);
}
