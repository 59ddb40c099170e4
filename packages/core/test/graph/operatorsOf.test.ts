import { expect, test } from 'vitest';
import { operatorsOf } from '../../src/index.js';
import { convolution } from '../models/convolution.js';

test('operators, each once', () => {
  expect(operatorsOf(convolution())).toEqual(new Set(['Conv', 'Relu']));
});
