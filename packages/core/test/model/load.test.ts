import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { operator } from '../models/operator.js';
import { simpleNet } from '../models/simpleNet.js';
import { onnxModel } from '../models/onnxModel.js';
import { temporaryFolder } from '../temporaryFolder.js';

const folder = temporaryFolder();

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('from a file and from bytes', async () => {
  const x = Tensor.from('float32', [1, 5], [0, 1, 2, 3, 4]);
  for (const from of [file('simplenet.onnx', simpleNet()), simpleNet(), Buffer.from(simpleNet())]) {
    await using model = await Model.load(from);
    expect(model.name).toBe(typeof from === 'string' ? 'simplenet' : 'model');
    expect(model.device).toEqual({ kind: 'cpu', index: 0 });
    expect(model.run({ input: x }).output?.data).toEqual(Float32Array.of(0, 2, 4, 6, 8));
  }
});

test('bytes that are part of a larger buffer', async () => {
  const bytes = simpleNet();
  const larger = new Uint8Array(bytes.length + 20).fill(255);
  larger.set(bytes, 7);
  await using model = await Model.load(larger.subarray(7, 7 + bytes.length), { name: 'inner' });
  expect(model.name).toBe('inner');
  expect(model.inputs).toHaveLength(1);
});

test('a missing file, and a missing folder', async () => {
  await expectError(
    () => Model.load('no/such/net.onnx'),
    'MODEL_NOT_FOUND',
    'no/such/net.onnx',
    'is not there',
    process.cwd(),
  );
});

test('a folder', async () => {
  mkdirSync(join(folder, 'net.onnx'));
  await expectError(() => Model.load(join(folder, 'net.onnx')), 'MODEL_NOT_FOUND', 'net.onnx', 'is a folder');
});

test('a path that cannot be followed', async () => {
  const path = join(file('whole.onnx', simpleNet()), 'inner.onnx');
  await expectError(() => Model.load(path), 'MODEL_NOT_FOUND', 'inner.onnx', 'ENOTDIR', 'cannot be read');
});

test('an empty file, and no bytes', async () => {
  await expectError(() => Model.load(file('empty.onnx', '')), 'MODEL_INVALID', 'empty.onnx', 'is empty');
  await expectError(() => Model.load(new Uint8Array(0), { name: 'n' }), 'MODEL_INVALID', "'n'", 'is empty');
});

test.each([
  ['text', 'hello, this is no model\n', /protobuf parsing failed/i],
  ['zeros', '\0'.repeat(500), /protobuf parsing failed/i],
  ['torch', 'PK\x03\x04 and so on', 'Export the network to ONNX'],
  ['pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'git lfs pull'],
])('a file that is not ONNX: %s', async (name, content, part) => {
  await expectError(() => Model.load(file(`${name}.onnx`, content)), 'MODEL_INVALID', `${name}.onnx`, part);
  await expectError(() => Model.load(Buffer.from(content)), 'MODEL_INVALID', part);
});

test('a model that is cut off anywhere', async () => {
  const whole = simpleNet();
  for (let length = 1; length < whole.length; length++) {
    await expectError(() => Model.load(whole.subarray(0, length)), 'MODEL_INVALID');
  }
  const half = file('half.onnx', whole.subarray(0, whole.length / 2));
  await expectError(() => Model.load(half), 'MODEL_INVALID', 'half.onnx', 'copy or export it again');
});

test.each([
  ['an operator', operator('Frobnicate'), 'Frobnicate'],
  ['a domain of operators', operator('Frobnicate', {}, 'com.acme'), 'com.acme'],
  ['an opset', operator('Relu', { opset: 999 }), '999'],
  ['an IR version', operator('Relu', { irVersion: 999 }), '999'],
])('%s that ONNX Runtime lacks', async (_, bytes, part) => {
  await expectError(() => Model.load(file('new.onnx', bytes)), 'MODEL_UNSUPPORTED', part, 'new.onnx');
  await expectError(() => Model.load(bytes, { name: 'newer' }), 'MODEL_UNSUPPORTED', part, "'newer'");
});

test('a graph that contradicts itself', async () => {
  const bool = { type: 9, shape: ['n'] };
  const bytes = operator('Relu', { inputs: [{ name: 'x', ...bool }], outputs: [{ name: 'y', ...bool }] });
  await expectError(() => Model.load(bytes), 'MODEL_INVALID', 'Relu');
});

test('a file of weights that is missing, short or there', async () => {
  const data = Float32Array.of(3, 0, 0, 3);
  const bytes = onnxModel({
    inputs: [{ name: 'x', type: 1, shape: ['n', 2] }],
    outputs: [{ name: 'y', type: 1, shape: ['n', 2] }],
    nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    weights: [{ name: 'w', type: 1, dims: [2, 2], data }],
    externalFile: 'weights.bin',
  });
  const path = file('external.onnx', bytes);
  await expectError(() => Model.load(path), 'MODEL_NOT_FOUND', 'external.onnx', 'weights.bin', 'beside');
  await expectError(() => Model.load(bytes), 'MODEL_NOT_FOUND', 'load it by path');
  file('weights.bin', 'abc');
  await expectError(() => Model.load(path), 'MODEL_INVALID', 'external.onnx');
  file('weights.bin', new Uint8Array(data.buffer));
  await using model = await Model.load(path);
  expect(model.run({ x: Tensor.from('float32', [1, 2], [1, 2]) }).y?.data).toEqual(Float32Array.of(3, 6));
});

test('a closed model says so, and closes twice', async () => {
  const model = await Model.load(simpleNet(), { name: 'short-lived' });
  const x = Tensor.allocate('float32', [1, 5]);
  const binding = model.bind({ inputs: { input: x }, outputs: { output: null } });
  model.close();
  model.close();
  binding.close();
  await model[Symbol.asyncDispose]();
  await expectError(() => model.run({ input: x }), 'CLOSED', 'short-lived');
  await expectError(() => model.bind({ inputs: { input: x }, outputs: { output: null } }), 'CLOSED');
  await expectError(
    () => {
      binding.run();
    },
    'CLOSED',
    'short-lived',
  );
  await expectError(() => binding.output('output'), 'CLOSED');
  expect(model.inputs).toHaveLength(1);
});

test('many models at once, closed in any order', async () => {
  const models = await Promise.all(Array.from({ length: 20 }, () => Model.load(simpleNet())));
  for (const model of models.toReversed()) model.close();
  expect(models).toHaveLength(20);
});
