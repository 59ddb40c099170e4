import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeModel, Model } from '../../src/index.js';
import { onnxModel } from '../models/onnxModel.js';
import { simpleNet } from '../models/simpleNet.js';

const folder = mkdtempSync(path.join(tmpdir(), 'core-describe-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function write(name: string, bytes: Uint8Array | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

const optional = onnxModel({
  inputs: [
    { name: 'a', type: 1, shape: [] },
    { name: 'x', type: 11, shape: ['n', null, 2] },
    { name: 'any', type: 7 },
  ],
  outputs: [{ name: 'y', type: 11, shape: ['n', null, 2] }],
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  weights: [{ name: 'a', type: 1, dims: [], data: Float32Array.of(1) }],
  producerVersion: '1.2',
});

test.each([
  ['simplenet', simpleNet()],
  ['optional', optional],
])('says of %s what ONNX Runtime says', async (name, bytes) => {
  const file = write(`${name}.onnx`, bytes);
  using model = await Model.load(file);
  const { inputs, outputs, producer, producerVersion, irVersion, opsets } = await describeModel(file);
  const { metadata } = model;
  expect({ inputs, outputs }).toEqual({ inputs: model.inputs, outputs: model.outputs });
  expect(metadata).toMatchObject({ producer, producerVersion, irVersion, opsets });
});

test('counts operators and weights', async () => {
  const bytes = simpleNet();
  const described = await describeModel(write('count.onnx', bytes));
  expect(described).toMatchObject({
    fileBytes: bytes.byteLength,
    operators: [{ operator: 'MatMul', count: 1 }],
    weights: [{ type: 'float32', elements: 25, bytes: 100 }],
    externalFiles: [],
    training: [],
  });
  expect(described.sampleObstacle).toBeUndefined();
});

test.each([
  ['an empty file', '', 'MODEL_INVALID'],
  ['a text', 'This is no model.', 'MODEL_INVALID'],
  ['a cut file', simpleNet().subarray(0, -20), 'MODEL_INVALID'],
])('%s is refused in the words of a load', async (what, content, code) => {
  const file = write(`${what}.onnx`, content);
  const loaded: unknown = await Model.load(file).catch((error: unknown) => error);
  expect(loaded).toMatchObject({ code });
  await expect(describeModel(file)).rejects.toMatchObject({ code, message: (loaded as Error).message });
});
