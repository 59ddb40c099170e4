import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatInfo, Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { identity } from '../models/identity.js';
import { onnxModel } from '../models/onnxModel.js';
import { scaled } from '../models/scaled.js';
import { sums } from '../models/sums.js';
import { temporaryFolder } from '../temporaryFolder.js';

test('inputs and outputs in the order of the model', async () => {
  await using model = await Model.load(sums());
  expect(model.inputs.map(({ name }) => name)).toEqual(['u', 'v']);
  expect(model.outputs.map(({ name }) => name)).toEqual(['total', 'difference']);
  expect(model.inputInfo('v')).toEqual({
    name: 'v',
    type: 'float32',
    shape: ['n'],
    anyRank: false,
    optional: false,
  });
  await expectError(() => model.inputInfo('w'), 'TENSOR_UNKNOWN', "'u', 'v'");
  await expectError(() => model.outputInfo('totl'), 'TENSOR_UNKNOWN', "Did you mean 'total'?");
});

test('fixed, symbolic and unnamed dimensions; scalars; any rank', async () => {
  const info = async (bytes: Uint8Array) => {
    await using model = await Model.load(bytes);
    return model.inputs[0];
  };
  expect(await info(identity('int16', [3, 'n', null]))).toMatchObject({
    shape: [3, 'n', null],
    anyRank: false,
  });
  expect(await info(identity('bool', []))).toMatchObject({ type: 'bool', shape: [], anyRank: false });
  expect(await info(identity('float64'))).toMatchObject({ shape: [], anyRank: true, optional: false });
});

test('infos print as messages need them', () => {
  expect(
    formatInfo({ name: 'x', type: 'float32', shape: ['n', 2, null], anyRank: false, optional: false }),
  ).toBe('float32 [n, 2, ?]');
  expect(formatInfo({ name: 'x', type: 'int8', shape: [], anyRank: true, optional: false })).toBe(
    'int8 [...]',
  );
});

test('metadata', async () => {
  await using model = await Model.load(sums());
  expect(model.metadata).toEqual({
    producer: 'rankwise-test',
    graphName: 'graph',
    domain: 'org.rankwise',
    description: 'a model for tests',
    version: 3,
    irVersion: 7,
    producerVersion: '',
    opsets: { 'ai.onnx': 13 },
    custom: { trained: 'yes', größe: '3 µm' },
  });
});

test('the head of the file, wherever it stands beside the graph', async () => {
  const zeros = new Float32Array(100_000);
  const bytes = onnxModel({
    inputs: [{ name: 'x', type: 1, shape: [100_000] }],
    outputs: [{ name: 'y', type: 1, shape: [100_000] }],
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    weights: [{ name: 'w', type: 1, dims: [100_000], data: zeros }],
    opset: 17,
    irVersion: 8,
    moreOpsets: { 'com.microsoft': 1 },
    producerVersion: '2.13.0',
  });
  const file = path.join(temporaryFolder(), 'wide.onnx');
  writeFileSync(file, bytes);
  for (const from of [bytes, file]) {
    await using model = await Model.load(from);
    expect(model.metadata).toMatchObject({
      irVersion: 8,
      producerVersion: '2.13.0',
      opsets: { 'ai.onnx': 17, 'com.microsoft': 1 },
    });
  }
});

test('an input that the model has a value for is optional, and comes last', async () => {
  await using model = await Model.load(scaled());
  expect(model.inputs.map(({ name, optional }) => [name, optional])).toEqual([
    ['x', false],
    ['factor', true],
  ]);
});

test('texts are told, left out where no output is named, and refused by name', async () => {
  const bytes = onnxModel({
    inputs: [{ name: 'x', type: 1, shape: ['n'] }],
    outputs: [
      { name: 'text', type: 8, shape: ['n'] },
      { name: 'same', type: 1, shape: ['n'] },
    ],
    nodes: [
      { op: 'Identity', inputs: ['x'], outputs: ['same'] },
      { op: 'Cast', inputs: ['x'], outputs: ['text'], attributes: { to: 8 } },
    ],
  });
  await using model = await Model.load(bytes, { name: 'texts' });
  expect(model.outputs.map(({ type }) => type)).toEqual(['string', 'float32']);
  const x = Tensor.from('float32', [1], [1]);
  expect(Object.keys(model.run({ x }))).toEqual(['same']);
  await expectError(() => model.run({ x }, ['text']), 'MODEL_UNSUPPORTED', "'text'", "'texts'", 'string');
  await expectError(() => model.bind({ inputs: { x }, outputs: { text: null } }), 'MODEL_UNSUPPORTED');
  expect(model.run({ x }, ['same']).same?.data).toEqual(Float32Array.of(1));
});

test('a sequence as input is told, and refused when run', async () => {
  const bytes = onnxModel({
    inputs: [{ name: 'list', type: 1, sequence: true }],
    outputs: [{ name: 'count', type: 7, shape: [] }],
    nodes: [{ op: 'SequenceLength', inputs: ['list'], outputs: ['count'] }],
  });
  await using model = await Model.load(bytes);
  expect(model.inputs[0]?.type).toBe('sequence');
  const run = () => model.run({ list: Tensor.allocate('float32', [1]) });
  await expectError(run, 'MODEL_UNSUPPORTED', "'list'", 'sequence');
});
