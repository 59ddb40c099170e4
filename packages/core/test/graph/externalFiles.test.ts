import onnxProto from 'onnx-proto';
import { expect, test } from 'vitest';
import { externalFilesOf } from '../../src/index.js';

const { onnx } = onnxProto;
const { EXTERNAL } = onnx.TensorProto.DataLocation;

const weight = (location: string) => ({
  name: location,
  dataLocation: EXTERNAL,
  externalData: [{ key: 'location', value: location }],
});

/** A graph with a weight in a file of its own, and an operator that holds another graph. */
const around = (location: string, inner?: object) => ({
  initializer: [weight(location)],
  node: [
    {
      opType: 'If',
      attribute: inner === undefined ? [] : [{ name: 'then_branch', g: inner }],
    },
  ],
});

test('files of weights are found in graphs inside operators too', () => {
  const model = { graph: around('outer', around('inner', around('innermost'))) };
  const bytes = onnx.ModelProto.encode(onnx.ModelProto.fromObject(model)).finish();
  expect([...externalFilesOf(bytes)].sort()).toEqual(['inner', 'innermost', 'outer']);
});
