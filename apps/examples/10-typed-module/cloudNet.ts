import { onnxModel, type Weights } from '../tools/onnxModel.js';

/**
 * Cloud cover by humidity. Inputs: `humidity` float32 [columns, 3], of each of 3 levels; `land` bool [columns]; `limit`, a
 * float32 alone. Outputs: `cover` = max(0, (humidity - critical) / (1 - critical)), float32 [columns, 3], where critical is
 * the limit, and over land 7/8 of it; `cloudy` bool [columns], whether any level has cover.
 */
export function cloudNet(): Uint8Array {
  const profile = ['columns', 3];
  return onnxModel({
    name: 'Clouds',
    inputs: [
      { name: 'humidity', type: 'float32', shape: profile },
      { name: 'land', type: 'bool', shape: ['columns'] },
      { name: 'limit', type: 'float32', shape: [] },
    ],
    outputs: [
      { name: 'cover', type: 'float32', shape: profile },
      { name: 'cloudy', type: 'bool', shape: ['columns'] },
    ],
    weights: { zero: scalar(0), one: scalar(1), part: scalar(7 / 8) },
    nodes: [
      { op: 'Mul', from: ['limit', 'part'], to: ['limit_on_land'] },
      { op: 'Where', from: ['land', 'limit_on_land', 'limit'], to: ['critical'] },
      // With the levels first, so that each column has its own limit.
      { op: 'Transpose', from: ['humidity'], to: ['by_level'], attributes: { perm: [1, 0] } },
      { op: 'Sub', from: ['by_level', 'critical'], to: ['excess'] },
      { op: 'Sub', from: ['one', 'critical'], to: ['range'] },
      { op: 'Div', from: ['excess', 'range'], to: ['share'] },
      { op: 'Relu', from: ['share'], to: ['cover_by_level'] },
      { op: 'Transpose', from: ['cover_by_level'], to: ['cover'], attributes: { perm: [1, 0] } },
      { op: 'ReduceMax', from: ['cover_by_level'], to: ['most'], attributes: { axes: [0], keepdims: 0 } },
      { op: 'Greater', from: ['most', 'zero'], to: ['cloudy'] },
    ],
  });
}

function scalar(value: number): Weights {
  return { shape: [], values: Float32Array.of(value) };
}
