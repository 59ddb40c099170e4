import { onnxModel } from '../tools/onnxModel.js';

/** Mixing of neighbouring levels: `heating[columns, 4]` from the `temperature[columns, 4]` of columns of air. */
export function atmosphere(): Uint8Array {
  // prettier-ignore
  const mixing = Float32Array.of(
    -0.25,  0.25,     0,     0,
     0.25, -0.50,  0.25,     0,
        0,  0.25, -0.50,  0.25,
        0,     0,  0.25, -0.25,
  );
  return onnxModel({
    name: 'Atmosphere',
    inputs: [{ name: 'temperature', type: 'float32', shape: ['columns', 4] }],
    outputs: [{ name: 'heating', type: 'float32', shape: ['columns', 4] }],
    weights: { mixing: { shape: [4, 4], values: mixing } },
    nodes: [{ op: 'MatMul', from: ['temperature', 'mixing'], to: ['heating'] }],
  });
}

/**
 * `flux[columns, 1]` from `surface[columns, 2]`, temperature and wind: with d = temperature - 2 wind, d/2 or, below 0,
 * d/4.
 */
export function ocean(): Uint8Array {
  return onnxModel({
    name: 'Ocean',
    inputs: [{ name: 'surface', type: 'float32', shape: ['columns', 2] }],
    outputs: [{ name: 'flux', type: 'float32', shape: ['columns', 1] }],
    weights: {
      difference: { shape: [2, 2], values: Float32Array.of(1, -1, -2, 2) },
      slopes: { shape: [2, 1], values: Float32Array.of(0.5, -0.25) },
    },
    nodes: [
      { op: 'MatMul', from: ['surface', 'difference'], to: ['bothSigns'] },
      { op: 'Relu', from: ['bothSigns'], to: ['positive'] },
      { op: 'MatMul', from: ['positive', 'slopes'], to: ['flux'] },
    ],
  });
}
