import { onnxModel } from '../tools/onnxModel.js';

/** Values of a sample. */
const WIDTH = 64;

/**
 * `output[samples, 64]` from `input[samples, 64]` through layers with the same weights: each value becomes one plus another
 * minus a third, clipped to -4 … 4. From whole numbers come whole numbers, the same in whatever order they are added.
 */
function clippedSums(name: string, layers: number): Uint8Array {
  const weights = new Float32Array(WIDTH * WIDTH);
  const add = (from: number, to: number, weight: number) => {
    const at = (from % WIDTH) * WIDTH + to;
    weights[at] = (weights[at] ?? 0) + weight;
  };
  for (let to = 0; to < WIDTH; to += 1) {
    add(5 * to + 1, to, 1);
    add(3 * to + 2, to, 1);
    add(11 * to + 7, to, -1);
  }
  return onnxModel({
    name,
    inputs: [{ name: 'input', type: 'float32', shape: ['samples', WIDTH] }],
    outputs: [{ name: 'output', type: 'float32', shape: ['samples', WIDTH] }],
    weights: {
      weights: { shape: [WIDTH, WIDTH], values: weights },
      least: { shape: [], values: Float32Array.of(-4) },
      most: { shape: [], values: Float32Array.of(4) },
    },
    nodes: Array.from({ length: layers }, (_, i) => [
      { op: 'MatMul', from: [i === 0 ? 'input' : `values${i}`, 'weights'], to: [`sums${i}`] },
      {
        op: 'Clip',
        from: [`sums${i}`, 'least', 'most'],
        to: [i === layers - 1 ? 'output' : `values${i + 1}`],
      },
    ]).flat(),
  });
}

/** 32 layers: some milliseconds for 2048 samples. */
export const deep = () => clippedSums('Deep', 32);

/** 8 layers. */
export const shallow = () => clippedSums('Shallow', 8);
