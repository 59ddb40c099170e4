import { expect, test } from 'vitest';
import { convolution } from '../../../../core/test/models/convolution.js';
import { mlp } from '../../../../core/test/models/mlp.js';
import { batchSizing } from '../../../src/engine/batching/batchSizing.js';

test('the device and the operators decide', () => {
  for (const model of [mlp(1), convolution()]) {
    expect(batchSizing('cpu', model)).toBe('exact');
    expect(batchSizing('webgpu', model)).toBe('steps');
    expect(batchSizing('tensorrt', model)).toBe('steps');
  }
  expect(batchSizing('cuda', mlp(1))).toBe('steps');
  expect(batchSizing('cuda', convolution())).toBe('one');
  expect(batchSizing('cuda', '/no/such/model.onnx')).toBe('one');
});
