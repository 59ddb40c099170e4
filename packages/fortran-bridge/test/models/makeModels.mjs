// Writes the models that the tests of the native part load into the folder given as argument.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;
const DOUBLE = 11;
const STRING = 8;

const value = (name, elemType, shape) => ({
  name,
  type: {
    tensorType: {
      elemType,
      ...(shape && {
        shape: { dim: shape.map((d) => (typeof d === 'string' ? { dimParam: d } : { dimValue: d })) },
      }),
    },
  },
});

const node = (opType, input, output, attribute = [], domain = '') => ({
  opType,
  input,
  output,
  attribute,
  domain,
  name: `${opType}_${output}`,
});

const floats = (name, dims, data) => ({ name, dataType: FLOAT, dims, floatData: data });

function model({ nodes, inputs, outputs, initializer = [], head = {} }) {
  return onnx.ModelProto.encode({
    irVersion: 7,
    producerName: 'rankwise-tests',
    opsetImport: [{ domain: '', version: 13 }],
    graph: { name: 'graph', node: nodes, input: inputs, output: outputs, initializer },
    ...head,
  }).finish();
}

const simplenet = model({
  nodes: [node('MatMul', ['input', 'weights'], ['output'])],
  inputs: [value('input', FLOAT, ['batch', 5])],
  outputs: [value('output', FLOAT, ['batch', 5])],
  initializer: [
    floats(
      'weights',
      [5, 5],
      Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 2 : 0)),
    ),
  ],
});

// 16 MiB of weights: y = 2 x.
const heavyWidth = 2048;
const heavyWeights = new Float32Array(heavyWidth * heavyWidth);
for (let i = 0; i < heavyWidth; i++) heavyWeights[i * (heavyWidth + 1)] = 2;
const heavy = model({
  nodes: [node('MatMul', ['input', 'weights'], ['output'])],
  inputs: [value('input', FLOAT, ['batch', heavyWidth])],
  outputs: [value('output', FLOAT, ['batch', heavyWidth])],
  initializer: [
    {
      name: 'weights',
      dataType: FLOAT,
      dims: [heavyWidth, heavyWidth],
      rawData: new Uint8Array(heavyWeights.buffer),
    },
  ],
});

const identity = (elemType) =>
  model({
    nodes: [node('Identity', ['x'], ['y'])],
    inputs: [value('x', elemType)],
    outputs: [value('y', elemType)],
  });

const identityTypes = {
  float32: FLOAT,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: INT64,
  bool: BOOL,
  float16: 10,
  float64: DOUBLE,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
};

// sum = u + v, difference = u - v: two inputs, two outputs, of which one may be left out.
const pair = model({
  nodes: [node('Add', ['u', 'v'], ['sum']), node('Sub', ['u', 'v'], ['difference'])],
  inputs: [value('u', FLOAT, ['n']), value('v', FLOAT, ['n'])],
  outputs: [value('sum', FLOAT, ['n']), value('difference', FLOAT, ['n'])],
});

// 64-128-128-64 with ReLU, weights from a fixed sequence: what the benchmarks run.
function mlp() {
  let state = 1;
  const weights = (count) =>
    Array.from(
      { length: count },
      () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648 - 0.5) / 8,
    );
  const layers = [
    [64, 128],
    [128, 128],
    [128, 64],
  ];
  const last = layers.length - 1;
  return model({
    nodes: layers.flatMap((_, i) => {
      const from = i === 0 ? 'input' : `relu${i - 1}`;
      const gemm = node('Gemm', [from, `w${i}`, `b${i}`], [i === last ? 'output' : `gemm${i}`]);
      return i === last ? [gemm] : [gemm, node('Relu', [`gemm${i}`], [`relu${i}`])];
    }),
    inputs: [value('input', FLOAT, ['batch', 64])],
    outputs: [value('output', FLOAT, ['batch', 64])],
    initializer: layers.flatMap(([from, to], i) => [
      floats(`w${i}`, [from, to], weights(from * to)),
      floats(`b${i}`, [to], weights(to)),
    ]),
  });
}

// The shape of the output is known only after the run.
const nonzero = model({
  nodes: [node('NonZero', ['x'], ['places'])],
  inputs: [value('x', FLOAT, ['n'])],
  outputs: [value('places', INT64, [1, 'found'])],
});

// ONNX Runtime computes determinants on the CPU alone.
const determinant = model({
  nodes: [node('Det', ['x'], ['det'])],
  inputs: [value('x', FLOAT, ['n', 'n'])],
  outputs: [value('det', FLOAT, [])],
});

// Adds 1 as many times as it is told to: a run as long as a test wants it.
const slow = model({
  nodes: [
    node(
      'Loop',
      ['times', 'go', 'zero'],
      ['total'],
      [
        {
          name: 'body',
          type: 5,
          g: {
            name: 'body',
            node: [node('Identity', ['go_in'], ['go_out']), node('Add', ['total_in', 'one'], ['total_out'])],
            input: [value('i', INT64, []), value('go_in', BOOL, []), value('total_in', FLOAT, [])],
            output: [value('go_out', BOOL, []), value('total_out', FLOAT, [])],
            initializer: [floats('one', [], [1])],
          },
        },
      ],
    ),
  ],
  inputs: [value('times', INT64, [])],
  outputs: [value('total', FLOAT, [])],
  initializer: [{ name: 'go', dataType: BOOL, dims: [], int32Data: [1] }, floats('zero', [], [0])],
});

const strings = model({
  nodes: [node('Identity', ['x'], ['y'])],
  inputs: [value('x', STRING, ['n'])],
  outputs: [value('y', STRING, ['n'])],
});

// As scikit-learn's converter makes a classifier: a label, and the probabilities as a map for each sample.
const classifier = model({
  nodes: [
    node('Softmax', ['x'], ['p']),
    node(
      'ArgMax',
      ['p'],
      ['label'],
      [
        { name: 'axis', type: 2, i: 1 },
        { name: 'keepdims', type: 2, i: 0 },
      ],
    ),
    node(
      'ZipMap',
      ['p'],
      ['probabilities'],
      [{ name: 'classlabels_int64s', type: 7, ints: [0, 1] }],
      'ai.onnx.ml',
    ),
  ],
  inputs: [value('x', FLOAT, ['batch', 2])],
  outputs: [
    value('label', INT64, ['batch']),
    {
      name: 'probabilities',
      type: {
        sequenceType: {
          elemType: { mapType: { keyType: INT64, valueType: { tensorType: { elemType: FLOAT } } } },
        },
      },
    },
  ],
  head: {
    opsetImport: [
      { domain: '', version: 13 },
      { domain: 'ai.onnx.ml', version: 1 },
    ],
  },
});

const unknownOperator = model({
  nodes: [node('Frobnicate', ['x'], ['y'])],
  inputs: [value('x', FLOAT, ['n'])],
  outputs: [value('y', FLOAT, ['n'])],
});

// Fails at the run, not at the load: an index out of range.
const failing = model({
  nodes: [node('Gather', ['x', 'index'], ['y'])],
  inputs: [value('x', FLOAT, ['n'])],
  outputs: [value('y', FLOAT, [])],
  initializer: [{ name: 'index', dataType: INT64, dims: [], int64Data: [99] }],
});

// next = state + x, twice = 2 next, shape = the shape of x: a network with a state.
const state = model({
  nodes: [
    node('Add', ['state', 'x'], ['next']),
    node('Add', ['next', 'next'], ['twice']),
    node('Gather', ['next', 'place'], ['picked']),
    node('Shape', ['x'], ['shape']),
  ],
  inputs: [value('x', FLOAT, ['n']), value('state', FLOAT, ['n']), value('place', INT64, [])],
  outputs: [
    value('next', FLOAT, ['n']),
    value('twice', FLOAT, ['n']),
    value('picked', FLOAT, []),
    value('shape', INT64, [1]),
  ],
  initializer: [{ name: 'place', dataType: INT64, dims: [], int64Data: [0] }],
});

// Two states, of which the one grows by 1 and the other by 10: sum = h + c.
const twostates = model({
  nodes: [
    node('Add', ['h', 'one'], ['hn']),
    node('Add', ['c', 'ten'], ['cn']),
    node('Add', ['hn', 'cn'], ['sum']),
  ],
  inputs: [value('h', FLOAT, [1]), value('c', FLOAT, [1])],
  outputs: [value('sum', FLOAT, [1]), value('hn', FLOAT, [1]), value('cn', FLOAT, [1])],
  initializer: [floats('one', [1], [1]), floats('ten', [1], [10])],
});

// A state that grows: all that came before, and its negative.
const growing = model({
  nodes: [
    node('Concat', ['past', 'x'], ['present'], [{ name: 'axis', type: 2, i: 0 }]),
    node('Neg', ['past'], ['negative']),
  ],
  inputs: [value('past', FLOAT, ['p']), value('x', FLOAT, [1])],
  outputs: [value('present', FLOAT, ['q']), value('negative', FLOAT, ['p'])],
});

// y = factor x, where the factor may be left out and is 2 then; with all that a file can say about itself.
const scaled = model({
  nodes: [node('Mul', ['x', 'factor'], ['y'])],
  inputs: [value('factor', FLOAT, [1]), value('x', FLOAT, ['n'])],
  outputs: [value('y', FLOAT, ['n'])],
  initializer: [floats('factor', [1], [2])],
  head: {
    producerVersion: '7.1',
    domain: 'org.rankwise',
    modelVersion: 3,
    docString: 'y = factor x',
    opsetImport: [
      { domain: '', version: 13 },
      { domain: 'com.microsoft', version: 1 },
    ],
    metadataProps: [{ key: 'größe', value: '3 µm' }],
  },
});

// y = weights times the sum of x: the size of the output is that of an input that may be left out.
const weighted = model({
  nodes: [
    node('ReduceSum', ['x'], ['sum'], [{ name: 'keepdims', type: 2, i: 0 }]),
    node('Mul', ['weights', 'sum'], ['y']),
  ],
  inputs: [value('x', FLOAT, ['n']), value('weights', FLOAT, ['m'])],
  outputs: [value('y', FLOAT, ['m'])],
  initializer: [floats('weights', [2], [1, 10])],
});

// y is x twice, though the model says that it is as long as x.
const misnamed = model({
  nodes: [node('Concat', ['x', 'x'], ['y'], [{ name: 'axis', type: 2, i: 0 }])],
  inputs: [value('x', FLOAT, ['n'])],
  outputs: [value('y', FLOAT, ['n'])],
});

// The elements one after the other, in ONNX order.
const flatten = model({
  nodes: [node('Reshape', ['x', 'flat'], ['y'])],
  inputs: [value('x', FLOAT)],
  outputs: [value('y', FLOAT, ['count'])],
  initializer: [{ name: 'flat', dataType: INT64, dims: [1], int64Data: [-1] }],
});

// Fails at the run for an index out of range, and takes the longer the more indices there are.
const gather = model({
  nodes: [node('Gather', ['x', 'index'], ['y'])],
  inputs: [value('x', FLOAT, ['n']), value('index', INT64, ['m'])],
  outputs: [value('y', FLOAT, ['m'])],
});

// y = x + the number of rows of the batch that the network sees.
const counted = model({
  nodes: [
    node('Shape', ['x'], ['shape']),
    node('Gather', ['shape', 'first'], ['rows']),
    node('Cast', ['rows'], ['count'], [{ name: 'to', type: 2, i: FLOAT }]),
    node('Add', ['x', 'count'], ['y']),
  ],
  inputs: [value('x', FLOAT, ['n', 3])],
  outputs: [value('y', FLOAT, ['n', 3])],
  initializer: [{ name: 'first', dataType: INT64, dims: [], int64Data: [0] }],
});

// Rows of a table by their number; one that is not there fails the run.
const lookup = model({
  nodes: [node('Gather', ['table', 'place'], ['row'])],
  inputs: [value('place', INT64, ['n'])],
  outputs: [value('row', FLOAT, ['n', 2])],
  initializer: [floats('table', [3, 2], [0, 1, 10, 11, 20, 21])],
});

// Seven dimensions.
const ranks = model({
  nodes: [node('Identity', ['x'], ['y'])],
  inputs: [value('x', FLOAT, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
  outputs: [value('y', FLOAT, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
});

// Declares an output of 800 rows and gives as many as come in, as published detectors do; and one of n that has 2n.
const misdeclared = model({
  nodes: [
    node('Add', ['x', 'x'], ['y']),
    node('Concat', ['x', 'x'], ['z'], [{ name: 'axis', type: 2, i: 0 }]),
  ],
  inputs: [value('x', FLOAT, ['n', 4])],
  outputs: [value('y', FLOAT, [800, 4]), value('z', FLOAT, ['n', 4])],
});

const folder = process.argv[2] ?? '.';
await mkdir(folder, { recursive: true });
const models = {
  simplenet,
  mlp: mlp(),
  pair,
  nonzero,
  determinant,
  slow,
  strings,
  classifier,
  failing,
  gather,
  ranks,
  counted,
  lookup,
  flatten,
  state,
  twostates,
  growing,
  scaled,
  weighted,
  misnamed,
  misdeclared,
  heavy,
  'unknown-operator': unknownOperator,
};
for (const [name, elemType] of Object.entries(identityTypes)) models[`identity-${name}`] = identity(elemType);
for (const [name, bytes] of Object.entries(models)) await writeFile(join(folder, `${name}.onnx`), bytes);
await writeFile(join(folder, 'empty.onnx'), '');
await writeFile(join(folder, 'text.onnx'), 'This is no network.\n');
await writeFile(join(folder, 'truncated.onnx'), simplenet.subarray(0, simplenet.length / 2));
