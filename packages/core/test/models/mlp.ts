import { onnxModel, type Node, type Weight } from './onnxModel.js';

const FLOAT = 1;
const SIZES = [64, 128, 128, 64] as const;

/** A perceptron with ReLU between the layers, float32 `[batch, …]`; weights by the seed. */
export function mlp(seed: number, sizes: readonly number[] = SIZES): Uint8Array {
  const random = generator(seed);
  const nodes: Node[] = [];
  const weights: Weight[] = [];
  let last = 'input';
  for (let layer = 1; layer < sizes.length; layer++) {
    const [from = 0, to = 0] = sizes.slice(layer - 1, layer + 1);
    const scale = Math.sqrt(2 / from);
    const matrix = Float32Array.from({ length: from * to }, () => (random() - 0.5) * 2 * scale);
    const bias = Float32Array.from({ length: to }, () => (random() - 0.5) * 0.1);
    weights.push({ name: `w${layer}`, type: FLOAT, dims: [from, to], data: matrix });
    weights.push({ name: `b${layer}`, type: FLOAT, dims: [to], data: bias });
    const isLast = layer === sizes.length - 1;
    const sum = isLast ? 'output' : `sum${layer}`;
    nodes.push({ op: 'Gemm', inputs: [last, `w${layer}`, `b${layer}`], outputs: [sum] });
    if (!isLast) nodes.push({ op: 'Relu', inputs: [sum], outputs: [`hidden${layer}`] });
    last = `hidden${layer}`;
  }
  return onnxModel({
    inputs: [{ name: 'input', type: FLOAT, shape: ['batch', sizes[0] ?? 0] }],
    outputs: [{ name: 'output', type: FLOAT, shape: ['batch', sizes.at(-1) ?? 0] }],
    nodes,
    weights,
  });
}

/** Numbers in [0, 1): a linear congruential generator (Numerical Recipes, 3rd ed., section 7.1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
