import onnxProto from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { Model, sampleObstacleOf, Tensor } from '../../src/index.js';
import { onnxModel, type Graph, type Node, type Weight } from '../models/onnxModel.js';

const { onnx } = onnxProto;
const FLOAT = 1;
const INT8 = 3;
const INT64 = 7;
const FLOAT16 = 10;

function obstacle(bytes: Uint8Array): string | undefined {
  return sampleObstacleOf(bytes);
}

const floats = (name: string, dims: number[]): Weight => ({
  name,
  type: FLOAT,
  dims,
  data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
});
const integers = (name: string, dims: number[], values: number[]): Weight => ({
  name,
  type: INT64,
  dims,
  data: BigInt64Array.from(values, BigInt),
});

/** One operator, or a few, on `x`, of which a sample has the shape `rest`. */
interface Case {
  rest?: number[];
  nodes: readonly (Partial<Node> & { op: string })[];
  weights?: Weight[];
  opset?: number;
  outputType?: number;
}

/** Nodes follow each other from x to y unless they say otherwise. */
function modelOf({ rest = [6], nodes, weights = [], opset, outputType = FLOAT }: Case): Uint8Array {
  const graph: Graph = {
    inputs: [{ name: 'x', type: FLOAT, shape: ['samples', ...rest] }],
    outputs: [{ name: 'y', type: outputType }],
    nodes: nodes.map((node, i) => ({
      inputs: [i === 0 ? 'x' : `v${i - 1}`],
      outputs: [i === nodes.length - 1 ? 'y' : `v${i}`],
      ...node,
    })),
    weights,
    ...(opset !== undefined && { opset }),
  };
  return onnxModel(graph);
}

const axis = (value: number) => ({ attributes: { axis: value } });

const independent: Record<string, Case> = {
  'an activation': { nodes: [{ op: 'Tanh' }] },
  'a bias': { nodes: [{ op: 'Add', inputs: ['x', 'b'] }], weights: [floats('b', [6])] },
  'a bias with a leading 1': { nodes: [{ op: 'Add', inputs: ['b', 'x'] }], weights: [floats('b', [1, 6])] },
  'a scalar': { nodes: [{ op: 'Mul', inputs: ['x', 's'] }], weights: [floats('s', [])] },
  'samples with themselves': { nodes: [{ op: 'Mul', inputs: ['x', 'x'] }] },
  'MatMul by a matrix': { nodes: [{ op: 'MatMul', inputs: ['x', 'w'] }], weights: [floats('w', [6, 3])] },
  'MatMul by a vector': { nodes: [{ op: 'MatMul', inputs: ['x', 'w'] }], weights: [floats('w', [6])] },
  'MatMul of a matrix by samples of matrices': {
    rest: [4, 3],
    nodes: [{ op: 'MatMul', inputs: ['w', 'x'] }],
    weights: [floats('w', [2, 4])],
  },
  'MatMul of samples of matrices with their transposes': {
    rest: [2, 3],
    nodes: [
      { op: 'Transpose', attributes: { perm: [0, 2, 1] } },
      { op: 'MatMul', inputs: ['x', 'v0'] },
    ],
  },
  'weights that are stored quantized': {
    nodes: [
      { op: 'DequantizeLinear', inputs: ['q', 's'], outputs: ['w'], attributes: { axis: 0 } },
      { op: 'MatMul', inputs: ['x', 'w'] },
    ],
    weights: [
      { name: 'q', type: INT8, dims: [6, 2], data: Int8Array.from({ length: 12 }, (_, i) => 7 * i - 40) },
      floats('s', [6]),
    ],
  },
  'weights in half precision, transposed': {
    nodes: [
      { op: 'Cast', inputs: ['w'], outputs: ['half'], attributes: { to: FLOAT16 } },
      { op: 'Cast', inputs: ['half'], outputs: ['full'], attributes: { to: FLOAT } },
      { op: 'Transpose', inputs: ['full'], outputs: ['turned'] },
      { op: 'MatMul', inputs: ['x', 'turned'] },
    ],
    weights: [floats('w', [3, 6])],
  },
  'a bias that is computed': {
    nodes: [
      { op: 'Transpose', inputs: ['w'], outputs: ['turned'], attributes: { perm: [1, 0] } },
      { op: 'Mul', inputs: ['turned', 's'], outputs: ['bias'] },
      { op: 'Add', inputs: ['x', 'bias'] },
    ],
    weights: [floats('w', [6, 1]), floats('s', [6])],
  },
  Gemm: {
    nodes: [{ op: 'Gemm', inputs: ['x', 'w', 'b'], attributes: { transB: 1 } }],
    weights: [floats('w', [3, 6]), floats('b', [3])],
  },
  Conv: {
    rest: [2, 5, 5],
    nodes: [{ op: 'Conv', inputs: ['x', 'w'] }, { op: 'GlobalAveragePool' }, { op: 'Flatten' }],
    weights: [floats('w', [3, 2, 3, 3])],
  },
  MaxPool: { rest: [2, 4, 4], nodes: [{ op: 'MaxPool', attributes: { kernel_shape: [2, 2] } }] },
  BatchNormalization: {
    rest: [2, 3],
    nodes: [{ op: 'BatchNormalization', inputs: ['x', 's', 's', 's', 'v'] }],
    weights: [floats('s', [2]), { ...floats('v', [2]), data: Float32Array.of(1, 2) }],
  },
  'Softmax over the last axis': { nodes: [{ op: 'Softmax' }] },
  'Softmax of older operator sets': { nodes: [{ op: 'Softmax' }], opset: 11 },
  LayerNormalization: {
    nodes: [{ op: 'LayerNormalization', inputs: ['x', 's'], ...axis(-1) }],
    weights: [floats('s', [6])],
    opset: 17,
  },
  'ReduceMean of an attribute': {
    rest: [2, 3],
    nodes: [{ op: 'ReduceMean', attributes: { axes: [-1], keepdims: 0 } }],
  },
  'ReduceSum of an input': {
    rest: [2, 3],
    nodes: [{ op: 'ReduceSum', inputs: ['x', 'axes'] }],
    weights: [integers('axes', [2], [1, 2])],
  },
  ArgMax: { nodes: [{ op: 'ArgMax', ...axis(1) }], outputType: INT64 },
  Transpose: { rest: [2, 3], nodes: [{ op: 'Transpose', attributes: { perm: [0, 2, 1] } }] },
  'Reshape that keeps the first axis': {
    rest: [2, 3],
    nodes: [{ op: 'Reshape', inputs: ['x', 'shape'] }],
    weights: [integers('shape', [2], [0, -1])],
  },
  'Reshape to rows of a sample each': {
    rest: [2, 3],
    nodes: [{ op: 'Reshape', inputs: ['x', 'shape'] }],
    weights: [integers('shape', [2], [-1, 6])],
  },
  'x.view(x.size(0), -1)': {
    rest: [2, 3],
    nodes: [
      { op: 'Shape', inputs: ['x'], outputs: ['shape'] },
      { op: 'Gather', inputs: ['shape', 'zero'], outputs: ['size'], ...axis(0) },
      { op: 'Unsqueeze', inputs: ['size', 'first'], outputs: ['sizes'] },
      { op: 'Concat', inputs: ['sizes', 'rest'], outputs: ['wanted'], ...axis(0) },
      { op: 'Reshape', inputs: ['x', 'wanted'], outputs: ['y'] },
    ],
    weights: [integers('zero', [], [0]), integers('first', [1], [0]), integers('rest', [1], [-1])],
  },
  'x.view(*x.shape[:2], 1)': {
    rest: [4],
    nodes: [
      { op: 'Shape', inputs: ['x'], outputs: ['shape'] },
      { op: 'Slice', inputs: ['shape', 'from', 'to'], outputs: ['sizes'] },
      { op: 'Concat', inputs: ['sizes', 'one'], outputs: ['wanted'], ...axis(0) },
      { op: 'Reshape', inputs: ['x', 'wanted'], outputs: ['y'] },
    ],
    weights: [integers('from', [1], [0]), integers('to', [1], [2]), integers('one', [1], [1])],
  },
  'Squeeze and Unsqueeze': {
    rest: [1, 3],
    nodes: [
      { op: 'Squeeze', inputs: ['x', 'one'] },
      { op: 'Unsqueeze', inputs: ['v0', 'last'] },
    ],
    weights: [integers('one', [1], [1]), integers('last', [1], [-1])],
  },
  'Concat along another axis': { nodes: [{ op: 'Concat', inputs: ['x', 'x'], ...axis(-1) }] },
  Split: {
    nodes: [
      { op: 'Split', outputs: ['a', 'b'], ...axis(1) },
      { op: 'Sub', inputs: ['a', 'b'] },
    ],
  },
  Slice: {
    nodes: [{ op: 'Slice', inputs: ['x', 'from', 'to', 'axes'] }],
    weights: [integers('from', [1], [1]), integers('to', [1], [4]), integers('axes', [1], [1])],
  },
  'Gather from samples': {
    nodes: [{ op: 'Gather', inputs: ['x', 'i'], ...axis(1) }],
    weights: [integers('i', [2], [3, 1])],
  },
  'Gather from a table': {
    nodes: [
      { op: 'Cast', attributes: { to: INT64 } },
      { op: 'Gather', inputs: ['table', 'v0'], ...axis(0) },
    ],
    weights: [floats('table', [5, 3])],
  },
  Pad: { nodes: [{ op: 'Pad', inputs: ['x', 'pads'] }], weights: [integers('pads', [4], [0, 1, 0, 2])] },
  Tile: { nodes: [{ op: 'Tile', inputs: ['x', 'times'] }], weights: [integers('times', [2], [1, 2])] },
  Expand: {
    rest: [1],
    nodes: [{ op: 'Expand', inputs: ['x', 'to'] }],
    weights: [integers('to', [2], [1, 4])],
  },
  CumSum: { nodes: [{ op: 'CumSum', inputs: ['x', 'a'] }], weights: [integers('a', [], [1])] },
  TopK: {
    nodes: [{ op: 'TopK', inputs: ['x', 'k'], outputs: ['y', 'places'] }],
    weights: [integers('k', [1], [2])],
  },
  'a constant of the graph': {
    nodes: [
      { op: 'Constant', inputs: [], outputs: ['c'], attributes: { value_ints: [0, -1, 1] } },
      { op: 'Reshape', inputs: ['x', 'c'], outputs: ['y'] },
    ],
  },
};

const mixed: Record<string, [string, Case]> = {
  'a constant for each sample': [
    'Add',
    { nodes: [{ op: 'Add', inputs: ['x', 'b'] }], weights: [floats('b', [2, 6])] },
  ],
  'a constant of more axes': [
    'Add',
    { nodes: [{ op: 'Add', inputs: ['x', 'b'] }], weights: [floats('b', [1, 1, 6])] },
  ],
  'the transpose': ['Transpose', { nodes: [{ op: 'Transpose', attributes: { perm: [1, 0] } }] }],
  'the transpose by default': ['Transpose', { nodes: [{ op: 'Transpose' }] }],
  'a product of the samples': [
    'MatMul: it multiplies samples',
    { nodes: [{ op: 'Identity' }, { op: 'MatMul', inputs: ['x', 'v0'] }] },
  ],
  'a product along the samples': [
    'MatMul',
    { nodes: [{ op: 'MatMul', inputs: ['w', 'x'] }], weights: [floats('w', [3, 4])] },
  ],
  'Gemm, transposed': [
    'Gemm',
    {
      nodes: [{ op: 'Gemm', inputs: ['x', 'w'], attributes: { transA: 1 } }],
      weights: [floats('w', [4, 2])],
    },
  ],
  'Softmax over the samples': ['Softmax', { nodes: [{ op: 'Softmax', ...axis(0) }] }],
  'Softmax of one axis': ['Softmax', { rest: [], nodes: [{ op: 'Softmax' }] }],
  'a mean over all': ['ReduceMean', { nodes: [{ op: 'ReduceMean' }] }],
  'a mean over the samples': ['ReduceMean', { nodes: [{ op: 'ReduceMean', attributes: { axes: [-2] } }] }],
  'the largest sample': ['ArgMax', { nodes: [{ op: 'ArgMax' }], outputType: INT64 }],
  'samples cut in two': [
    'Reshape',
    { nodes: [{ op: 'Reshape', inputs: ['x', 's'] }], weights: [integers('s', [2], [-1, 3])] },
  ],
  'one row of all': [
    'Reshape',
    { nodes: [{ op: 'Reshape', inputs: ['x', 's'] }], weights: [integers('s', [1], [-1])] },
  ],
  'Flatten of all': ['Flatten', { nodes: [{ op: 'Flatten', ...axis(0) }] }],
  'Squeeze of whatever is 1': ['Squeeze', { nodes: [{ op: 'Squeeze' }] }],
  'an axis before': [
    'Unsqueeze',
    { nodes: [{ op: 'Unsqueeze', inputs: ['x', 'a'] }], weights: [integers('a', [1], [0])] },
  ],
  'samples appended': ['Concat', { nodes: [{ op: 'Concat', inputs: ['x', 'x'], ...axis(0) }] }],
  'every other sample': [
    'Slice',
    {
      nodes: [{ op: 'Slice', inputs: ['x', 'f', 't'] }],
      weights: [integers('f', [1], [0]), integers('t', [1], [1])],
    },
  ],
  'the first sample': [
    'Gather',
    { nodes: [{ op: 'Gather', inputs: ['x', 'i'] }], weights: [integers('i', [1], [0])] },
  ],
  'samples more': [
    'Pad',
    { nodes: [{ op: 'Pad', inputs: ['x', 'p'] }], weights: [integers('p', [4], [0, 0, 1, 0])] },
  ],
  'a running sum over samples': [
    'CumSum',
    { nodes: [{ op: 'CumSum', inputs: ['x', 'a'] }], weights: [integers('a', [], [-2])] },
  ],
  'the number of samples as a factor': [
    'Mul: it computes with the number of samples',
    {
      nodes: [
        { op: 'Shape', inputs: ['x'], outputs: ['shape'] },
        { op: 'Cast', inputs: ['shape'], outputs: ['sizes'], attributes: { to: FLOAT } },
        { op: 'Slice', inputs: ['sizes', 'f', 't'], outputs: ['count'] },
        { op: 'Mul', inputs: ['x', 'count'], outputs: ['y'] },
      ],
      weights: [integers('f', [1], [0]), integers('t', [1], [1])],
    },
  ],
  'the number of samples as output': ["the output 'y'", { nodes: [{ op: 'Shape' }], outputType: INT64 }],
  'places of maxima': [
    'MaxPool',
    {
      rest: [2, 4],
      nodes: [{ op: 'MaxPool', outputs: ['m', 'y'], attributes: { kernel_shape: [2] } }],
      outputType: INT64,
    },
  ],
  'means taken for as many as what they are of': [
    'Reshape',
    {
      nodes: [
        {
          op: 'LayerNormalization',
          inputs: ['x', 's'],
          outputs: ['normal', 'mean'],
          ...axis(-1),
        },
        { op: 'Reshape', inputs: ['mean', 'rows'], outputs: ['y'] },
      ],
      weights: [floats('s', [6]), integers('rows', [2], [-1, 6])],
      opset: 17,
    },
  ],
  'a scale for each sample': [
    'LayerNormalization',
    {
      nodes: [{ op: 'LayerNormalization', inputs: ['x', 's'], ...axis(-1) }],
      weights: [floats('s', [2, 6])],
      opset: 17,
    },
  ],
  'a quantity for each block of each sample': [
    'DequantizeLinear',
    {
      nodes: [
        { op: 'Cast', attributes: { to: 3 } },
        {
          op: 'DequantizeLinear',
          inputs: ['v0', 's'],
          outputs: ['y'],
          attributes: { axis: 1, block_size: 3 },
        },
      ],
      weights: [floats('s', [2, 2])],
      opset: 21,
    },
  ],
  'a computed constant for each sample': [
    'Add: it combines samples with a constant of shape [2, 6]',
    {
      nodes: [
        { op: 'Transpose', inputs: ['w'], outputs: ['turned'] },
        { op: 'Mul', inputs: ['turned', 's'], outputs: ['bias'] },
        { op: 'Add', inputs: ['x', 'bias'] },
      ],
      weights: [floats('w', [6, 2]), floats('s', [6])],
    },
  ],
  'a constant of which no shape is known': [
    'Add: it combines samples with a constant of unknown shape',
    {
      nodes: [
        { op: 'Flatten', inputs: ['w'], outputs: ['flat'] },
        { op: 'Add', inputs: ['x', 'flat'] },
      ],
      weights: [floats('w', [1, 6])],
    },
  ],
  'a bound that a batch has one of': [
    'Clip: its parameters depend on the input',
    { rest: [], nodes: [{ op: 'Clip', inputs: ['x', 'x'] }] },
  ],
  'random numbers': ['RandomNormalLike', { nodes: [{ op: 'RandomNormalLike' }] }],
  'an operator that is not known': [
    'Einsum',
    { nodes: [{ op: 'Einsum', attributes: { equation: 'ij->ji' } }] },
  ],
};

const firstRows = (data: ArrayLike<number | bigint>, from: number, rows: number, all: number) =>
  Array.from(data, Number).slice((from * data.length) / all, ((from + rows) * data.length) / all);

describe('samples that do not depend on each other', () => {
  test.each(Object.entries(independent))('%s', async (_, one) => {
    const bytes = modelOf(one);
    expect(obstacle(bytes)).toBeUndefined();
    // What the rule says is so: 3 samples and 2 samples give what the 5 give together.
    await using model = await Model.load(bytes);
    const rest = one.rest ?? [6];
    const size = rest.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: 5 * size }, (_value, i) => Math.cos(3 * i) * 2 + 2);
    const run = (from: number, rows: number) => {
      const x = Tensor.from('float32', [rows, ...rest], values.subarray(from * size, (from + rows) * size));
      return model.run({ x }, ['y']).y?.data as ArrayLike<number | bigint>;
    };
    const together = run(0, 5);
    for (const [from, rows] of [
      [0, 3],
      [3, 2],
    ] as const) {
      const apart = Array.from(run(from, rows), Number);
      const part = firstRows(together, from, rows, 5);
      expect(apart).toHaveLength(part.length);
      apart.forEach((value, i) => {
        expect(value).toBeCloseTo(part[i] ?? NaN, 5);
      });
    }
  });
});

describe('samples that do, or of which it is not known', () => {
  test.each(Object.entries(mixed))('%s', (_, [text, one]) => {
    expect(obstacle(modelOf(one))).toContain(text);
  });

  const value = (name: string, shape?: readonly (number | string | null)[]) => ({
    name,
    type: FLOAT,
    ...(shape && { shape }),
  });
  const identity = (input: ReturnType<typeof value>) =>
    onnxModel({
      inputs: [input],
      outputs: [value('y')],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    });

  test('inputs without a free leading axis', () => {
    expect(obstacle(identity(value('x', [1, 5])))).toContain("'x' has a fixed leading axis of 1");
    expect(obstacle(identity(value('x', [])))).toContain("'x' is a scalar");
    expect(obstacle(identity(value('x')))).toContain("'x' has no fixed number of axes");
    expect(obstacle(identity(value('x', [null, 5])))).toBeUndefined();
  });

  test('samples of one input with those of another, of other rank', () => {
    const bytes = onnxModel({
      inputs: [value('u', ['n', 3]), value('v', ['n'])],
      outputs: [value('y')],
      nodes: [{ op: 'Add', name: 'mix', inputs: ['u', 'v'], outputs: ['y'] }],
    });
    expect(obstacle(bytes)).toBe("Add 'mix': it combines samples with other samples");
  });

  test('an operator with a graph of its own, which may use what it is not given', () => {
    // w = Xᵀ X where the condition, a constant, holds: no input of If depends on the samples.
    const vector = (name: string) => ({ name, type: { tensorType: { elemType: FLOAT } } });
    const branch = {
      name: 'branch',
      node: [{ opType: 'Identity', input: ['x'], output: ['w'] }],
      output: [vector('w')],
    };
    const GRAPH = onnx.AttributeProto.AttributeType.GRAPH;
    const model = onnx.ModelProto.create({
      irVersion: 7,
      opsetImport: [{ domain: '', version: 13 }],
      graph: {
        name: 'graph',
        input: [
          {
            name: 'x',
            type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimParam: 'n' }, { dimValue: 2 }] } } },
          },
        ],
        output: [vector('y')],
        initializer: [{ name: 'yes', dataType: 9, dims: [], int32Data: [1] }],
        node: [
          {
            opType: 'If',
            input: ['yes'],
            output: ['w'],
            attribute: ['then_branch', 'else_branch'].map((name) => ({ name, type: GRAPH, g: branch })),
          },
          { opType: 'Gemm', input: ['x', 'w'], output: ['y'] },
        ],
      },
    });
    const bytes = onnx.ModelProto.encode(model).finish();
    expect(sampleObstacleOf(bytes)).toBe('If: it holds a graph of its own');
  });

  test('a value that comes from nowhere', () => {
    const bytes = onnxModel({
      inputs: [value('x', ['n', 3])],
      outputs: [value('y')],
      nodes: [{ op: 'Add', inputs: ['x', 'lost'], outputs: ['y'] }],
    });
    expect(sampleObstacleOf(bytes)).toBe("Add: its input 'lost' comes from elsewhere");
  });

  test('bytes that are no model', () => {
    expect(obstacle(new Uint8Array(100).fill(255))).toBe('it has no input');
  });
});
