import { onnxModel, type Weights } from '../tools/onnxModel.js';
import { Random } from '../tools/Random.js';

/** Levels of a column: the values that the network takes and gives for each. */
export const LEVELS = 20;
const HIDDEN = 32;

/** The layers in turn, weights [from, to] and bias; tanh between them. The numbers are drawn, not trained. */
export function columnLayers(): readonly { readonly weights: Weights; readonly bias: Weights }[] {
  const random = new Random(4);
  const widths = [LEVELS, HIDDEN, HIDDEN, LEVELS];
  return widths.slice(1).map((to, i) => {
    const from = widths[i] ?? 0;
    return {
      weights: { shape: [from, to], values: random.array(from * to, 2 / Math.sqrt(from)) },
      bias: { shape: [to], values: random.array(to, 0.5) },
    };
  });
}

/** `tendency[columns, 20]` of `state[columns, 20]`: the number of columns is free, and each is a sample of its own. */
export function columnNet(): Uint8Array {
  const layers = columnLayers();
  const last = layers.length - 1;
  return onnxModel({
    name: 'ColumnNet',
    inputs: [{ name: 'state', type: 'float32', shape: ['columns', LEVELS] }],
    outputs: [{ name: 'tendency', type: 'float32', shape: ['columns', LEVELS] }],
    weights: Object.fromEntries(
      layers.flatMap(({ weights, bias }, i) => [
        [`weights${i}`, weights],
        [`bias${i}`, bias],
      ]),
    ),
    nodes: layers.flatMap((_, i) => {
      const gemm = {
        op: 'Gemm',
        from: [i === 0 ? 'state' : `active${i - 1}`, `weights${i}`, `bias${i}`],
        to: [i === last ? 'tendency' : `sum${i}`],
      };
      return i === last ? [gemm] : [gemm, { op: 'Tanh', from: [`sum${i}`], to: [`active${i}`] }];
    }),
  });
}
